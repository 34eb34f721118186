"""People at one proposal at once, with real threads on a real PostgreSQL."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from common.errors import Conflict, DomainError
from common.locks import Lock, exclude
from councils.models import Seat, Window
from ledger.models import Entry
from proposals.deliberation.actions import comment_proposal
from proposals.deliberation.endorsing import endorse_proposal, withdraw_endorsement
from proposals.deliberation.supporting import support_comment, withdraw_support
from proposals.drafting.actions import (
    begin_proposal,
    describe_proposal,
    revise_proposal,
    submit_proposal,
    withdraw_proposal,
)
from proposals.models import Comment, Proposal
from tests.factories.proposals import TEXT, Table, member, table
from tests.factories.scenes import seat_of

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 5


@pytest.fixture
def at_table() -> Table:
    """A round that is drafting now."""
    made, now = table(), datetime.now(UTC)
    Window.objects.filter(round=made.round).delete()
    opens_at, closes_at = now - timedelta(hours=1), now + timedelta(hours=1)
    Window.objects.create(round=made.round, kind="drafting", opens_at=opens_at, closes_at=closes_at)
    return made


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=AT_ONCE) as executor:
        yield executor


def begin(at_table: Table) -> Proposal:
    return begin_proposal(
        person=at_table.people["member"],
        seat=at_table.author,
        round_=at_table.round,
        language="es",
        title="Agua",
        text=TEXT,
    )


def all_at_once(pool: ThreadPoolExecutor, act: Callable[[int], object]) -> Counter[str]:
    """What came of doing it five times at once: `done`, or the codes of the refusals."""
    barrier = Barrier(AT_ONCE)

    def run(number: int) -> str:
        try:
            barrier.wait(10)
            act(number)
            return "done"
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    return Counter(pool.map(run, range(AT_ONCE)))


def test_drafts_that_begin_at_once_have_numbers_of_their_own(at_table: Table, pool: ThreadPoolExecutor):
    assert all_at_once(pool, lambda _n: begin(at_table)) == {"done": AT_ONCE}
    assert sorted(Proposal.objects.values_list("number", flat=True)) == list(range(1, AT_ONCE + 1))


def test_of_five_who_revise_at_once_one_is_saved_and_four_are_told(at_table: Table, pool: ThreadPoolExecutor):
    proposal = begin(at_table)

    def revise(number: int) -> object:
        return revise_proposal(
            person=at_table.people["member"],
            seat=at_table.author,
            proposal=proposal,
            base=1,
            language="es",
            title="Agua",
            text=f"Texto {number}.",
        )

    assert all_at_once(pool, revise) == {"done": 1, "revised_meanwhile": AT_ONCE - 1}
    assert proposal.revisions.count() == 2


def test_a_proposal_is_submitted_once(at_table: Table, pool: ThreadPoolExecutor):
    proposal = begin(at_table)
    who = {"person": at_table.people["member"], "seat": at_table.author, "proposal": proposal}
    describe_proposal(**who, themes=["food"], countries=["BO"])
    assert all_at_once(pool, lambda _n: submit_proposal(**who)) == {"done": 1, "proposal_submitted": AT_ONCE - 1}
    assert Entry.objects.filter(verb="submit_proposal").count() == 1


def test_a_draft_is_submitted_or_withdrawn_and_the_stage_is_one_of_them(at_table: Table, pool: ThreadPoolExecutor):
    proposal = begin(at_table)
    who = {"person": at_table.people["member"], "seat": at_table.author, "proposal": proposal}
    describe_proposal(**who, themes=["food"], countries=["BO"])

    def act(number: int) -> object:
        return submit_proposal(**who) if number % 2 else withdraw_proposal(**who, reason="Basta.")

    all_at_once(pool, act)
    proposal.refresh_from_db()
    assert proposal.stage == "withdrawn"
    assert list(Entry.objects.filter(verb="withdraw_proposal").values_list("subject", flat=True)) == [
        proposal.get_absolute_url()
    ]


def test_whoever_waits_for_the_window_is_measured_by_where_it_then_closes(at_table: Table, pool: ThreadPoolExecutor):
    proposal, window = begin(at_table), Window.objects.get()
    with transaction.atomic():
        exclude(Lock.WINDOW, window.pk)
        late = pool.submit(_revised, at_table, proposal)
        with pytest.raises(TimeoutError):
            late.result(timeout=0.5)
        Window.objects.filter(pk=window.pk).update(closes_at=datetime.now(UTC) - timedelta(seconds=1))
    assert late.result(timeout=10) == "closed"
    assert proposal.revisions.count() == 1


def _revised(at_table: Table, proposal: Proposal) -> str:
    try:
        revise_proposal(
            person=at_table.people["member"],
            seat=at_table.author,
            proposal=proposal,
            base=1,
            language="es",
            title="Tarde",
            text="Tarde.",
        )
        return "saved"
    except Conflict as refusal:
        return refusal.code
    finally:
        connection.close()


def test_comments_do_not_wait_for_each_other_nor_for_the_authors(at_table: Table, pool: ThreadPoolExecutor):
    proposal = discussed(at_table)
    with transaction.atomic():
        Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)

        def say(_number: int) -> object:
            return comment_proposal(
                person=at_table.people["bystander"],
                seat=at_table.bystander,
                proposal=proposal,
                stance="support",
                text="Bien.",
                language="es",
            )

        assert all_at_once(pool, say) == {"done": AT_ONCE}
    assert Comment.objects.count() == AT_ONCE


def discussed(at_table: Table) -> Proposal:
    """A proposal that is public and open to discussion."""
    proposal = begin(at_table)
    Window.objects.update(kind="discussion")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('minga.moving_proposal', %s, true)", [str(proposal.pk)])
        Proposal.objects.filter(pk=proposal.pk).update(stage="admitted", admitted_at=datetime.now(UTC))
    return proposal


def said(at_table: Table, proposal: Proposal, who: str, seat: Seat, **facts: object) -> Comment:
    given = {"stance": "question", "text": "¿Y el agua?", "language": "es", **facts}
    return comment_proposal(person=at_table.people[who], seat=seat, proposal=proposal, **given)


def test_supports_that_are_given_and_taken_back_at_once_are_counted_exactly(at_table: Table, pool: ThreadPoolExecutor):
    comment = said(at_table, discussed(at_table), "member", at_table.author)
    seats = [seat_of(at_table.council, "BO") for _ in range(AT_ONCE)]
    people = [member(seat) for seat in seats]

    def support(number: int) -> object:
        return support_comment(person=people[number], seat=seats[number], comment=comment)

    assert all_at_once(pool, support) == {"done": AT_ONCE}
    comment.refresh_from_db()
    assert comment.support_count == AT_ONCE
    one = {"person": people[0], "seat": seats[0], "comment": comment}
    assert all_at_once(pool, lambda _n: withdraw_support(**one)) == {"done": 1, "not_supported": AT_ONCE - 1}
    assert all_at_once(pool, lambda _n: support_comment(**one)) == {"done": 1, "supported_already": AT_ONCE - 1}
    comment.refresh_from_db()
    assert comment.support_count == comment.supports.filter(withdrawn_at__isnull=True).count() == AT_ONCE


def test_a_proposal_is_endorsed_once_by_a_movement(at_table: Table, pool: ThreadPoolExecutor):
    who = {"person": at_table.people["bystander"], "seat": at_table.bystander, "proposal": discussed(at_table)}
    assert all_at_once(pool, lambda _n: endorse_proposal(**who)) == {"done": 1, "endorsed_already": AT_ONCE - 1}
    assert all_at_once(pool, lambda _n: withdraw_endorsement(**who)) == {"done": 1, "not_endorsed": AT_ONCE - 1}


def test_of_several_answers_at_once_one_is_the_first(at_table: Table, pool: ThreadPoolExecutor):
    proposal = discussed(at_table)
    question = said(at_table, proposal, "bystander", at_table.bystander)
    answers = all_at_once(pool, lambda _n: said(at_table, proposal, "member", at_table.author, parent=question))
    assert answers == {"done": AT_ONCE}
    question.refresh_from_db()
    assert question.answer in question.replies.all()
