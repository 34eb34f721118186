"""Two answers at once, and an answer beside a revision, with real threads on a real PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from common.errors import DomainError
from councils.models import Window
from proposals.drafting.actions import revise_proposal
from proposals.models import Proposal, Reshaping, Revision, Sponsorship
from proposals.reshaping.actions import answer_reshaping
from tests.factories.proposals import Table, table

from .test_reshaping import merge, split, two

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_table() -> Table:
    return table()


def open_now(at_table: Table) -> None:
    """Whatever was done in its time, the round is in discussion now."""
    now = datetime.now(UTC)
    Window.objects.filter(round=at_table.round).delete()
    Window.objects.create(
        round=at_table.round,
        kind="discussion",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
    )


def two_sponsors(at_table: Table, proposal: Proposal) -> None:
    Sponsorship.objects.create(
        proposal=proposal,
        seat=at_table.bystander,
        state="accepted",
        invited_by=at_table.people["member"],
        invited_at=proposal.begun_at,
    )


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """What each of the acts, begun together, was answered."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            start.wait(20)
            act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(one, acts))


def consents(at_table: Table, plan: Reshaping) -> list[Callable[[], object]]:
    return [
        lambda name=name, seat=seat: answer_reshaping(
            person=at_table.people[name], seat=seat, reshaping=Reshaping.objects.get(pk=plan.pk), accept=True
        )
        for name, seat in [("sponsor", at_table.sponsor), ("bystander", at_table.bystander)]
    ]


@pytest.mark.parametrize("kind", ["merge", "split"])
def test_the_last_two_agree_at_once_and_it_is_done_once(at_table: Table, kind: str) -> None:
    proposal, other = two(at_table)
    two_sponsors(at_table, proposal)
    open_now(at_table)
    plan = merge(at_table, proposal, other) if kind == "merge" else split(at_table, proposal)
    assert at_once(*consents(at_table, plan)) == {"done": 2}
    plan.refresh_from_db()
    assert plan.state == "done"
    assert Revision.objects.filter(proposal=proposal, source=kind).count() == 1
    assert Proposal.objects.count() == (2 if kind == "merge" else 3)


def test_one_movement_answers_once(at_table: Table) -> None:
    proposal, other = two(at_table)
    two_sponsors(at_table, proposal)
    open_now(at_table)
    plan = merge(at_table, proposal, other)
    first, _second = consents(at_table, plan)
    assert at_once(first, first) == {"done": 1, "consent_given": 1}


def test_two_plans_for_each_other_do_not_wait_for_each_other(at_table: Table) -> None:
    proposal, other = two(at_table)
    open_now(at_table)
    answers = at_once(lambda: merge(at_table, proposal, other), lambda: merge(at_table, other, proposal))
    assert answers == {"done": 1, "reshaping_waits": 1}


def test_an_answer_beside_a_revision_loses_nobodys_words(at_table: Table) -> None:
    proposal, other = two(at_table)
    open_now(at_table)
    plan = merge(at_table, proposal, other)

    def revise() -> object:
        return revise_proposal(
            person=at_table.people["member"],
            seat=at_table.author,
            proposal=Proposal.objects.get(pk=proposal.pk),
            base=1,
            language="es",
            title="Otro",
            text="Otra cosa.",
        )

    def agree() -> object:
        return answer_reshaping(
            person=at_table.people["sponsor"],
            seat=at_table.sponsor,
            reshaping=Reshaping.objects.get(pk=plan.pk),
            accept=True,
        )

    answers = at_once(revise, agree)
    assert answers in ({"done": 1, "revised_since_plan": 1}, {"done": 1, "revised_meanwhile": 1})
    proposal.refresh_from_db()
    assert proposal.revision.number == 2
