"""Ballots that are no motions: how they are read, weighed and counted from their published form."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.rulebook.choices import BINDING, OPTIONS, Choices
from councils.rulebook.rules import RulebookError, read_rulebook, write_rulebook
from proposals.tally.answers import AnswerError, read_ranking, read_wishes
from proposals.tally.choices import recount_choice
from proposals.tally.recount import read_roll
from proposals.tally.roll import TallyError
from proposals.tally.terms import read_options, read_terms
from proposals.tally.weighing import weigh

IDS = ("a", "b", "c", "d")
COUNTRIES = ("BO", "BR", "VE", None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | st.sampled_from(IDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*IDS, "ranking"]), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def orders(draw: st.DrawFn) -> list[list[str]]:
    """A ranking of some of the options, with ties."""
    ranked = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1, max_size=4))
    groups: list[list[str]] = [[ranked[0]]]
    for name in ranked[1:]:
        if draw(st.booleans()):
            groups.append([name])
        else:
            groups[-1].append(name)
    return groups


@st.composite
def documents(draw: st.DrawFn, kind: str = "ranking") -> dict[str, Any]:
    """A ballot of up to eight seats in up to three countries and some that are regional."""
    homes = draw(st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=8))
    seats = [{"id": f"m{n}", "movement": f"m{n}", "country": c, "kind": "union"} for n, c in enumerate(homes)]
    amounts = draw(st.fixed_dictionaries({c: st.integers(0, 900) for c in ("BO", "BR")}))
    voters = draw(st.lists(st.sampled_from(seats), unique_by=lambda seat: seat["id"], max_size=8))
    if kind == "allocation":
        answers = [{"approved": draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1))} for _v in voters]
    else:
        answers = [{"ranking": draw(orders())} for _voter in voters]
    costs = draw(st.lists(st.integers(1, 60), min_size=4, max_size=4))
    return {
        "kind": kind,
        "rules": {},
        "terms": {
            "ranking": {"status_quo": "d"},
            "allocation": {"budget": "100", "input": "approval"},
            "election": {"places": draw(st.integers(1, 3))},
        }[kind],
        "options": [{"id": name, "cost": str(cost)} for name, cost in zip(IDS, costs, strict=True)],
        "roll": {
            "seats": seats,
            "contributions": [{"country": c, "amount": str(a)} for c, a in amounts.items()],
            "decision_class": None,
        },
        "votes": [{"seat": seat["id"], "answer": a} for seat, a in zip(voters, answers, strict=True)],
    }


def results(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {tally.rule: tally.as_json() for tally in recount_choice(document).tallies}


@given(documents() | documents("allocation") | documents("election"), st.randoms())
def test_the_order_of_votes_and_seats_never_matters(document: dict[str, Any], random: Any) -> None:
    before = results(json.loads(json.dumps(document)))
    random.shuffle(document["votes"])
    random.shuffle(document["roll"]["seats"])
    assert results(document) == before


@given(documents())
def test_a_capital_that_is_the_same_for_all_is_a_count_by_countries(document: dict[str, Any]) -> None:
    document["roll"]["contributions"] = [{"country": c, "amount": "7"} for c in ("BO", "BR", "VE")]
    counted = results(document)
    for rule in ("schulze", "irv"):
        by_capital, by_country = counted[f"{rule}/capital"], counted[f"{rule}/countries"]
        assert [by_capital[k] for k in ("outcome", "selected") if k in by_capital] == [
            by_country[k] for k in ("outcome", "selected") if k in by_country
        ]


@given(documents("allocation"))
def test_no_rule_spends_more_than_there_is(document: dict[str, Any]) -> None:
    for result in results(document).values():
        assert Fraction(result.get("total_cost", 0)) <= 100


@given(documents())
def test_weights_are_those_of_the_countries_that_voted(document: dict[str, Any]) -> None:
    roll = read_roll(document["roll"])
    present = {vote["seat"] for vote in document["votes"]}
    weighed = weigh(roll, present, "countries")
    here = {seat.country for seat in roll.seats if seat.id in present and seat.country}
    assert sum(weighed.weights.values()) == len(here)
    assert set(weighed.weights) | set(weighed.outside) == present
    assert sum(weigh(roll, present, "seats").weights.values()) == len(present)


@given(JSON)
def test_an_answer_is_read_or_refused_in_words(answer: Any) -> None:
    for read in (
        lambda: read_ranking(answer, IDS),
        *(
            lambda wished=wished: read_wishes(answer, IDS, wished, 3)
            for wished in ("approval", "score", "cumulative", "ranked")
        ),
    ):
        try:
            assert read()
        except AnswerError as refusal:
            assert str(refusal)
            assert refusal.code


@pytest.mark.parametrize(
    ("wished", "answer", "code"),
    [
        ("approval", {"approved": ["a", "b", "c", "d"]}, "too_many"),
        ("approval", {"approved": []}, "nothing_chosen"),
        ("approval", {"approved": ["a", "a"]}, "chosen_twice"),
        ("approval", {"approved": ["x"]}, "no_option"),
        ("score", {"points": {"a": 4}}, "too_high"),
        ("score", {"points": {"a": -1}}, "not_points"),
        ("score", {"points": {"a": 1.0}}, "not_points"),
        ("score", {"points": {"a": True}}, "not_points"),
        ("score", {"points": {}}, "no_points"),
        ("cumulative", {"points": {"a": 2, "b": 2}}, "too_many_points"),
        ("ranked", {"ranking": [["a", "b"]]}, "equal_ranks"),
        ("ranked", {"approved": ["a"]}, "not_an_answer"),
    ],
)
def test_why_an_answer_is_refused(wished: str, answer: Any, code: str) -> None:
    with pytest.raises(AnswerError) as refusal:
        read_wishes(answer, IDS, wished, 3)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "terms",
    [
        {"budget": 100},
        {"budget": "1e9"},
        {"budget": "-1"},
        {"budget": "1/0"},
        {"budget": "9" * 100},
        {"input": "shouting"},
        {"most": 0},
        {"most": True},
        {"places": "3"},
        {"caps": {"planet": {"BO": "1"}}},
        {"minimum_places": [{"group": "shoe size", "value": "41", "places": 1}]},
        {"minimum_places": [{"group": g, "value": "x", "places": 1} for g in ("country", "expertise")]},
        {"status_quo": ["a"]},
    ],
)
def test_terms_that_cannot_be_read(terms: dict[str, Any]) -> None:
    with pytest.raises(TallyError):
        read_terms(terms)


@pytest.mark.parametrize(
    "options", [None, [], [{}], [{"id": ""}], [{"id": "a"}, {"id": "a"}], [{"id": "a", "cost": 3}]]
)
def test_options_that_cannot_be_read(options: Any) -> None:
    with pytest.raises(TallyError):
        read_options(options)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "motion"},
        {"votes": [{"seat": "nobody", "answer": {"ranking": [["a"]]}}]},
        {"votes": [{"seat": "m0", "answer": {"ranking": [["a"]]}}] * 2},
        {"votes": {"m0": "a"}},
        {"options": []},
        {"roll": None},
    ],
)
def test_a_document_that_cannot_be_recounted(change: dict[str, Any]) -> None:
    seats = [{"id": "m0", "movement": "m0", "country": None, "kind": "union"}]
    document = {
        "kind": "ranking",
        "rules": {},
        "terms": {},
        "options": [{"id": "a"}, {"id": "b"}],
        "roll": {"seats": seats, "contributions": [], "decision_class": None},
        "votes": [],
    }
    assert recount_choice(document).binding.outcome == "none"
    with pytest.raises(TallyError):
        recount_choice({**document, **change})


def test_without_its_quorum_a_choice_is_none() -> None:
    seats = [{"id": f"m{n}", "movement": f"m{n}", "country": "BO", "kind": "union"} for n in range(4)]
    document = {
        "kind": "ranking",
        "rules": {"quorum": [{"kind": "seats_present", "share": "1/2"}]},
        "terms": {},
        "options": [{"id": "a"}, {"id": "b"}],
        "roll": {"seats": seats, "contributions": [], "decision_class": None},
        "votes": [{"seat": "m0", "answer": {"ranking": [["a"]]}}],
    }
    comparison = recount_choice(document)
    assert {t.outcome for t in comparison.tallies if t.outcome != "not_applicable"} == {"no_quorum"}
    [quorum] = comparison.binding.as_json()["quorum"]
    assert (quorum["have"], quorum["required"], quorum["lacking"]) == ("1", "2", ["m1", "m2", "m3"])
    document["votes"].append({"seat": "m3", "answer": {"ranking": [["a"], ["b"]]}})  # type: ignore[attr-defined] # a list
    assert recount_choice(document).binding.as_json()["selected"] == ["a"]


def test_persons_are_elected_by_equal_seats_alone() -> None:
    document = {
        "kind": "election",
        "rules": {},
        "terms": {"places": 1},
        "options": [{"id": "a"}, {"id": "b"}],
        "roll": {
            "seats": [{"id": "m", "movement": "m", "country": "BO", "kind": "union"}],
            "contributions": [{"country": "BO", "amount": "5"}],
            "decision_class": None,
        },
        "votes": [{"seat": "m", "answer": {"ranking": [["b"]]}}],
    }
    assert {rule: r["selected"] for rule, r in results(document).items()} == {"stv": ["b"], "irv": ["b"]}


@given(st.data())
def test_the_sections_of_a_rulebook_are_read_as_they_are_written(data: st.DataObject) -> None:
    sections: dict[str, dict[str, Any]] = {}
    for name, rules in BINDING.items():
        sections[name] = {"binding": data.draw(st.sampled_from(rules))}
        for clause in ("strength", "completion", "arithmetic", "weighting"):
            if clause in Choices().as_json()[name]:  # type: ignore[operator] # tables of clauses
                sections[name][clause] = data.draw(st.sampled_from(OPTIONS[clause]))
    rulebook = read_rulebook(sections)
    written = json.loads(json.dumps(write_rulebook(rulebook)))
    assert read_rulebook(written) == rulebook
    for name, stated in sections.items():
        assert {clause: written[name][clause] for clause in stated} == stated


@pytest.mark.parametrize(
    ("path", "stated"),
    [
        ("rankings.binding", {"rankings": {"binding": "stv"}}),
        ("rankings.quorum", {"rankings": {"quorum": 0.5}}),
        ("allocations.completion", {"allocations": {"completion": "magic"}}),
        ("elections.minimum_voters", {"elections": {"minimum_voters": 1}}),
        ("elections.has_codes", {"elections": {"has_codes": "yes"}}),
        ("delegation.longest_chain", {"delegation": {"longest_chain": 11}}),
        ("delegation.chain", {"delegation": {"chain": 1}}),
        ("elections", {"elections": []}),
    ],
)
def test_a_section_that_cannot_be_read(path: str, stated: dict[str, Any]) -> None:
    with pytest.raises(RulebookError) as refusal:
        read_rulebook(stated)
    assert [problem.path for problem in refusal.value.problems] == [path]
