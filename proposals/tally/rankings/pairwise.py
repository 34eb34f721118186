"""Who is preferred to whom, by how much: the matrix that the Condorcet rules count from.

Exact. With whole weights whose sum fits, the comparison of ranks is done for all ballots at once; the counting itself
is of whole numbers either way, and a test holds both ways to the same answer.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, islice
from operator import itemgetter
from typing import Literal

import numpy as np

from proposals.tally.rankings.profile import OVERVOTE, Order, RankingProfile

Unranked = Literal["last", "absent"]
Matrix = list[list[Fraction | int]]

# What an array of 64 bits holds without loss.
LARGEST_SUM = 2**62
MANY = 2**16


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
    """Some thousands of ballots at a time, so that no more memory is taken than for them."""
    size = len(profile.options)
    found = [[0] * size for _row in range(size)]
    ballots = iter(profile.ballots.items())
    while part := list(islice(ballots, MANY)):
        _add(found, part, unranked == "absent")
    return [list(row) for row in found]


def _add(found: list[list[int]], ballots: Sequence[tuple[Order, Fraction | int]], only_ranked: bool) -> None:
    """Add to the matrix what these ballots say. Weights are taken by their binary digits: to count the ballots that
    have a digit is faster than to add their weights.
    """
    weights = np.array([weight for _order, weight in ballots], dtype=np.int64)
    table = _rank_table([order for order, _weight in ballots], len(found))
    left_out = np.iinfo(table.dtype).max
    digits = [(1 << n, (weights >> n & 1).astype(bool)) for n in range(int(weights.max()).bit_length())]
    for above, column in enumerate(table):
        for below, other in enumerate(table):
            if above != below:
                mask = (column < other) & (other < left_out) if only_ranked else column < other
                found[above][below] += sum(worth * int(np.count_nonzero(mask & has)) for worth, has in digits)


def _rank_table(orders: Sequence[Order], size: int) -> "np.ndarray":
    """One row per option, one column per ballot: the rank, or the largest number of the table's type."""
    ranks_of = np.fromiter(map(len, orders), dtype=np.int32, count=len(orders))
    groups = list(chain.from_iterable(orders))
    longest = int(ranks_of.max(initial=0))
    kind = next(kind for kind in (np.uint8, np.uint16, np.int64) if longest < np.iinfo(kind).max)
    starts = np.cumsum(ranks_of, dtype=np.int64) - ranks_of
    rank = (np.arange(len(groups)) - np.repeat(starts, ranks_of)).astype(kind)
    ballot = np.repeat(np.arange(len(orders), dtype=np.int32), ranks_of)
    if set(map(len, groups)) == {1}:
        options = np.fromiter(map(itemgetter(0), groups), dtype=np.int32, count=len(groups))
    else:
        sizes = np.fromiter(map(len, groups), dtype=np.int32, count=len(groups))
        options = np.fromiter(chain.from_iterable(groups), dtype=np.int32, count=int(sizes.sum()))
        ballot, rank = np.repeat(ballot, sizes), np.repeat(rank, sizes)
    table = np.full((size, len(orders)), np.iinfo(kind).max, dtype=kind)
    told = options != OVERVOTE[0]
    table[options[told], ballot[told]] = rank[told]
    return table
