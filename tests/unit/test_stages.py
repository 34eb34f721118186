"""The table of what is open when, read back against the river."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals import stages

VERBS = st.sampled_from(sorted(stages.OPEN))
PROPOSAL_STAGES = ["draft", "submitted", "returned", "admitted", "withdrawn", "merged"]


def test_every_stage_of_the_table_is_a_stage_of_the_river():
    assert {stage for open_in in stages.OPEN.values() for stage in open_in} <= set(stages.STAGES)


def test_every_move_has_its_time():
    assert set(stages.MOVES) <= set(stages.OPEN)


@given(VERBS, st.sampled_from([*stages.STAGES, None, "", "publication"]))
def test_a_verb_is_open_in_its_stages_and_in_no_other(verb: str, stage: str | None):
    assert stages.is_open(verb, stage) == (stage in stages.stages_of(verb))


@given(VERBS)
def test_stages_are_told_in_the_order_of_the_river(verb: str):
    found = stages.stages_of(verb)
    assert list(found) == sorted(found, key=stages.STAGES.index)
    assert set(found) == stages.OPEN[verb]


def test_nothing_is_open_between_two_windows():
    assert not any(stages.is_open(verb, None) for verb in stages.OPEN)


def test_an_unknown_verb_is_a_mistake():
    with pytest.raises(KeyError):
        stages.is_open("destroy_proposal", "drafting")
    with pytest.raises(KeyError):
        stages.destination("destroy_proposal", "draft")


@pytest.mark.parametrize(
    ("verb", "stage", "target"),
    [
        ("submit_proposal", "draft", "submitted"),
        ("submit_proposal", "returned", "submitted"),
        ("submit_proposal", "submitted", None),
        ("submit_proposal", "admitted", None),
        ("admit_proposal", "submitted", "admitted"),
        ("admit_proposal", "draft", None),
        ("admit_proposal", "withdrawn", None),
        ("return_proposal", "submitted", "returned"),
        ("return_proposal", "admitted", None),
        ("withdraw_proposal", "admitted", "withdrawn"),
        ("withdraw_proposal", "withdrawn", None),
    ],
)
def test_where_a_verb_leads(verb: str, stage: str, target: str | None):
    assert stages.destination(verb, stage) == target


@given(st.lists(st.sampled_from(sorted(stages.MOVES)), max_size=12))
def test_what_is_withdrawn_stays_so_and_what_is_admitted_never_becomes_a_draft(walk: list[str]):
    stage, seen = "draft", ["draft"]
    for verb in walk:
        stage = stages.destination(verb, stage) or stage
        seen.append(stage)
    assert set(seen) <= set(PROPOSAL_STAGES)
    if "withdrawn" in seen:
        assert set(seen[seen.index("withdrawn") :]) == {"withdrawn"}
    if "admitted" in seen:
        assert set(seen[seen.index("admitted") :]) <= {"admitted", "withdrawn", "merged"}
