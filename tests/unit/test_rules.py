"""The rulebook as data: what is written is read again, and what is wrong is named, all of it."""

import copy
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.rulebook.rules import (
    BASES,
    CONTRIBUTION_KINDS,
    RULES,
    TIED_OUTCOMES,
    TRACKS,
    WINDOW_KINDS,
    CountriesPresent,
    KindsPresent,
    Rulebook,
    RulebookError,
    RuleSettings,
    SeatsPresent,
    Threshold,
    YesShare,
    YesWeight,
    default_rulebook,
    for_second_call,
    read_rulebook,
    write_rulebook,
)

HALF = Fraction(1, 2)
FRACTIONS = st.fractions(min_value=0, max_value=1, max_denominator=10**12)
CODES = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4})?", fullmatch=True)
THRESHOLDS = st.builds(Threshold, FRACTIONS, st.sampled_from(BASES), st.booleans())
PREDICATES = st.one_of(
    st.builds(SeatsPresent, FRACTIONS, st.booleans()),
    st.builds(CountriesPresent, st.integers(1, 200)),
    st.builds(KindsPresent, st.lists(CODES, unique=True, max_size=4).map(tuple)),
    st.builds(YesShare, FRACTIONS, st.none() | st.sampled_from(TRACKS), st.booleans()),
    st.builds(YesWeight, st.fractions(0, 10**24, max_denominator=100), st.sampled_from(TRACKS)),
)
QUORUMS = st.lists(PREDICATES, max_size=3).map(tuple)


@st.composite
def rulebooks(draw):
    some = st.lists(THRESHOLDS, min_size=1, max_size=3).map(tuple)
    classes = draw(st.lists(CODES, unique=True, max_size=4))
    counted = [rule for rule in RULES if rule != "dual_track"]
    rules = {rule: RuleSettings(draw(some), draw(QUORUMS)) for rule in ("seats", "countries", "capital")}
    for rule in ("consensus", "unanimity"):
        rules[rule] = RuleSettings(draw(st.just(()) | some), draw(QUORUMS))
    tracks = {code: draw(st.sampled_from(counted)) for code in classes}
    rules["dual_track"] = RuleSettings(quorum=draw(QUORUMS), classes=tracks)
    majorities = {track: draw(some) for track in ("countries", "capital")}
    rules["double_majority"] = RuleSettings(quorum=draw(QUORUMS), tracks=majorities)
    return Rulebook(
        binding=draw(st.sampled_from(RULES)),
        rules=rules,
        quorum=draw(QUORUMS),
        vetoes=draw(st.lists(CODES, unique=True, max_size=4).map(tuple)),
        tied=draw(st.sampled_from(TIED_OUTCOMES)),
        contributions=draw(st.sampled_from(CONTRIBUTION_KINDS)),
        currency=draw(st.sampled_from(("USD", "EUR", "XSU"))),
        decision_classes=tuple(classes),
        second_call=draw(st.booleans()),
        second_call_quorum=draw(st.none() | QUORUMS),
        minimum_hours={kind: draw(st.integers(0, 1000)) for kind in WINDOW_KINDS},
        response_days=draw(st.integers(1, 3650)),
        comment_edit_minutes=draw(st.integers(0, 1440)),
        attachment_megabytes=draw(st.integers(1, 100)),
    )


def problems_of(data):
    with pytest.raises(RulebookError) as caught:
        read_rulebook(data)
    return {(problem.path, problem.code) for problem in caught.value.problems}


def test_defaults_are_those_of_the_design():
    rulebook = default_rulebook()
    simple = (Threshold(HALF, "yes+no", strict=True),)
    assert all(rulebook.rules[rule].thresholds == simple for rule in ("seats", "countries", "capital"))
    assert rulebook.rules["double_majority"].tracks == {"countries": simple, "capital": simple}
    assert rulebook.rules["dual_track"].classes == {"fundamental": "countries", "operational": "capital"}
    assert (rulebook.tied, rulebook.comment_edit_minutes) == ("tied", 10)
    assert rulebook.decision_classes == ("fundamental", "operational")


@given(rulebooks())
def test_what_is_written_is_read_again_from_json(rulebook):
    written = write_rulebook(rulebook)
    assert read_rulebook(json.loads(json.dumps(written))) == rulebook
    assert read_rulebook(written) == rulebook
    assert list(written) == list(write_rulebook(default_rulebook()))


def test_what_is_not_stated_is_as_in_the_defaults():
    assert read_rulebook({}) == default_rulebook()
    stated = read_rulebook({"binding": "capital", "rules": {"seats": {"quorum": []}}, "minimum_hours": {"voting": 1}})
    assert stated.binding == "capital"
    assert stated.rules == default_rulebook().rules
    assert stated.minimum_hours == {**default_rulebook().minimum_hours, "voting": 1}


