"""Who is preferred to whom, by how much: the matrix that the Condorcet rules count from.

Exact. With whole weights whose sum fits, the comparison of ranks is done for all ballots at once; the counting itself
is of whole numbers either way, and a test holds both ways to the same answer.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

import numpy as np

from proposals.tally.rankings.profile import OVERVOTE, Order, RankingProfile

Unranked = Literal["last", "absent"]
Matrix = list[list[Fraction | int]]

# What an array of 64 bits holds without loss.
LARGEST_SUM = 2**62
# Weights that occur in many ballots are counted, not added: counting is the fastest thing that an array does.
FEW_WEIGHTS = 64


def pairwise(profile: RankingProfile, unranked: Unranked = "last") -> Matrix:
    """`matrix[a][b]` is the weight of the ballots that rank option a strictly above option b.

    `unranked`: an option that a ballot leaves out is below every ranked one and equal to the other left-out ones
    (`last`, as Debian counts), or takes part in no comparison on that ballot (`absent`).
    """
    weights = list(profile.ballots.values())
    whole = all(isinstance(weight, int) for weight in weights)
    if whole and sum(weights) <= LARGEST_SUM:
        return _at_once(profile, unranked)
    return plain_pairwise(profile, unranked)


def plain_pairwise(profile: RankingProfile, unranked: Unranked = "last") -> Matrix:
    """The same, told as it is meant: one ballot, one pair after the other."""
    size = len(profile.options)
    matrix: Matrix = [[0] * size for _row in range(size)]
    for order, weight in profile.ballots.items():
        ranks = _ranks(order, size, unranked)
        for above in range(size):
            for below in range(size):
                if ranks[above] and ranks[below] and ranks[above] < ranks[below]:
                    matrix[above][below] += weight
    return matrix


def _ranks(order: Order, size: int, unranked: Unranked) -> list[int]:
    """The rank of each option from 1 on; 0 takes part in no comparison."""
    ranks = [size + len(order) + 1 if unranked == "last" else 0] * size
    for rank, group in enumerate(order, 1):
        if group != OVERVOTE:
            for option in group:
                ranks[option] = rank
    return ranks


def _at_once(profile: RankingProfile, unranked: Unranked) -> Matrix:
    size, count = len(profile.options), len(profile.ballots)
    ordered = sorted(profile.ballots.items(), key=lambda ballot: ballot[1])
    weights = np.array([weight for _order, weight in ordered], dtype=np.int64)
    ranks = _rank_table([order for order, _weight in ordered], size)
    values, starts = np.unique(weights, return_index=True)
    slices = list(zip(values.tolist(), starts.tolist(), [*starts.tolist()[1:], count], strict=True))
    matrix: Matrix = []
    for above in range(size):
        column = ranks[above]
        row: list[Fraction | int] = []
        for below in range(size):
            mask = (
                (column < ranks[below]) if unranked == "last" else (column < ranks[below]) & (ranks[below] < LEFT_OUT)
            )
            if len(slices) <= FEW_WEIGHTS:
                row.append(sum(value * int(np.count_nonzero(mask[begin:end])) for value, begin, end in slices))
            else:
                row.append(int(weights[mask].sum(dtype=np.int64)))
        matrix.append(row)
    return matrix


LEFT_OUT = np.iinfo(np.int32).max


def _rank_table(orders: Sequence[Order], size: int) -> "np.ndarray":
    """One row per option, one column per ballot: the rank, or `LEFT_OUT`."""
    table = np.full((size, len(orders)), LEFT_OUT, dtype=np.int32)
    options, ballots, ranks = [], [], []
    for number, order in enumerate(orders):
        for rank, group in enumerate(order):
            for option in group if group != OVERVOTE else ():
                options.append(option)
                ballots.append(number)
                ranks.append(rank)
    table[options, ballots] = ranks
    return table
