"""What must hold of every ballot: order, monotony, scale, conservation, names, symmetry; and an oracle that counts."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from councils.rulebook.rules import (
    BASES,
    CHOICES,
    RULES,
    CountriesPresent,
    KindsPresent,
    SeatsPresent,
    Threshold,
    YesShare,
    YesWeight,
    default_rulebook,
)
from proposals.tally import switching
from proposals.tally.compare import compare_rules
from proposals.tally.motions import tally_motion
from proposals.tally.roll import whole
from proposals.tally.standing import Cast, Sums, lay_out
from tests.unit.tally_cases import COUNTRIES, HALF, SHARES, ballot, ballots, rulebooks, with_thresholds

ZERO = Fraction(0)
CASTS = [Cast(1, 0, 0), Cast(0, 1, 0), Cast(0, 1, 1), Cast(0, 0, 0), Cast(3, 2, 1)]


class Oracle:
    """The rules told once more, straight from the design and in no hurry."""

    def __init__(self, rulebook, roll, votes):
        self.rulebook, self.roll = rulebook, roll
        self.votes = {seat: {choice: answer.get(choice, ZERO) for choice in CHOICES} for seat, answer in votes.items()}
        self.countries = sorted({seat.country for seat in roll.seats if seat.country})

    def noes(self, seat):
        return self.votes[seat]["no"] + self.votes[seat]["block"]

    def said(self, country):
        cast = [seat.id for seat in self.roll.seats if seat.country == country and seat.id in self.votes]
        if not cast:
            return "absent"
        lead = sum(self.votes[seat]["yes"] - self.noes(seat) for seat in cast)
        return "yes" if lead > 0 else "no" if lead < 0 else "abstain"

    def sums(self, unit):
        """yes, no, cast, roll"""
        if unit == "seats":
            yes = sum((answer["yes"] for answer in self.votes.values()), ZERO)
            no = sum((self.noes(seat) for seat in self.votes), ZERO)
            return yes, no, len(self.votes), len(self.roll.seats)
        weight = {c: Fraction(self.roll.contributions.get(c, 0)) if unit == "capital" else 1 for c in self.countries}
        by = {
            word: sum((weight[c] for c in self.countries if self.said(c) == word), ZERO)
            for word in ("yes", "no", "abstain")
        }
        return by["yes"], by["no"], sum(by.values()), sum(weight.values())

    def present(self, predicate, unit):
        here = [seat for seat in self.roll.seats if seat.id in self.votes]
        match predicate:
            case SeatsPresent(share, strict):
                needed, have = share * len(self.roll.seats), len(here)
            case CountriesPresent(count):
                return len({seat.country for seat in here} - {None}) >= count
            case KindsPresent(kinds):
                return set(kinds or [seat.kind for seat in self.roll.seats]) <= {seat.kind for seat in here}
            case YesShare(share, track, strict):
                yes, _, _, all_of_it = self.sums(track or unit)
                needed, have = share * all_of_it, yes
            case YesWeight(at_least, track):
                return self.sums(track)[0] >= at_least
        return have > needed if strict else have >= needed

    def outcome(self, rule, extra=()):
        settings_ = self.rulebook.rules[rule]
        quorum = (*self.rulebook.quorum, *extra, *settings_.quorum)
        if rule == "dual_track":
            counted_as = settings_.classes.get(self.roll.decision_class or "")
            return self.outcome(counted_as, settings_.quorum) if counted_as else "not_applicable"
        if rule == "double_majority":
            both = {self.track(unit, unit, settings_.tracks[unit], quorum) for unit in ("countries", "capital")}
            return next(word for word in ("not_applicable", "no_quorum", "rejected", "tied", "adopted") if word in both)
        unit = rule if rule in ("countries", "capital") else "seats"
        return self.track(rule, unit, settings_.thresholds, quorum)

    def track(self, rule, unit, thresholds, quorum):
        yes, no, cast, everything = self.sums(unit)
        if unit != "seats" and not (self.countries and everything):
            return "not_applicable"
        if not all(self.present(predicate, unit) for predicate in quorum):
            return "no_quorum"
        vetoers = [seat.id for seat in self.roll.seats if seat.slug in self.rulebook.vetoes and seat.id in self.votes]
        if any(self.noes(seat) for seat in vetoers):
            return "rejected"
        tied = "rejected" if self.rulebook.tied == "rejected" else "tied"
        bases = {"yes+no": yes + no, "yes+no+abstain": cast, "roll": everything}
        looked_at = [threshold.base for threshold in thresholds]
        if rule in ("consensus", "unanimity"):
            looked_at.append("yes+no")
        if any(not bases[base] for base in looked_at):
            return tied
        agreed = True
        if rule in ("consensus", "unanimity"):
            against = any(answer["block"] or (rule == "unanimity" and answer["no"]) for answer in self.votes.values())
            agreed = yes > 0 and not against
        failing = [
            item
            for item in thresholds
            if not (
                yes > item.fraction * bases[item.base] or (not item.strict and yes == item.fraction * bases[item.base])
            )
        ]
        if agreed and not failing:
            return "adopted"
        return tied if agreed and yes == no and {item.fraction for item in failing} == {HALF} else "rejected"


def count(rule, rulebook, roll, votes):
    return tally_motion(rule, rulebook=rulebook, roll=roll, votes=votes)


@settings(max_examples=400, deadline=None)
@given(ballots())
def test_every_outcome_is_the_oracle_s(case):
    rulebook, roll, votes = case
    oracle = Oracle(*case)
    for rule in RULES:
        assert count(rule, rulebook, roll, votes).outcome == oracle.outcome(rule), rule


@settings(deadline=None)
@given(ballots(), st.randoms(use_true_random=False))
def test_the_order_of_seats_and_votes_never_matters(case, random):
    rulebook, roll, votes = case
    seats, cast, money = list(roll.seats), list(votes.items()), list(roll.contributions.items())
    for things in (seats, cast, money):
        random.shuffle(things)
    shuffled = replace(roll, seats=tuple(seats), contributions=dict(money))
    found = compare_rules(rulebook=rulebook, roll=shuffled, votes=dict(cast))
    assert found == compare_rules(rulebook=rulebook, roll=roll, votes=votes)


# A threshold of "at least nothing" adopts what all reject, and one fewer to reject it can leave a tie: less than that.
@settings(max_examples=300, deadline=None)
@given(ballots(books=rulebooks(SHARES.filter(bool))))
def test_a_no_that_becomes_a_yes_never_turns_adopted_into_rejected(case):
    rulebook, roll, votes = case
    before = {rule: count(rule, rulebook, roll, votes).outcome for rule in RULES}
    for seat, answer in votes.items():
        abstains = answer.get("abstain", ZERO)
        better = {**votes, seat: {"yes": 1 - abstains, "abstain": abstains}}
        for rule in RULES:
            assert before[rule] != "adopted" or count(rule, rulebook, roll, better).outcome == "adopted", rule


@settings(deadline=None)
@given(ballots(), st.fractions(Fraction(1, 10**6), 10**18))
def test_scaling_all_contributions_changes_no_outcome(case, factor):
    rulebook, roll, votes = case
    quorums = [rulebook.quorum, *(settings_.quorum for settings_ in rulebook.rules.values())]
    assume(not any(isinstance(item, YesWeight) for quorum in quorums for item in quorum))
    scaled = replace(roll, contributions={land: amount * factor for land, amount in roll.contributions.items()})
    for rule in RULES:
        assert count(rule, rulebook, roll, votes).outcome == count(rule, rulebook, scaled, votes).outcome


@settings(deadline=None)
@given(ballots())
def test_nothing_is_lost_or_counted_twice(case):
    rulebook, roll, votes = case
    found = {rule: count(rule, rulebook, roll, votes) for rule in RULES}
    for rule in ("seats", "consensus", "unanimity"):
        counts = found[rule].counts
        assert sum(counts.values()) == len(roll.seats)
        assert sum(counts[choice] for choice in CHOICES) == len(votes)
    countries = {seat.country for seat in roll.seats} - {None}
    if found["countries"].outcome != "not_applicable":
        assert sum(found["countries"].counts.values()) == len(countries)
    if found["capital"].outcome != "not_applicable":
        capital = found["capital"]
        assert sum(capital.counts.values()) == sum(roll.contributions.get(land, 0) for land in countries)
        abstaining = [group.weight for group in capital.group_results if group.choice == "abstain"]
        assert capital.counts["abstain"] == sum(abstaining)
        assert dict(capital.contributors_without_seat).keys() == {
            land for land, amount in roll.contributions.items() if amount and land not in countries
        }
    groups = found["seats"].group_results
    regional = [seat.id for seat in roll.seats if seat.country is None]
    for choice in CHOICES:
        outside = sum(votes[seat].get(choice, ZERO) for seat in regional if seat in votes)
        assert sum(group.parts[choice] for group in groups) + outside == found["seats"].counts[choice]


@settings(deadline=None)
@given(ballots(), st.permutations(COUNTRIES))
def test_names_of_countries_never_matter(case, names):
    rulebook, roll, votes = case
    new = {**dict(zip(COUNTRIES, names, strict=True)), "CU": "CU", None: None}
    renamed = replace(
        roll,
        seats=tuple(replace(seat, country=new[seat.country]) for seat in roll.seats),
        contributions={new[land]: amount for land, amount in roll.contributions.items()},
    )
    before = compare_rules(rulebook=rulebook, roll=roll, votes=votes)
    after = compare_rules(rulebook=rulebook, roll=renamed, votes=votes)
    assert [item.outcome for item in before.tallies] == [item.outcome for item in after.tallies]
    for old, fresh in zip(before.pivots, after.pivots, strict=True):
        assert old.seats == fresh.seats
        assert {(new[pivot.name], pivot.outcome) for pivot in old.countries} == {
            (pivot.name, pivot.outcome) for pivot in fresh.countries
        }
        assert (old.smallest_switch is None) == (fresh.smallest_switch is None)
        if old.smallest_switch:
            assert len(old.smallest_switch.seats) == len(fresh.smallest_switch.seats)


def swap(answer):
    swapped = {"yes": answer.get("no", ZERO) + answer.get("block", ZERO), "no": answer.get("yes", ZERO)}
    return {**swapped, "abstain": answer.get("abstain", ZERO)}


@settings(deadline=None)
@given(ballots(), st.sampled_from(BASES), st.booleans())
def test_a_tie_under_a_half_is_a_tie_the_other_way_round(case, base, strict):
    _, roll, votes = case
    rulebook = with_thresholds(Threshold(HALF, base, strict))
    mirrored = {seat: swap(answer) for seat, answer in votes.items()}
    opposite = {"adopted": "rejected", "rejected": "adopted"}
    for rule in ("seats", "countries", "capital"):
        before, after = count(rule, rulebook, roll, votes).outcome, count(rule, rulebook, roll, mirrored).outcome
        assert (before == "tied") == (after == "tied")
        if base == "yes+no" and strict:
            assert after == opposite.get(before, before)


@settings(max_examples=150, deadline=None)
@given(ballots())
def test_pivots_are_those_that_trying_finds(case):
    rulebook, roll, votes = case
    comparison = compare_rules(rulebook=rulebook, roll=roll, votes=votes)
    assert [pivots.rule for pivots in comparison.pivots] == [
        item.rule for item in comparison.tallies if item.outcome != "not_applicable"
    ]
    groups = {seat.id: [seat.id] for seat in roll.seats}
    lands = {}
    for seat in roll.seats:
        if seat.country:
            lands.setdefault(seat.country, []).append(seat.id)
    for pivots in comparison.pivots:
        before = Oracle(*case).outcome(pivots.rule)
        for found, tried in ((pivots.seats, groups), (pivots.countries, lands)):
            expected = {}
            for name, seats in tried.items():
                changed = {**votes, **{seat: whole("abstain") for seat in seats}}
                after = Oracle(rulebook, roll, changed).outcome(pivots.rule)
                if after != before:
                    expected[name] = after
            assert {pivot.name: pivot.outcome for pivot in found} == expected


@settings(deadline=None)
@given(ballots(), st.data())
def test_sums_are_those_of_the_votes_however_they_came_about(case, data):
    """What lets one seat after the other change what it says, and count in no time: there is no trace of the way."""
    rulebook, roll, votes = case
    ground = lay_out(rulebook, roll, votes).ground
    casts = st.lists(st.sampled_from([None, *CASTS]), min_size=len(roll.seats), max_size=len(roll.seats))
    sums, last = Sums(ground, data.draw(casts)), data.draw(casts)
    order = data.draw(st.permutations(range(len(roll.seats))))
    for step, index in enumerate(order):
        sums.change(index, data.draw(st.sampled_from(CASTS)))
        if step % 2:
            sums.change(index, None)
    for index in reversed(order):
        sums.change(index, last[index])
    assert (sums.standing(), sums.casts) == (Sums(ground, last).standing(), last)


def switched(votes, seats):
    return {seat: swap(answer) if seat in seats else answer for seat, answer in votes.items()}


def smallest_by_trying(case, rule):
    rulebook, roll, votes = case
    before = Oracle(*case).outcome(rule)
    sided = [seat for seat in sorted(votes) if set(votes[seat]) - {"abstain"}]
    for size in range(1, len(sided) + 1):
        for seats in combinations(sided, size):
            if Oracle(rulebook, roll, switched(votes, seats)).outcome(rule) != before:
                return size
    return None


@settings(max_examples=120, deadline=None)
@given(ballots(most=6))
def test_the_smallest_switch_is_the_one_that_trying_finds(case):
    rulebook, roll, votes = case
    for pivots in compare_rules(rulebook=rulebook, roll=roll, votes=votes).pivots:
        found = pivots.smallest_switch
        assert (len(found.seats) if found else None) == smallest_by_trying(case, pivots.rule)
        if found:
            assert found.exact and found.none_up_to == len(found.seats) - 1
            changed = Oracle(rulebook, roll, switched(votes, found.seats)).outcome(pivots.rule)
            assert changed == found.outcome != pivots.outcome


@settings(max_examples=120, deadline=None)
@given(case=ballots(most=6), limit=st.sampled_from([0, 5, 20, 60]))
def test_beyond_the_limit_a_switch_is_honest_about_what_it_knows(case, limit):
    rulebook, roll, votes = case
    before = switching.SEARCH_LIMIT
    switching.SEARCH_LIMIT = limit
    try:
        found_ones = compare_rules(rulebook=rulebook, roll=roll, votes=votes).pivots
    finally:
        switching.SEARCH_LIMIT = before
    for pivots in found_ones:
        found, smallest = pivots.smallest_switch, smallest_by_trying(case, pivots.rule)
        if found:
            assert Oracle(rulebook, roll, switched(votes, found.seats)).outcome(pivots.rule) == found.outcome
            assert found.none_up_to < smallest <= len(found.seats)
            assert not found.exact or len(found.seats) == smallest


def test_a_large_council_of_seven_countries_is_searched_exactly():
    rulebook = default_rulebook()
    signs = "".join("yyynna-b"[n % 8] for n in range(28))
    text = ",".join(f"{land}:{signs[shift:]}" for shift, land in enumerate(("AR", "BO", "BR", "EC", "PY", "UY", "VE")))
    roll, votes = ballot(
        text + ",*:yyynn", {"BR": 2000, "AR": 1999, "VE": 1998, "EC": 401, "UY": 400, "PY": 101}, "operational"
    )
    for pivots in compare_rules(rulebook=rulebook, roll=roll, votes=votes).pivots:
        assert pivots.smallest_switch is not None and pivots.smallest_switch.exact