def test_every_problem_is_named_with_its_path():
    found = problems_of(
        {
            "binding": "coin",
            "rules": {
                "capital": {"thresholds": [{"fraction": 0.5, "base": "all", "strict": 1}, "much"]},
                "seats": {"thresholds": []},
                "countries": {"tracks": {}},
                "double_majority": {"tracks": {"seats": []}},
                "dual_track": {"classes": {"fundamental": "dual_track", "other": "seats"}},
                "plurality": {},
            },
            "quorum": [{"kind": "seats_present", "share": "3/2"}, {"kind": "stars"}, {}, {"kind": "yes_weight"}],
            "vetoes": ["Big One", "a", "a"],
            "currency": "usd",
            "response_days": True,
            "second_call": 1,
            "minimum_hours": {"voting": -1, "lunch": 2},
            "colour": "red",
        }
    )
    assert found == {
        ("binding", "not_an_option"),
        ("rules.capital.thresholds[0].fraction", "not_a_fraction"),
        ("rules.capital.thresholds[0].base", "not_an_option"),
        ("rules.capital.thresholds[0].strict", "not_a_boolean"),
        ("rules.capital.thresholds[1]", "not_a_table"),
        ("rules.seats.thresholds", "empty"),
        ("rules.countries.tracks", "unknown_key"),
        ("rules.double_majority.tracks.seats", "unknown_key"),
        ("rules.dual_track.classes.fundamental", "not_an_option"),
        ("rules.dual_track.classes.operational", "missing"),
        ("rules.dual_track.classes.other", "unknown_class"),
        ("rules.plurality", "unknown_key"),
        ("quorum[0].share", "out_of_range"),
        ("quorum[1].kind", "not_an_option"),
        ("quorum[2].kind", "missing"),
        ("quorum[3].track", "missing"),
        ("quorum[3].at_least", "missing"),
        ("vetoes[0]", "not_a_code"),
        ("vetoes", "repeated"),
        ("currency", "not_a_currency"),
        ("response_days", "not_an_integer"),
        ("second_call", "not_a_boolean"),
        ("minimum_hours.voting", "out_of_range"),
        ("minimum_hours.lunch", "unknown_key"),
        ("colour", "unknown_key"),
    }


@pytest.mark.parametrize(
    "fraction",
    [0.5, True, None, "0.5", "1/0", "-1/2", "2", "1/2 ", "١/٢", "1" * 100, 10**5000, "3/2", -1, 2, [], {}],
    ids=lambda value: (
        f"{type(value).__name__}-{str(value)[:6]}" if isinstance(value, str | float) else type(value).__name__
    ),
)
def test_a_fraction_is_an_exact_one_from_0_to_1(fraction):
    threshold = {"fraction": fraction, "base": "yes+no", "strict": True}
    found = problems_of({"rules": {"seats": {"thresholds": [threshold]}}})
    assert {path for path, _ in found} == {"rules.seats.thresholds[0].fraction"}


@pytest.mark.parametrize("fraction", ["0", "1", "2/3", 0, 1, "4/6"])
def test_fractions_at_the_edges_are_read(fraction):
    threshold = {"fraction": fraction, "base": "roll", "strict": False}
    read = read_rulebook({"rules": {"seats": {"thresholds": [threshold]}}}).rules["seats"].thresholds
    assert read == (Threshold(Fraction(fraction), "roll", strict=False),)


def nested(depth):
    data = {}
    for _ in range(depth):
        data = {"rules": data, "quorum": [data]}
    return data


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "rules",
        nested(100_000),
        {"quorum": [[[[]]]]},
        {"vetoes": ["x" * 10**6]},
        {"quorum": [{}] * 10_000},
        {f"key{n}": n for n in range(10_000)},
        {7: 8, None: 9, ("a",): 1},
        {"binding": ["seats"]},
        {"response_days": 10**5000},
        {"response_days": float("nan")},
        {"rules": {"dual_track": {"classes": {f"c{n}": "seats" for n in range(1000)}}}},
    ],
    ids=lambda data: type(data).__name__,
)
def test_whatever_is_given_is_refused_in_few_words(data):
    with pytest.raises(RulebookError) as caught:
        read_rulebook(data)
    assert len(caught.value.problems) <= 600
    assert all(len(problem.sentence) < 500 and len(problem.path) < 200 for problem in caught.value.problems)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@given(st.data())
def test_damage_anywhere_is_refused_or_still_a_rulebook(data):
    written = copy.deepcopy(write_rulebook(data.draw(rulebooks())))
    place, keys = written, data.draw(st.integers(1, 6))
    for _ in range(keys):
        options = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not options:
            break
        key = data.draw(st.sampled_from(options))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(JSON_VALUES)
            break
        place = place[key]
    try:
        read = read_rulebook(written)
    except RulebookError as error:
        assert error.problems
    else:
        assert read_rulebook(write_rulebook(read)) == read


def test_a_second_call_asks_its_own_quorum_and_no_other():
    half, third = (SeatsPresent(HALF),), (SeatsPresent(Fraction(1, 3)),)
    own = {**default_rulebook().rules, "seats": RuleSettings((Threshold(HALF, "yes+no", True),), half)}
    rulebook = replace(default_rulebook(), quorum=half, rules=own)
    again = for_second_call(rulebook)
    assert (again.quorum, again.rules["seats"].quorum, again.second_call) == (half, half, False)
    lowered = for_second_call(replace(rulebook, second_call_quorum=third))
    assert (lowered.quorum, lowered.rules["seats"].quorum) == (third, ())
    assert lowered.rules["seats"].thresholds == rulebook.rules["seats"].thresholds
    without = for_second_call(replace(rulebook, second_call_quorum=()))
    assert without.quorum == ()
