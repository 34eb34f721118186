"""Ballots for the tests of the tally: by hand in few signs, and drawn by hypothesis."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from councils.rulebook.rules import (
    BASES,
    CHOICES,
    RULES,
    CountriesPresent,
    KindsPresent,
    Rulebook,
    RuleSettings,
    SeatsPresent,
    Threshold,
    YesShare,
    YesWeight,
    default_rulebook,
)
from proposals.tally.roll import Roll, RollSeat, whole

HALF = Fraction(1, 2)
MORE_THAN_HALF = Threshold(HALF, "yes+no", strict=True)
WORDS = {"y": "yes", "n": "no", "a": "abstain", "b": "block"}


def ballot(text, contributions=None, decision_class=None):
    """A roll and its votes from `BR:yn-,AR:y,*:b`: one sign a seat, `-` absent, `*` regional; ids are BR1, BR2, AR1."""
    seats, votes = [], {}
    for group in filter(None, text.split(",")):
        country, _, signs = group.partition(":")
        for number, sign in enumerate(signs, start=1):
            seat = f"{country}{number}"
            seats.append(RollSeat(seat, None if country == "*" else country, "union", seat.lower()))
            if sign != "-":
                votes[seat] = whole(WORDS[sign])
    amounts = {country: Fraction(amount) for country, amount in (contributions or {}).items()}
    return Roll(tuple(seats), amounts, decision_class), votes


def with_thresholds(*thresholds, **changes):
    """The default rulebook with these thresholds wherever a rule has thresholds by default."""
    rules = dict(default_rulebook().rules)
    for rule in ("seats", "countries", "capital"):
        rules[rule] = replace(rules[rule], thresholds=thresholds)
    rules["double_majority"] = replace(
        rules["double_majority"], tracks={"countries": thresholds, "capital": thresholds}
    )
    return replace(default_rulebook(), rules=rules, **changes)


COUNTRIES = ("AR", "BO", "BR", "VE")
KINDS = ("peasant", "union", "youth")
PARTS = st.lists(st.integers(0, 3), min_size=4, max_size=4).filter(any)
SPLITS = PARTS.map(
    lambda parts: {choice: Fraction(n, sum(parts)) for choice, n in zip(CHOICES, parts, strict=True) if n}
)
ANSWERS = st.one_of(st.sampled_from(CHOICES).map(whole), st.sampled_from(CHOICES).map(whole), SPLITS)
AMOUNTS = st.one_of(
    st.integers(0, 5).map(Fraction),
    st.fractions(0, 3, max_denominator=6),
    st.sampled_from([10**18, 10**18 + 1]).map(Fraction),
)
SHARES = st.sampled_from([Fraction(0), Fraction(1, 3), HALF, HALF, HALF, Fraction(2, 3), Fraction(1)])
TRACK_NAMES = st.sampled_from(["seats", "countries", "capital"])
PREDICATES = st.one_of(
    st.builds(SeatsPresent, SHARES, st.booleans()),
    st.builds(CountriesPresent, st.integers(1, 4)),
    st.builds(KindsPresent, st.sampled_from([(), ("union",), ("peasant", "youth")])),
    st.builds(YesShare, SHARES, st.none() | TRACK_NAMES, st.booleans()),
    st.builds(YesWeight, st.integers(0, 4).map(Fraction), TRACK_NAMES),
)
QUORUMS = st.just(()) | st.lists(PREDICATES, max_size=2).map(tuple)


@st.composite
def rolls(draw, most=7):
    size = draw(st.integers(0, most))
    seats = tuple(
        RollSeat(
            f"s{number}", draw(st.none() | st.sampled_from(COUNTRIES)), draw(st.sampled_from(KINDS)), f"m{number % 5}"
        )
        for number in range(size)
    )
    contributions = draw(st.dictionaries(st.sampled_from([*COUNTRIES, "CU"]), AMOUNTS))
    return Roll(seats, contributions, draw(st.sampled_from([None, "fundamental", "operational", "else"])))


@st.composite
def rulebooks(draw, shares=SHARES):
    thresholds = st.builds(Threshold, shares, st.sampled_from(BASES), st.booleans())
    some = st.lists(thresholds, min_size=1, max_size=2).map(tuple)
    rules = dict(default_rulebook().rules)
    for rule in ("seats", "countries", "capital"):
        rules[rule] = RuleSettings(draw(some), draw(QUORUMS))
    for rule in ("consensus", "unanimity"):
        rules[rule] = RuleSettings(draw(st.just(()) | some), draw(QUORUMS))
    tracks = {"countries": draw(some), "capital": draw(some)}
    rules["double_majority"] = RuleSettings(quorum=draw(QUORUMS), tracks=tracks)
    classes = {
        code: draw(st.sampled_from(["capital", "countries", "double_majority", "consensus"]))
        for code in ("fundamental", "operational")
    }
    rules["dual_track"] = RuleSettings(quorum=draw(QUORUMS), classes=classes)
    return Rulebook(
        binding=draw(st.sampled_from(RULES)),
        rules=rules,
        quorum=draw(QUORUMS),
        vetoes=draw(st.sampled_from([(), (), ("m0",), ("m1", "m2", "nobody")])),
        tied=draw(st.sampled_from(["tied", "rejected", "lot"])),
    )


@st.composite
def ballots(draw, most=7, books=None):
    """A rulebook, a roll and votes of some of its seats."""
    roll = draw(rolls(most))
    votes = {seat.id: draw(ANSWERS) for seat in roll.seats if draw(st.integers(0, 3))}
    return draw(rulebooks() if books is None else books), roll, votes
