"""Schulze on a large profile, by us and by pref-voting, in turns and in one process."""

import random
import time

from pref_voting.profiles import Profile
from pref_voting.voting_methods import beat_path

from proposals.tally.rankings.pairwise import pairwise
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.rankings.schulze import schulze


def beside(ballots: int, options: int, rounds: int, rivalled: int) -> dict[str, list[float]]:
    """Seconds of CPU of each, round by round, the slower one in the first `rivalled` of them alone; both are given the
    same complete orders, read and grouped, and have to find the same winners.
    """
    dice = random.Random(50)
    orders = [dice.sample(range(options), options) for _ballot in range(ballots)]
    single = [(option,) for option in range(options)]
    mine = RankingProfile(tuple(map(str, range(options))), {tuple(single[o] for o in order): 1 for order in orders})
    beat_path(Profile([[0, 1], [1, 0], [0, 1]]))  # what it compiles at first is not measured
    found: dict[str, list[float]] = {"minga": [], "pref_voting": []}
    for number in range(rounds):
        began = time.process_time()
        winners = schulze(mine.options, pairwise(mine), "margins").winners
        found["minga"].append(time.process_time() - began)
        if number >= rivalled:
            continue
        began = time.process_time()
        theirs = beat_path(Profile(orders))
        found["pref_voting"].append(time.process_time() - began)
        if list(map(int, winners)) != theirs:
            raise ValueError(f"the winners are {winners} here and {theirs} there")
    return found
