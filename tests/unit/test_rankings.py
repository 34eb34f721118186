"""What must hold of every count of rankings."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.tally.elections.places import Places
from proposals.tally.elections.stv import stv
from proposals.tally.rankings.irv import irv
from proposals.tally.rankings.pairwise import pairwise, plain_pairwise
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import RankingProfile, profile_of
from proposals.tally.rankings.schulze import schulze, schulze_quorum
from proposals.tally.roll import TallyError

NAMES = "abcdefg"
WHOLE = st.integers(1, 5)


@st.composite
def rankings(draw, most_options=5, most_ballots=9, ties=True, weights=WHOLE):
    names = NAMES[: draw(st.integers(2, most_options))]
    ballots = []
    for _ballot in range(draw(st.integers(1, most_ballots))):
        ranked = draw(st.permutations(names))[: draw(st.integers(0, len(names)))]
        groups: list[list[str]] = []
        for name in ranked:
            if ties and groups and draw(st.booleans()):
                groups[-1].append(name)
            else:
                groups.append([name])
        ballots.append((groups, draw(weights)))
    return profile_of(names, ballots)


def renamed(profile: RankingProfile, places: list[int]) -> RankingProfile:
    """The same votes with the options in another order on the paper."""
    new = {old: place for place, old in enumerate(places)}
    ballots = {
        tuple(tuple(sorted(new[o] for o in group)) for group in order): weight
        for order, weight in profile.ballots.items()
    }
    return RankingProfile(tuple(profile.options[old] for old in places), ballots)


fractions = st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9)


@given(rankings(weights=st.one_of(st.integers(1, 9), fractions)), st.sampled_from(["last", "absent"]))
def test_all_at_once_says_what_one_by_one_says(profile, unranked):
    assert pairwise(profile, unranked) == plain_pairwise(profile, unranked)


@given(rankings(), st.sampled_from(["winning_votes", "margins"]))
def test_whoever_beats_everybody_wins_alone(profile, strength):
    matrix = pairwise(profile)
    size = range(len(profile.options))
    beats_all = [a for a in size if all(matrix[a][b] > matrix[b][a] for b in size if b != a)]
    tally = schulze(profile.options, matrix, strength)
    if beats_all:
        assert tally.winners == (profile.options[beats_all[0]],)


@given(rankings(), st.sampled_from(["winning_votes", "margins"]))
def test_the_strongest_path_is_one_of_its_steps_and_no_stronger_is_found(profile, strength):
    tally = schulze(profile.options, pairwise(profile), strength)
    for a, first in enumerate(tally.options):
        for b, last in enumerate(tally.options):
            steps = tally.path(first, last) if a != b else []
            if steps:
                assert steps[0][0] == first and steps[-1][1] == last
                assert min(weight for _from, _to, weight in steps) == tally.strengths[a][b]
            elif a != b:
                assert tally.strengths[a][b] == 0


@given(rankings(), st.data())
def test_names_and_order_of_the_paper_never_matter(profile, data):
    places = data.draw(st.permutations(range(len(profile.options))))
    other = renamed(profile, list(places))
    for strength in ("winning_votes", "margins"):
        one = schulze(profile.options, pairwise(profile), strength).ranking
        two = schulze(other.options, pairwise(other), strength).ranking
        assert [set(group) for group in one] == [set(group) for group in two]
    assert irv(profile).winner == irv(other).winner
    assert set(irv(profile).lot_between) == set(irv(other).lot_between)


@given(rankings(most_options=4), st.sampled_from(["winning_votes", "margins"]))
def test_a_clone_of_a_loser_changes_nothing(profile, strength):
    before = schulze(profile.options, pairwise(profile), strength)
    loser = profile.options.index(before.ranking[-1][-1])
    if len(before.ranking) < 2:
        return
    clone = len(profile.options)
    ballots: dict = {}
    for order, weight in profile.ballots.items():
        doubled = tuple(g for group in order for g in ((group,) if loser not in group else ((*group, clone),)))
        ballots[doubled] = ballots.get(doubled, 0) + weight
    after = schulze(
        (*profile.options, "clone"), pairwise(RankingProfile((*profile.options, "clone"), ballots)), strength
    )
    assert after.winners == before.winners


@given(rankings(), st.integers(2, 7))
def test_as_many_times_the_votes_change_nothing(profile, times):
    more = RankingProfile(profile.options, {order: weight * times for order, weight in profile.ballots.items()})
    assert schulze(profile.options, pairwise(profile)).ranking == schulze(more.options, pairwise(more)).ranking
    assert irv(profile).winner == irv(more).winner
    lot = list(range(len(profile.options)))
    assert stv(profile, 2, quota="exact", lot=lot).elected == stv(more, 2, quota="exact", lot=lot).elected, (
        "with the exact quota nothing depends on the scale"
    )


@given(rankings(), st.sampled_from(["skip", "exhaust", "split"]))
def test_instant_runoff_keeps_every_vote_somewhere(profile, equal_ranks):
    tally = irv(profile, Reading(equal_ranks))
    for round_ in tally.rounds:
        assert sum(round_.totals.values()) + sum(round_.inactive.values()) == profile.total
    if tally.winner:
        last = tally.rounds[-1]
        assert last.totals[tally.winner] > last.threshold
    else:
        assert tally.lot_between


@settings(max_examples=200)
@given(
    rankings(most_options=7, most_ballots=14, weights=st.integers(1, 30)),
    st.integers(1, 4),
    st.sampled_from(["exact", "scottish"]),
    st.sampled_from(["droop", "exact"]),
    st.sampled_from(["exhaust", "split", "skip"]),
)
def test_an_election_keeps_every_vote_and_fills_its_seats(profile, seats, arithmetic, quota, equal_ranks):
    lot = list(range(len(profile.options)))
    tally = stv(profile, seats, arithmetic=arithmetic, quota=quota, reading=Reading(equal_ranks), lot=lot)
    valid = sum(tally.stages[0].totals.values())
    for stage in tally.stages:
        assert sum(stage.totals.values()) + stage.non_transferable == valid
        assert all(total >= 0 for total in stage.totals.values())
    assert len(tally.elected) == min(seats, len(profile.options))
    assert len(set(tally.elected)) == len(tally.elected)


@given(rankings(most_options=6, ties=False, weights=st.integers(1, 30)), st.data())
def test_minimum_places_are_kept(profile, data):
    size = len(profile.options)
    groups = {c: data.draw(st.sampled_from(["north", "south"])) for c in range(size)}
    seats = data.draw(st.integers(1, size))
    north = sum(1 for group in groups.values() if group == "north")
    least = data.draw(st.integers(0, min(north, seats)))
    rest = data.draw(st.integers(0, min(size - north, seats - least)))
    places = Places(groups, {"north": least, "south": rest})
    tally = stv(profile, seats, places=places, lot=list(range(size)))
    have = [groups[profile.options.index(name)] for name in tally.elected]
    assert len(have) == seats
    assert have.count("north") >= least and have.count("south") >= rest


def test_minimum_places_that_nobody_could_keep_are_refused() -> None:
    profile = profile_of("ab", [([["a"], ["b"]], 3)])
    with pytest.raises(TallyError):
        stv(profile, 2, places=Places({0: "north"}, {"north": 2}))
    with pytest.raises(TallyError):
        stv(profile, 1, places=Places({0: "north", 1: "south"}, {"north": 1, "south": 1}))
    with pytest.raises(TallyError):
        stv(profile, 0)


def test_a_lot_is_asked_for_only_where_it_matters() -> None:
    level = profile_of("abc", [([["a"], ["c"]], 2), ([["b"], ["c"]], 2), ([["c"]], 3)])
    assert irv(level).lot_between == ("a", "b")
    assert irv(level, lot=[0, 1, 2]).winner == "c"
    hopeless = profile_of("abcd", [([["a"]], 1), ([["b"]], 1), ([["c"]], 5), ([["d"], ["c"]], 4)])
    assert irv(hopeless).winner == "c"
    assert irv(profile_of("ab", [([["a"]], 2), ([["b"]], 2)])).lot_between == ("a", "b")


def test_quorum_and_majority_drop_options_before_the_paths() -> None:
    profile = profile_of("abd", [([["a"], ["d"], ["b"]], 5), ([["b"], ["a"], ["d"]], 4), ([["d"], ["b"], ["a"]], 3)])
    tally = schulze_quorum(profile.options, pairwise(profile), default="d", quorum=6, majorities={"a": 3})
    assert [(drop.option, drop.reason) for drop in tally.dropped] == [("a", "majority"), ("b", "quorum")]
    assert tally.ranking == (("d",),)
    with pytest.raises(TallyError):
        schulze_quorum(profile.options, pairwise(profile), default="x")


def test_an_option_is_ranked_once_and_a_weight_is_positive() -> None:
    for ballots in ([([["a"], ["a"]], 1)], [([["x"]], 1)], [([["a"]], 0)], [([["a"]], 1.5)]):
        with pytest.raises(TallyError):
            profile_of("ab", ballots)
    with pytest.raises(TallyError):
        profile_of("aa", [])


def test_dropping_options_keeps_the_others_in_place() -> None:
    profile = profile_of("abc", [([["a"], ["b", "c"]], 2), ([["b"]], 1)])
    assert profile.without([1]) == RankingProfile(("a", "c"), {((0,), (1,)): 2, (): 1})
    assert replace(profile, options=profile.options).total == 3
