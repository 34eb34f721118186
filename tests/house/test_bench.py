"""The bench is run seldom and takes long: what can be wrong with it before anything is measured is found here."""

from datetime import UTC, datetime

import pytest

from bench import causes
from bench.sections import SECTIONS, needed
from bench.seed.ground import Ground
from bench.table import Row, Target


def test_a_section_needs_only_what_is_measured_before_it() -> None:
    before: set[str] = set()
    for section in SECTIONS:
        assert before.issuperset(section.needs), section.name
        assert section.name not in before
        before.add(section.name)


def test_a_section_alone_comes_with_what_it_needs_and_nothing_else() -> None:
    assert [section.name for section in needed(["files"], is_full=False)] == ["closing", "booth", "web", "files"]
    assert [section.name for section in needed(["rankings"], is_full=True)] == ["rankings"]
    assert needed([], is_full=False) == [section for section in SECTIONS if section.name != "upgrade"]
    assert needed([], is_full=True) == list(SECTIONS), "what is called the whole is the whole"
    with pytest.raises(ValueError, match="no section 'page'"):
        needed(["page"], is_full=False)


@pytest.mark.parametrize(("comments", "proposals"), [(1_000, 100), (2_000, 1_000)])
def test_an_answer_stands_under_the_proposal_of_what_it_answers(comments: int, proposals: int) -> None:
    ids = range(7, 7 + comments)
    ground = Ground(1, 1, "", [1], range(1, 1 + proposals), range(1, 1 + proposals), ids, datetime.now(UTC))
    steps = range(comments)
    answers = {step: thread - ids[0] for step in steps if (thread := ground.thread_of(step)) is not None}
    assert len(answers) > comments // 10
    for step, answered in answers.items():
        assert answered < step
        assert ground.proposal_of(answered) == ground.proposal_of(step)
        assert answered not in answers
    under = [ground.proposal_of(step) for step in steps]
    assert [under.count(place) for place in range(3)] == [50, comments // 10, comments // 50]


def test_a_missed_target_is_named_with_its_cause() -> None:
    rows = [
        Row.judged("casting a vote, 16 clients", 40, Target(50, least=True), ratio="40 %"),
        Row.judged("something new", 2, Target(1), subject="2 s"),
        Row.judged("something good", 1, Target(1)),
    ]
    told = causes.told(rows)
    assert "casting a vote, 16 clients: 40 % for ≥ 50. A vote is" in told
    assert "something new: 2 s for ≤ 1. The cause is not known yet." in told
    assert "good" not in told
    assert causes.told(rows[2:]) == ""
