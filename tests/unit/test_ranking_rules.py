"""The fast counts of rankings beside the plain ones, and what must hold of each rule whatever is voted."""

from fractions import Fraction
from itertools import permutations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proposals.tally.elections.places import Places
from proposals.tally.elections.stv import stv
from proposals.tally.rankings.irv import irv
from proposals.tally.rankings.pairwise import pairwise
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import RankingProfile, profile_of
from proposals.tally.rankings.schulze import schulze
from proposals.tally.rankings.ties import Order

from . import ranking_oracle as oracle
from .test_rankings import fractions, rankings, renamed

STRENGTHS = st.sampled_from(["winning_votes", "margins"])
EQUAL = st.sampled_from(["exhaust", "split", "skip"])
WEIGHTS = st.one_of(st.integers(1, 9), fractions)


def winners(profile, strength="winning_votes", unranked="last"):
    return set(schulze(profile.options, pairwise(profile, unranked), strength).winners)


def scaled(profile, times):
    return RankingProfile(profile.options, {order: weight * times for order, weight in profile.ballots.items()})


@given(rankings(weights=WEIGHTS), STRENGTHS, st.sampled_from(["last", "absent"]))
def test_schulze_is_what_all_paths_say(profile, strength, unranked):
    expected = oracle.schulze_winners(profile, strength, unranked)
    assert winners(profile, strength, unranked) == {profile.options[option] for option in expected}


@settings(max_examples=60)
@given(rankings(most_options=4, weights=st.one_of(st.integers(1, 3), fractions)), EQUAL)
def test_instant_runoff_elects_whom_some_lot_lets_win(profile, equal_ranks):
    size = range(len(profile.options))
    found = set()
    for lot in permutations(size):
        tally = irv(profile, Reading(equal_ranks), lot=Order(lot, is_drawn=True))
        found |= {tally.winner} if tally.winner else set(tally.lot_between)
    assert found == {profile.options[option] for option in oracle.irv_winners(profile, equal_ranks)}


@settings(max_examples=150)
@given(
    rankings(most_options=6, most_ballots=12, weights=st.one_of(st.integers(1, 30), fractions)),
    st.integers(1, 4),
    EQUAL,
    st.data(),
)
def test_an_election_is_what_it_is_paper_by_paper(profile, seats, equal_ranks, data):
    lot = data.draw(st.permutations(range(len(profile.options))))
    tally = stv(profile, seats, reading=Reading(equal_ranks), lot=lot)
    assert list(tally.elected) == oracle.stv_elected(profile, seats, list(lot), equal_ranks)


@given(rankings(), st.data(), EQUAL)
def test_the_order_of_the_votes_never_matters(profile, data, equal_ranks):
    shuffled = data.draw(st.permutations(list(profile.ballots.items())))
    other, lot = RankingProfile(profile.options, dict(shuffled)), list(range(len(profile.options)))
    assert pairwise(other) == pairwise(profile)
    assert irv(other, Reading(equal_ranks), lot=lot) == irv(profile, Reading(equal_ranks), lot=lot)
    assert stv(other, 2, reading=Reading(equal_ranks), lot=lot) == stv(
        profile, 2, reading=Reading(equal_ranks), lot=lot
    )


@given(rankings(), STRENGTHS, st.data())
def test_who_wins_by_schulze_still_wins_when_a_ballot_lifts_them(profile, strength, data):
    winner = data.draw(st.sampled_from(sorted(winners(profile, strength))))
    number = profile.options.index(winner)
    order = data.draw(st.sampled_from(sorted(profile.ballots)))
    ballots = dict(profile.ballots)
    weight = ballots.pop(order)
    rest = tuple(group for group in (tuple(o for o in g if o != number) for g in order) if group)
    lifted = ((number,), *rest)
    ballots[lifted] = ballots.get(lifted, 0) + weight
    assert winner in winners(RankingProfile(profile.options, ballots), strength)


@given(rankings(most_options=4), STRENGTHS, st.data())
def test_clones_of_anybody_change_nothing_for_the_others(profile, strength, data):
    """Each of the clones stands where the one stood, in whatever order each ballot likes; or level with it."""
    one = data.draw(st.integers(0, len(profile.options) - 1))
    clone = len(profile.options)
    ballots = {}
    for order, weight in profile.ballots.items():
        how = data.draw(st.sampled_from(["before", "behind", "level"]))
        groups = []
        for group in order:
            if one not in group:
                groups.append(group)
            elif how == "level" or len(group) > 1:
                groups.append((*group, clone))
            else:
                groups += [(clone,), (one,)] if how == "before" else [(one,), (clone,)]
        ballots[tuple(groups)] = ballots.get(tuple(groups), 0) + weight
    options = (*profile.options, "clone")
    same = {
        profile.options[one] if name == "clone" else name
        for name in winners(RankingProfile(options, ballots), strength)
    }
    assert same == winners(profile, strength)


@given(rankings(weights=WEIGHTS), st.one_of(st.integers(2, 10**20), fractions), STRENGTHS)
def test_nothing_depends_on_the_scale_of_the_weights(profile, times, strength):
    other, lot = scaled(profile, times), list(range(len(profile.options)))
    one = schulze(profile.options, pairwise(profile), strength).ranking
    assert schulze(other.options, pairwise(other), strength).ranking == one
    assert irv(profile, lot=lot).winner == irv(other, lot=lot).winner
    assert stv(profile, 2, quota="exact", lot=lot).elected == stv(other, 2, quota="exact", lot=lot).elected


