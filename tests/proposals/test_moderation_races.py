"""Several people at one case at once, with real threads on a real PostgreSQL."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from common.errors import DomainError
from councils.models import Window
from proposals.deliberation.actions import comment_proposal, edit_comment
from proposals.models import Case, Comment, Decision
from proposals.moderation.actions import appeal_decision, decide_case, hear_appeal, report_text
from tests.factories.moderation import Matter, matter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def of() -> Matter:
    """A comment that was made just now, in a discussion that is open now."""
    found, now = matter(), datetime.now(UTC)
    Window.objects.filter(round=found.table.round, kind="discussion").update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    found.comment = comment_proposal(
        person=found.people["bystander"], seat=found.table.bystander, proposal=found.proposal, stance="neutral",
        text="Son unos ladrones.", language="es",
    )  # fmt: skip
    return found


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=6) as executor:
        yield executor


def at_once(pool: ThreadPoolExecutor, acts: Sequence[Callable[[], object]]) -> list[str]:
    """What came of each: `done`, or the code of its refusal."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            barrier.wait(10)
            act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    return [future.result(60) for future in [pool.submit(run, act) for act in acts]]


def report(of: Matter, who: str) -> Callable[[], object]:
    return lambda: report_text(person=of.people[who], text=of.comment, ground="insult")


def decide(of: Matter, who: str, case: Case, kind: str = "hide") -> Callable[[], object]:
    return lambda: decide_case(person=of.people[who], case=case, kind=kind, ground="insult", reason="Insulta.")


def test_reports_at_once_make_one_case(of: Matter, pool: ThreadPoolExecutor) -> None:
    people = ["sponsor", "member", "outsider", "secretary", "titular"]
    assert at_once(pool, [report(of, who) for who in people]) == ["done"] * 5
    assert Case.objects.get().reports.count() == 5


def test_one_person_in_two_tabs_reports_once(of: Matter, pool: ThreadPoolExecutor) -> None:
    found = Counter(at_once(pool, [report(of, "sponsor")] * 4))
    assert found == {"done": 1, "reported_already": 3}


def test_two_moderators_decide_at_once_and_one_is_told(of: Matter, pool: ThreadPoolExecutor) -> None:
    report(of, "sponsor")()
    case = Case.objects.get()
    acts = [decide(of, "moderator", case), decide(of, "secretary", case, "keep")]
    assert sorted(at_once(pool, acts)) == ["case_decided", "done"]
    decision = Decision.objects.get()
    assert (Comment.objects.get(pk=of.comment.pk).hidden_at is None) == (decision.kind == "keep")


def test_a_report_that_meets_the_decision_joins_the_case_or_finds_nothing(of: Matter, pool: ThreadPoolExecutor) -> None:
    report(of, "sponsor")()
    case = Case.objects.get()
    late, decided = at_once(pool, [report(of, "member"), decide(of, "moderator", case)])
    assert decided == "done"
    assert late in ("done", "not_public")
    assert Case.objects.count() == 1
    assert case.reports.count() == (2 if late == "done" else 1)


def test_an_edit_that_meets_the_decision_is_before_it_or_refused(of: Matter, pool: ThreadPoolExecutor) -> None:
    report(of, "sponsor")()
    case = Case.objects.get()

    def edit() -> object:
        return edit_comment(person=of.people["bystander"], comment=of.comment, text="Son otra cosa.")

    edited, decided = at_once(pool, [edit, decide(of, "moderator", case)])
    assert decided == "done"
    assert edited in ("done", "comment_hidden")
    comment = Comment.objects.get(pk=of.comment.pk)
    assert comment.hidden_at is not None
    assert comment.text == ("Son otra cosa." if edited == "done" else "Son unos ladrones.")


def test_two_appeals_and_two_hearings_at_once(of: Matter, pool: ThreadPoolExecutor) -> None:
    report(of, "sponsor")()
    decision = decide(of, "moderator", Case.objects.get())()
    appeals = [lambda: appeal_decision(person=of.people["bystander"], decision=decision, text="No.")] * 2
    assert sorted(at_once(pool, appeals)) == ["appealed_already", "done"]
    appeal = Decision.objects.get().appeal
    hearings = [
        lambda: hear_appeal(person=of.people["second"], appeal=appeal, outcome="reversed", reason="Sí."),
        lambda: hear_appeal(person=of.people["secretary"], appeal=appeal, outcome="upheld", reason="No."),
    ]
    assert sorted(at_once(pool, hearings)) == ["appeal_heard", "done"]
    appeal.refresh_from_db()
    assert (Comment.objects.get(pk=of.comment.pk).hidden_at is None) == (appeal.outcome == "reversed")
    assert Decision.objects.count() == (2 if appeal.outcome == "reversed" else 1)
