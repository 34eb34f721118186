"""Schulze and instant runoff beside pref-voting, on thousands of drawn profiles.

Conventions: pref-voting's beat path is Schulze's method; its strength of a defeat is the margin, or whatever function
it is given (winning votes here). Truncated ballots are `unranked=last` when it uses the extended strict preference,
else `absent`. Its instant runoff drops all of the last at once; `put` follows every way in which a tie among them may
fall: that is whom some lot lets win. Profiles of few voters are full of ties of every kind.
"""

import random
from itertools import permutations

import pytest
from pref_voting import voting_methods
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies

from proposals.tally.rankings.irv import irv
from proposals.tally.rankings.pairwise import pairwise
from proposals.tally.rankings.profile import profile_of
from proposals.tally.rankings.schulze import schulze
from proposals.tally.rankings.ties import Order

PARTS = range(10)
OF_EACH = 110


def drawn(seed, *, ties, complete=False, most_options=6):
    """Rankings by option numbers, with how many voters have each."""
    dice = random.Random(seed)
    for _profile in range(OF_EACH):
        size = dice.randint(2, most_options)
        ballots = []
        for _ballot in range(dice.randint(1, 8)):
            some = dice.sample(range(size), size if complete else dice.randint(1, size))
            groups = []
            for option in some:
                if ties and groups and dice.random() < 0.35:
                    groups[-1].append(option)
                else:
                    groups.append([option])
            ballots.append((groups, dice.randint(1, 4)))
        yield size, ballots


def ours(size, ballots):
    return profile_of(map(str, range(size)), [([map(str, g) for g in groups], n) for groups, n in ballots])


def theirs(size, ballots, extended):
    ranks = [{option: place for place, group in enumerate(groups, 1) for option in group} for groups, _n in ballots]
    profile = ProfileWithTies(ranks, rcounts=[count for _groups, count in ballots], candidates=list(range(size)))
    if extended:
        profile.use_extended_strict_preference()
    return profile


@pytest.mark.parametrize("unranked", ["last", "absent"])
@pytest.mark.parametrize("part", PARTS)
def test_schulze_elects_the_same_set(part, unranked):
    for size, ballots in drawn(part, ties=True):
        mine, other = ours(size, ballots), theirs(size, ballots, unranked == "last")
        matrix = pairwise(mine, unranked)
        assert matrix == [[other.support(a, b) if a != b else 0 for b in range(size)] for a in range(size)]
        margins = voting_methods.beat_path(other)
        winning = voting_methods.beat_path(other, strength_function=other.support)
        assert list(map(int, schulze(mine.options, matrix, "margins").winners)) == margins, ballots
        assert list(map(int, schulze(mine.options, matrix, "winning_votes").winners)) == winning, ballots


@pytest.mark.parametrize("part", PARTS)
def test_instant_runoff_elects_whom_some_lot_lets_win(part):
    for size, ballots in drawn(part, ties=False, complete=True, most_options=4):
        other = Profile(
            [[o for (o,) in groups] for groups, _n in ballots], rcounts=[count for _groups, count in ballots]
        )
        mine = ours(size, ballots)
        found = set()
        for lot in permutations(range(size)):
            tally = irv(mine, lot=Order(lot, is_drawn=True))
            found |= {int(tally.winner)} if tally.winner else set(map(int, tally.lot_between))
        assert sorted(found) == voting_methods.instant_runoff_put(other), ballots


@pytest.mark.parametrize("part", PARTS)
def test_instant_runoff_of_truncated_ballots(part):
    """Where no lot is asked for, there is one winner by either convention of ties."""
    for size, ballots in drawn(part, ties=False):
        tally = irv(ours(size, ballots))
        if tally.winner is not None and not any(round_.why == "together" for round_ in tally.rounds):
            other = theirs(size, ballots, extended=True)
            assert [int(tally.winner)] == voting_methods.instant_runoff_for_truncated_linear_orders(other), ballots
