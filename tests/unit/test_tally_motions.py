"""The table of outcomes by hand: each case is small enough to be counted on paper."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from councils.rulebook.rules import (
    RULES,
    CountriesPresent,
    KindsPresent,
    RuleSettings,
    SeatsPresent,
    Threshold,
    YesShare,
    YesWeight,
    default_rulebook,
)
from proposals.tally.compare import compare_rules
from proposals.tally.motions import tally_motion
from proposals.tally.roll import Roll, RollSeat, TallyError, whole
from tests.unit.tally_cases import HALF, MORE_THAN_HALF, ballot, with_thresholds

THIRD = Fraction(1, 3)


def outcome(rule, text, contributions=None, decision_class=None, rulebook=None):
    roll, votes = ballot(text, contributions, decision_class)
    return tally_motion(rule, rulebook=rulebook or default_rulebook(), roll=roll, votes=votes).outcome


def tally(rule, text, contributions=None, decision_class=None, rulebook=None):
    roll, votes = ballot(text, contributions, decision_class)
    return tally_motion(rule, rulebook=rulebook or default_rulebook(), roll=roll, votes=votes)


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("seats", "BR:yyn", "adopted"),
        ("seats", "BR:yn", "tied"),
        ("seats", "BR:yb", "tied"),
        ("seats", "BR:ynn", "rejected"),
        ("seats", "BR:yyn,*:bb", "rejected"),
        ("seats", "BR:aaa", "tied"),
        ("seats", "BR:---", "tied"),
        ("seats", "", "tied"),
        ("seats", "*:y", "adopted"),
        ("countries", "BR:yyyy,AR:n,BO:n", "rejected"),
        ("countries", "BR:yn,AR:y", "adopted"),
        ("countries", "BR:yn,AR:aa", "tied"),
        ("countries", "BR:yb,AR:y,BO:n", "tied"),
        ("countries", "BR:ya,AR:-", "adopted"),
        ("countries", "BR:---,AR:-", "tied"),
        ("countries", "*:yyy", "not_applicable"),
        ("countries", "", "not_applicable"),
        ("countries", "BR:y,*:nnn", "adopted"),
        ("consensus", "BR:ynn", "adopted"),
        ("consensus", "BR:ya", "adopted"),
        ("consensus", "BR:yyb", "rejected"),
        ("consensus", "BR:nn", "rejected"),
        ("consensus", "BR:na", "rejected"),
        ("consensus", "BR:aaa", "tied"),
        ("consensus", "BR:--", "tied"),
        ("consensus", "", "tied"),
        ("consensus", "BR:y,*:b", "rejected"),
        ("unanimity", "BR:yyy", "adopted"),
        ("unanimity", "BR:ya-", "adopted"),
        ("unanimity", "BR:yyn", "rejected"),
        ("unanimity", "BR:yyb", "rejected"),
        ("unanimity", "BR:yn", "rejected"),
        ("unanimity", "BR:aa", "tied"),
        ("unanimity", "*:n,BR:y", "rejected"),
    ],
)
def test_rules_without_capital(rule, text, expected):
    assert outcome(rule, text) == expected


BANK = {"BR": 2000, "AR": 2000, "VE": 2000, "EC": 400, "UY": 400, "PY": 100, "BO": 100}


@pytest.mark.parametrize(
    ("text", "contributions", "expected"),
    [
        ("BR:n,AR:n,VE:n,EC:y,UY:y,PY:y,BO:y", BANK, "rejected"),
        ("BR:y,AR:n,VE:a,EC:-", BANK, "tied"),
        ("BR:y,AR:n,PY:y", BANK, "adopted"),
        ("CU:y,BR:n", BANK, "rejected"),
        ("CU:y,NI:n", BANK, "not_applicable"),
        ("CU:y,BR:a", BANK, "tied"),
        ("CU:y,BR:-", BANK, "tied"),
        ("BR:y", {}, "not_applicable"),
        ("BR:y", {"BR": 0}, "not_applicable"),
        ("BR:y", {"MX": 10}, "not_applicable"),
        ("*:y", BANK, "not_applicable"),
        ("BR:y,AR:n", {"BR": 10**18 + 1, "AR": 10**18}, "adopted"),
        ("BR:y,AR:n", {"BR": Fraction(1, 3) + Fraction(2, 3), "AR": 1}, "tied"),
    ],
)
def test_capital(text, contributions, expected):
    assert outcome("capital", text, contributions) == expected


def test_one_country_one_vote_passes_while_capital_rejects_and_the_reverse():
    roll, votes = ballot("BR:n,AR:n,VE:n,EC:y,UY:y,PY:y,BO:y", BANK, "fundamental")
    found = {
        item.rule: item.outcome for item in compare_rules(rulebook=default_rulebook(), roll=roll, votes=votes).tallies
    }
    assert (found["countries"], found["capital"], found["dual_track"]) == ("adopted", "rejected", "adopted")
    assert found["double_majority"] == "rejected"
    roll, votes = ballot("BR:y,AR:y,VE:y,EC:n,UY:n,PY:n,BO:n", BANK, "operational")
    comparison = compare_rules(rulebook=replace(default_rulebook(), binding="capital"), roll=roll, votes=votes)
    assert comparison.binding.outcome == "adopted"
    assert comparison.disagreeing == ("seats", "countries", "double_majority", "unanimity")


@pytest.mark.parametrize(
    ("decision_class", "expected", "reason", "unit"),
    [
        ("fundamental", "rejected", None, "countries"),
        ("operational", "adopted", None, "USD"),
        (None, "not_applicable", "no_decision_class", None),
        ("", "not_applicable", "no_decision_class", None),
        ("ceremonial", "not_applicable", "unknown_decision_class", None),
    ],
)
def test_dual_track_follows_the_decision_class(decision_class, expected, reason, unit):
    found = tally("dual_track", "BR:y,EC:n,UY:n", BANK, decision_class)
    assert (found.rule, found.outcome, found.reason, found.unit) == ("dual_track", expected, reason, unit)
    assert [track.outcome for track in found.tracks] == ([expected] if reason is None else [])


@pytest.mark.parametrize(
    ("text", "contributions", "expected", "tracks"),
    [
        ("BR:y,EC:y", BANK, "adopted", ("adopted", "adopted")),
        ("BR:y,EC:n,UY:n", BANK, "rejected", ("rejected", "adopted")),
        ("BR:n,EC:y,UY:y", BANK, "rejected", ("adopted", "rejected")),
        ("BR:y,AR:n,EC:a", BANK, "tied", ("tied", "tied")),
        ("BR:y,EC:n", BANK, "tied", ("tied", "adopted")),
        ("EC:y,BR:n", BANK, "rejected", ("tied", "rejected")),
        ("BR:a,EC:a", BANK, "tied", ("tied", "tied")),
        ("BR:y,CU:n,NI:n", BANK, "rejected", ("rejected", "adopted")),
        ("CU:y,BR:a", BANK, "tied", ("adopted", "tied")),
        ("CU:y", BANK, "not_applicable", ()),
        ("*:y", BANK, "not_applicable", ()),
    ],
)
def test_double_majority(text, contributions, expected, tracks):
    found = tally("double_majority", text, contributions)
    assert (found.outcome, tuple(track.outcome for track in found.tracks)) == (expected, tracks)


def test_a_tied_track_rejects_where_the_rulebook_says_so():
    rejects = replace(default_rulebook(), tied="rejected")
    found = tally("double_majority", "BR:y,EC:n", BANK, rulebook=rejects)
    assert (found.outcome, found.is_tie, found.lot_required) == ("rejected", True, False)
    found = tally("double_majority", "BR:n,EC:y,UY:n,PY:y", BANK, rulebook=rejects)
    assert (found.outcome, found.is_tie) == ("rejected", False)


@pytest.mark.parametrize(
    ("tied", "expected", "lot"), [("tied", "tied", False), ("rejected", "rejected", False), ("lot", "tied", True)]
)
def test_what_the_rulebook_makes_of_a_tie(tied, expected, lot):
    rulebook = replace(default_rulebook(), tied=tied)
    for text in ("BR:yn", "BR:aa", ""):
        found = tally("seats", text, rulebook=rulebook)
        assert (found.outcome, found.is_tie, found.lot_required) == (expected, True, lot)
    lost = tally("seats", "BR:nny", rulebook=rulebook)
    assert (lost.outcome, lost.is_tie, lost.lot_required) == ("rejected", False, False)


@pytest.mark.parametrize(
    ("threshold", "text", "expected"),
    [
        (Threshold(HALF, "yes+no", strict=False), "BR:yn", "adopted"),
        (Threshold(HALF, "yes+no", strict=False), "BR:aa", "tied"),
        (Threshold(Fraction(2, 3), "yes+no", strict=False), "BR:yyn", "adopted"),
        (Threshold(Fraction(2, 3), "yes+no", strict=True), "BR:yyn", "rejected"),
        (Threshold(Fraction(2, 3), "yes+no", strict=True), "BR:yn", "rejected"),
        (Threshold(Fraction(2, 3), "yes+no", strict=True), "BR:a", "tied"),
        (Threshold(THIRD, "yes+no", strict=False), "BR:ynn", "adopted"),
        (Threshold(HALF, "yes+no+abstain", strict=True), "BR:yyna", "rejected"),
        (Threshold(HALF, "yes+no+abstain", strict=False), "BR:yyna", "adopted"),
        (Threshold(HALF, "yes+no+abstain", strict=True), "BR:yna", "tied"),
        (Threshold(HALF, "yes+no+abstain", strict=True), "BR:aa-", "tied"),
        (Threshold(HALF, "yes+no+abstain", strict=True), "BR:---", "tied"),
        (Threshold(Fraction(2, 3), "yes+no+abstain", strict=True), "BR:aaa", "rejected"),
        (Threshold(Fraction(2, 3), "yes+no+abstain", strict=True), "BR:---", "tied"),
        (Threshold(HALF, "roll", strict=True), "BR:yy--", "rejected"),
        (Threshold(HALF, "roll", strict=False), "BR:yy--", "adopted"),
        (Threshold(HALF, "roll", strict=True), "BR:yn--", "tied"),
        (Threshold(Fraction(2, 3), "roll", strict=True), "BR:----", "rejected"),
        (Threshold(Fraction(2, 3), "roll", strict=True), "", "tied"),
        (Threshold(Fraction(1), "yes+no", strict=False), "BR:yya", "adopted"),
        (Threshold(Fraction(0), "yes+no", strict=True), "BR:ynn", "adopted"),
        (Threshold(Fraction(0), "yes+no", strict=True), "BR:nn", "rejected"),
    ],
)
def test_thresholds_by_seats(threshold, text, expected):
    assert outcome("seats", text, rulebook=with_thresholds(threshold)) == expected


def test_bases_of_countries_and_capital_leave_out_who_has_no_seat():
    of_roll = with_thresholds(Threshold(HALF, "roll", strict=True))
    assert outcome("countries", "BR:y,AR:y,BO:-,*:---", rulebook=of_roll) == "adopted"
    assert outcome("capital", "EC:y,UY:-", {**BANK, "EC": 401}, rulebook=of_roll) == "adopted"
    assert outcome("capital", "EC:y,UY:-", BANK, rulebook=of_roll) == "rejected"
    of_cast = with_thresholds(Threshold(HALF, "yes+no+abstain", strict=True))
    assert outcome("capital", "EC:y,UY:a,BR:-", BANK, rulebook=of_cast) == "rejected"
    assert outcome("capital", "EC:y,PY:a,BR:-", BANK, rulebook=of_cast) == "adopted"


def test_all_thresholds_of_a_list_must_hold_and_only_a_half_can_tie():
    both = with_thresholds(MORE_THAN_HALF, Threshold(HALF, "roll", strict=False))
    assert outcome("seats", "BR:yyn-", rulebook=both) == "adopted"
    assert outcome("seats", "BR:yn-", rulebook=both) == "tied"
    assert outcome("seats", "BR:yyn--", rulebook=both) == "rejected"
    third_of_roll = with_thresholds(MORE_THAN_HALF, Threshold(THIRD, "roll", strict=False))
    assert outcome("seats", "BR:yn-", rulebook=third_of_roll) == "tied"
    assert outcome("seats", "BR:yn--", rulebook=third_of_roll) == "rejected"
    assert outcome("seats", "BR:aa--", rulebook=third_of_roll) == "tied"


def test_consensus_with_a_threshold_asks_both():
    rules = {**default_rulebook().rules, "consensus": RuleSettings((Threshold(HALF, "yes+no", strict=True),))}
    rulebook = replace(default_rulebook(), rules=rules)
    assert outcome("consensus", "BR:yyn", rulebook=rulebook) == "adopted"
    assert outcome("consensus", "BR:yn", rulebook=rulebook) == "tied"
    assert outcome("consensus", "BR:ynn", rulebook=rulebook) == "rejected"
    assert outcome("consensus", "BR:yyyb", rulebook=rulebook) == "rejected"


def split(**parts):
    return {choice: Fraction(part) for choice, part in parts.items()}


def test_split_mandates_count_by_their_exact_parts():
    roll, votes = ballot("BR:yy,AR:y")
    votes["BR1"] = split(yes="1/3", no="2/3")
    votes["BR2"] = split(yes="1/3", block="2/3")
    votes["AR1"] = split(yes="5/6", no="1/6")
    found = tally_motion("seats", rulebook=default_rulebook(), roll=roll, votes=votes)
    assert (found.outcome, found.counts["yes"], found.counts["no"]) == ("tied", Fraction(3, 2), Fraction(5, 6))
    assert found.counts["block"] == Fraction(2, 3)
    assert (found.thresholds[0].base_value, found.thresholds[0].needed) == (Fraction(3), Fraction(3, 2))
    found = tally_motion("countries", rulebook=default_rulebook(), roll=roll, votes=votes)
    assert [group.choice for group in found.group_results] == ["yes", "no"]
    assert found.group_results[1].parts == split(yes="2/3", no="2/3", block="2/3", abstain=0)
    votes["BR2"] = split(yes="2/3", block="1/3")
    found = tally_motion("countries", rulebook=default_rulebook(), roll=roll, votes=votes)
    assert [group.choice for group in found.group_results] == ["yes", "abstain"]
    assert tally_motion("consensus", rulebook=default_rulebook(), roll=roll, votes=votes).objectors == ("BR2",)


def test_any_cast_vote_is_present_and_no_quorum_comes_first():
    two_thirds = replace(default_rulebook(), quorum=(SeatsPresent(Fraction(2, 3)),))
    found = tally("seats", "BR:y--", rulebook=two_thirds)
    assert (found.outcome, found.quorum[0].have, found.quorum[0].required) == ("no_quorum", 1, 2)
    assert found.quorum[0].lacking == ("BR2", "BR3")
    assert outcome("seats", "BR:ya-", rulebook=two_thirds) == "adopted"
    assert outcome("seats", "BR:a--", rulebook=two_thirds) == "no_quorum"
    assert outcome("seats", "", rulebook=two_thirds) == "tied"
    strict = replace(default_rulebook(), quorum=(SeatsPresent(HALF, strict=True),))
    assert outcome("seats", "BR:y-", rulebook=strict) == "no_quorum"
    assert outcome("capital", "BR:y-", rulebook=strict) == "not_applicable"


def test_quorum_of_countries_and_kinds_names_who_is_lacking():
    roll, votes = ballot("BR:y-,AR:-,BO:a")
    kinds = ("union", "women", "union", "peasant")
    seats = tuple(replace(seat, kind=kind) for seat, kind in zip(roll.seats, kinds, strict=True))
    rulebook = replace(
        default_rulebook(), quorum=(CountriesPresent(3), KindsPresent(), KindsPresent(("union", "youth")))
    )
    found = tally_motion("seats", rulebook=rulebook, roll=replace(roll, seats=seats), votes=votes)
    assert [(result.met, result.lacking) for result in found.quorum] == [
        (False, ("AR",)),
        (False, ("women",)),
        (False, ("youth",)),
    ]


def test_quorum_of_yes_is_in_the_unit_of_the_rule_or_of_the_track_it_names():
    of_roll = replace(default_rulebook(), quorum=(YesShare(HALF),))
    assert outcome("seats", "BR:y---", rulebook=of_roll) == "no_quorum"
    assert outcome("countries", "BR:y---", rulebook=of_roll) == "adopted"
    assert outcome("capital", "EC:y,UY:-,PY:n", BANK, rulebook=of_roll) == "no_quorum"
    by_countries = replace(default_rulebook(), quorum=(YesShare(HALF, "countries", strict=True),))
    assert outcome("seats", "BR:y,AR:-", rulebook=by_countries) == "no_quorum"
    four_hundred = replace(default_rulebook(), quorum=(YesWeight(Fraction(400), "capital"),))
    assert outcome("seats", "EC:y", BANK, rulebook=four_hundred) == "adopted"
    found = tally("seats", "PY:y,BO:y,BR:a", BANK, rulebook=four_hundred)
    assert (found.outcome, found.quorum[0].have, found.quorum[0].lacking) == ("no_quorum", 200, ("BR",))


def test_quorum_of_a_rule_is_added_to_the_common_one():
    rules = dict(default_rulebook().rules)
    rules["capital"] = replace(rules["capital"], quorum=(CountriesPresent(2),))
    rules["dual_track"] = replace(rules["dual_track"], quorum=(CountriesPresent(3),))
    rulebook = replace(default_rulebook(), rules=rules, quorum=(CountriesPresent(1),))
    roll, votes = ballot("BR:y,AR:y,EC:-", BANK, "operational")
    found = {rule: tally_motion(rule, rulebook=rulebook, roll=roll, votes=votes) for rule in RULES}
    assert [len(found[rule].quorum) for rule in RULES] == [1, 1, 2, 3, 1, 1, 1]
    assert (found["capital"].outcome, found["dual_track"].outcome) == ("adopted", "no_quorum")
    assert found["double_majority"].outcome == "adopted"


def test_a_track_without_its_quorum_leaves_a_double_majority_without_it():
    rulebook = replace(default_rulebook(), quorum=(YesShare(HALF),))
    found = tally("double_majority", "EC:y,UY:y,BR:n", BANK, rulebook=rulebook)
    assert [track.outcome for track in found.tracks] == ["adopted", "no_quorum"]
    assert (found.outcome, len(found.quorum)) == ("no_quorum", 2)


@pytest.mark.parametrize(
    ("answer", "expected"), [("n", "rejected"), ("b", "rejected"), ("a", "adopted"), ("-", "adopted")]
)
def test_a_veto_rejects_under_every_rule_and_an_abstention_is_none(answer, expected):
    rulebook = replace(default_rulebook(), vetoes=("*1", "ghost"))
    for rule in ("seats", "countries", "capital", "double_majority"):
        found = tally(rule, f"BR:yyy,*:{answer}", BANK, rulebook=rulebook)
        assert (found.outcome, found.vetoed_by) == (expected, ("*1",) if expected == "rejected" else ())


def test_a_veto_comes_after_the_quorum_and_before_an_empty_base():
    veto = replace(default_rulebook(), vetoes=("br2",))
    assert outcome("countries", "BR:yn", rulebook=veto) == "rejected"
    assert outcome("countries", "BR:yn", rulebook=replace(veto, quorum=(CountriesPresent(2),))) == "no_quorum"


def test_regional_seats_and_contributors_without_seat_are_listed_and_not_counted():
    found = tally("capital", "BR:y,*:nn", {**BANK, "MX": 0})
    assert found.outside == ("*1", "*2")
    assert [country for country, _ in found.contributors_without_seat] == ["AR", "BO", "EC", "PY", "UY", "VE"]
    assert sum(found.counts.values()) == BANK["BR"]
    assert tally("countries", "BR:y,*:nn", BANK).contributors_without_seat == ()
    assert tally("seats", "BR:y,*:nn", BANK).outside == ()
    steps = [line["step"] for line in found.working]
    assert steps.count("outside") == 1 and steps.count("contributor_without_seat") == 6


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        ({"X": whole("yes")}, "not on the roll"),
        ({"BR1": {}}, "sum to 0"),
        ({"BR1": {"yes": Fraction(1, 2)}}, "sum to 1/2"),
        ({"BR1": {"yes": Fraction(3, 2), "no": Fraction(-1, 2)}}, "negative"),
        ({"BR1": {"maybe": Fraction(1)}}, "maybe"),
        ({"BR1": {"yes": 1.0}}, "exact"),
        ({"BR1": {"yes": True}}, "exact"),
    ],
)
def test_what_is_no_vote_is_refused_with_a_sentence(votes, words):
    roll, _ = ballot("BR:y")
    with pytest.raises(TallyError, match=words):
        tally_motion("seats", rulebook=default_rulebook(), roll=roll, votes=votes)


def test_what_is_no_roll_is_refused_with_a_sentence():
    seat = RollSeat("a", "BR", "union", "a")
    rulebook = default_rulebook()
    with pytest.raises(TallyError, match="twice"):
        tally_motion("seats", rulebook=rulebook, roll=Roll((seat, seat)), votes={})
    with pytest.raises(TallyError, match="negative"):
        tally_motion("seats", rulebook=rulebook, roll=Roll((seat,), {"BR": Fraction(-1)}), votes={})
    with pytest.raises(TallyError, match="exact"):
        tally_motion("seats", rulebook=rulebook, roll=Roll((seat,), {"BR": 0.5}), votes={})
    with pytest.raises(TallyError, match="plurality"):
        tally_motion("plurality", rulebook=rulebook, roll=Roll((seat,)), votes={})
    with pytest.raises(TallyError, match="perhaps"):
        whole("perhaps")


def test_the_published_form_holds_exact_text_and_sentences():
    roll, votes = ballot("BR:yy,AR:n,*:a", {"BR": "0.1", "AR": "0.3"}, "operational")
    votes["BR1"] = split(yes="1/3", no="2/3")
    for rule in RULES:
        published = tally_motion(rule, rulebook=default_rulebook(), roll=roll, votes=votes).as_json()
        assert json.loads(json.dumps(published)) == published
        assert all(line["step"] and str(line["text"]).endswith(".") for line in published["working"])
    published = tally_motion("seats", rulebook=default_rulebook(), roll=roll, votes=votes).as_json()
    assert published["counts"] == {"yes": "4/3", "no": "5/3", "abstain": "1", "block": "0", "absent": "0"}
    capital = tally_motion("capital", rulebook=default_rulebook(), roll=roll, votes=votes).as_json()
    assert capital["thresholds"][0]["needed"] == "1/5" and capital["unit"] == "USD"