@given(rankings(), st.data(), EQUAL)
def test_ties_are_the_same_under_other_names(profile, data, equal_ranks):
    places = list(data.draw(st.permutations(range(len(profile.options)))))
    other = renamed(profile, places)
    for seats in (1, 2):
        one, two = stv(profile, seats, reading=Reading(equal_ranks)), stv(other, seats, reading=Reading(equal_ranks))
        assert set(one.elected) == set(two.elected)
        assert set(one.lot_between) == set(two.lot_between)
    lot = data.draw(st.permutations(profile.options))
    orders = [Order(tuple(p.options.index(name) for name in lot), is_drawn=True) for p in (profile, other)]
    assert irv(profile, lot=orders[0]).winner == irv(other, lot=orders[1]).winner


@settings(max_examples=150)
@given(
    rankings(most_options=7, most_ballots=14, weights=st.integers(1, 30)),
    st.integers(1, 4),
    st.sampled_from(["exact", "scottish"]),
    EQUAL,
)
def test_every_stage_can_be_followed_by_hand(profile, seats, arithmetic, equal_ranks):
    """What everybody has is what they had, plus what they gained; what somebody lost went somewhere."""
    lot = list(range(len(profile.options)))
    tally = stv(profile, seats, arithmetic=arithmetic, reading=Reading(equal_ranks), lot=lot)
    before = dict.fromkeys(profile.options, Fraction(0))
    for stage in tally.stages:
        gone = sum(stage.transfers.values()) + stage.exhausted + stage.rounding
        if stage.act in ("surplus", "exclusion"):
            (who,) = stage.of
            assert gone == (stage.surplus if stage.act == "surplus" else before[who])
            assert sum(parcel.papers * parcel.moves_at for parcel in stage.moved) == gone - stage.rounding
            assert sum(parcel.papers * parcel.value for parcel in stage.moved) == before[who]
        if arithmetic == "exact":
            assert stage.rounding == 0
        if stage.act == "surplus":
            assert stage.value == stage.surplus / before[stage.of[0]]
        for name in profile.options:
            left = {"surplus": tally.quota, "exclusion": Fraction(0)}.get(stage.act, before[name])
            kept = left if name in stage.of else before[name]
            assert stage.totals[name] == kept + stage.transfers.get(name, 0)
        before = dict(stage.totals)
        for name in stage.elected:
            assert stage.act == "filled" or stage.totals[name] >= tally.quota
    assert len(tally.elected) == min(seats, len(profile.options))


@st.composite
def two_groupings(draw):
    profile = draw(rankings(most_options=6, ties=False, weights=st.integers(1, 30)))
    size = len(profile.options)
    groups = {
        c: frozenset(draw(st.sets(st.sampled_from(["BO", "VE", "water", "energy"]), max_size=3))) for c in range(size)
    }
    minimum = draw(st.dictionaries(st.sampled_from(["BO", "VE", "water", "energy"]), st.integers(1, 2), max_size=3))
    return profile, draw(st.integers(1, size)), groups, minimum


@settings(max_examples=200)
@given(two_groupings())
def test_minimums_of_several_groups_are_kept_where_they_can_be(case):
    profile, seats, groups, minimum = case
    size = range(len(profile.options))
    places = Places(groups, minimum)

    def keeps(chosen):
        return all(sum(1 for c in chosen if group in groups[c]) >= least for group, least in minimum.items())

    subsets = [c for c in _subsets(size) if len(c) == seats]
    possible = any(keeps(chosen) for chosen in subsets)
    assert places.can_keep((), size, seats) == possible
    assume(possible)
    tally = stv(profile, seats, places=places, lot=list(size))
    chosen = [profile.options.index(name) for name in tally.elected]
    assert len(chosen) == seats
    assert keeps(chosen)


def _subsets(numbers):
    found = [()]
    for number in numbers:
        found += [(*some, number) for some in found]
    return found


def test_guarding_and_dooming_are_told() -> None:
    votes = [([["a"], ["b"]], 30), ([["b"], ["a"]], 20), ([["n"]], 3), ([["c"]], 10)]
    profile = profile_of("abcn", votes)
    tally = stv(profile, 2, places=Places({3: "north"}, {"north": 1}))
    assert set(tally.elected) == {"a", "n"}
    doomed = [stage for stage in tally.stages if stage.why == "doomed"]
    assert [stage.of for stage in doomed] == [("c",), ("b",)]
    assert doomed[0].doomed == ("b", "c")


def test_a_tie_says_what_decided_it() -> None:
    profile = profile_of("abcd", [([["a"]], 4), ([["b"]], 3), ([["c"], ["b"]], 2), ([["d"], ["b"]], 2)])
    convention = irv(profile, lot=[0, 1, 2, 3])
    assert convention.ties[0].as_json() == {
        "round": 1,
        "options": ["c", "d"],
        "left": ["c", "d"],
        "chosen": "d",
        "decided_by": "convention",
        "at": None,
    }
    assert irv(profile, lot=Order((0, 1, 3, 2), is_drawn=True)).ties[0].decided_by == "lot"
    level = profile_of("ab", [([["a"]], 2), ([["b"]], 2)])
    assert irv(level, lot=[0, 1]).lot_between == ("a", "b")
    assert irv(level, lot=Order((1, 0), is_drawn=True)).winner == "b"


def test_an_earlier_stage_decides_a_tie() -> None:
    votes = [([["a"]], 8), ([["b"]], 4), ([["c"]], 3), ([["d"], ["c"]], 1)]
    profile = profile_of("abcde", votes)
    tally = stv(profile, 1, lot=None)
    told = [stage.tie for stage in tally.stages if stage.tie]
    assert told[-1].options == ("b", "c")
    assert (told[-1].chosen, told[-1].decided_by, told[-1].at) == ("c", "earlier", 2)
