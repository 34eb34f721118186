"""What is said about a proposal: who said it, on what, and what becomes of it."""

import hashlib

import pytest
from django.db import ProgrammingError, transaction

from common import clock
from common.errors import Conflict, Invalid
from ledger.models import Entry
from proposals.deliberation.actions import comment_proposal, edit_comment, retract_comment
from proposals.deliberation.around import MANY, around
from proposals.deliberation.asked import Asked
from proposals.deliberation.queries import (
    REPLIES,
    THREADS,
    Reader,
    discussion_of,
    thread_from,
)
from proposals.drafting.actions import revise_proposal, withdraw_proposal
from proposals.models import Comment, Proposal
from tests.factories.pages import counted
from tests.factories.proposals import DISCUSSION, HOUR, TICK, Table, suspend, table

pytestmark = pytest.mark.django_db
INSIDE = DISCUSSION + HOUR
READER = Reader(INSIDE)


@pytest.fixture
def at_table() -> Table:
    return table()


@pytest.fixture
def proposal(at_table: Table) -> Proposal:
    return at_table.admitted()


def test_a_comment_says_for_whom_it_is_and_on_which_revision(at_table: Table, proposal: Proposal):
    comment = at_table.comment(proposal, paragraph="p2", stance="question", text="  ¿Quién riega?\r\n ")
    assert (comment.seat, comment.paragraph, comment.stance) == (at_table.bystander, "p2", "question")
    assert comment.text == "¿Quién riega?"
    assert comment.revision.number == 1
    entry = Entry.objects.get(verb="comment_proposal")
    assert entry.data["sha256"] == hashlib.sha256("¿Quién riega?".encode()).hexdigest()
    assert entry.on_behalf_of == at_table.bystander.movement.slug
    assert "riega" not in str(entry.data)
    assert entry.subject == comment.get_absolute_url()


def test_an_observer_speaks_without_a_seat(at_table: Table, proposal: Proposal):
    with clock.travel(INSIDE):
        comment = comment_proposal(
            person=at_table.people["observer"],
            seat=None,
            proposal=proposal,
            stance="neutral",
            text="Tomo nota.",
            language="es",
        )
    assert comment.seat is None
    assert Entry.objects.get(verb="comment_proposal").data["speaker"] == "observer"


def test_a_reply_belongs_to_its_thread_and_stands_where_the_thread_stands(at_table: Table, proposal: Proposal):
    first = at_table.comment(proposal, paragraph="p1")
    reply = at_table.comment(proposal, parent=first, paragraph="p2")
    answer = at_table.comment(proposal, parent=reply)
    assert (reply.root, answer.root, answer.parent) == (first, first, reply)
    assert (reply.paragraph, answer.paragraph) == ("p1", "p1")


def test_a_reply_stands_at_a_paragraph_that_is_gone(at_table: Table, proposal: Proposal):
    first = at_table.comment(proposal, paragraph="p1")
    with clock.travel(INSIDE):
        revise_proposal(
            person=at_table.people["member"],
            seat=at_table.author,
            proposal=proposal,
            base=1,
            language="es",
            title="Agua",
            text="El riego comunal se administra en asamblea.",
        )
    assert at_table.comment(proposal, parent=first).paragraph == "p1"
    with pytest.raises(Invalid) as refusal:
        at_table.comment(proposal, paragraph="p1")
    assert list(refusal.value.fields) == ["paragraph"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t "}, "text"),
        ({"text": "\u202e\u2066"}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "x" * 1_000_000}, "text"),
        ({"text": None}, "text"),
        ({"stance": "anger"}, "stance"),
        ({"stance": ""}, "stance"),
        ({"language": "xx"}, "language"),
        ({"paragraph": "p99"}, "paragraph"),
        ({"paragraph": "\x00"}, "paragraph"),
        ({"paragraph": "x" * 5_000}, "paragraph"),
    ],
)
def test_what_is_not_well_formed_is_named_by_its_field(
    at_table: Table, proposal: Proposal, facts: dict[str, object], field: str
):
    with pytest.raises(Invalid) as refusal:
        at_table.comment(proposal, **facts)
    assert list(refusal.value.fields) == [field]
    assert not Comment.objects.exists()


def test_ten_thousand_signs_are_not_too_many(at_table: Table, proposal: Proposal):
    assert len(at_table.comment(proposal, text="ñ" * 10_000).text) == 10_000


def test_a_parent_is_a_comment_on_the_same_proposal(at_table: Table, proposal: Proposal):
    elsewhere = at_table.comment(at_table.admitted())
    with pytest.raises(Invalid) as refusal:
        at_table.comment(proposal, parent=elsewhere)
    assert list(refusal.value.fields) == ["parent"]


def test_only_what_is_admitted_and_not_withdrawn_is_discussed(at_table: Table, proposal: Proposal):
    for other in (at_table.begin(), at_table.submitted()):
        with pytest.raises(Conflict) as refusal:
            at_table.comment(other)
        assert refusal.value.code in ("proposal_draft", "proposal_submitted")
    comment = at_table.comment(proposal)
    with clock.travel(INSIDE):
        withdraw_proposal(
            person=at_table.people["titular"], seat=at_table.author, proposal=proposal, reason="Se unió a otra."
        )
    with pytest.raises(Conflict) as refusal:
        at_table.comment(proposal)
    assert refusal.value.code == "proposal_withdrawn"
    with clock.travel(INSIDE), pytest.raises(Conflict):
        edit_comment(person=at_table.people["bystander"], comment=comment, text="Ya no.")


def test_an_edit_is_marked_and_what_changes_nothing_is_not(at_table: Table, proposal: Proposal):
    comment, who = at_table.comment(proposal), at_table.people["bystander"]
    with clock.travel(INSIDE):
        assert edit_comment(person=who, comment=comment, text=" De acuerdo. ").edited_at is None
        edited = edit_comment(person=who, comment=comment, text="De acuerdo, con agua.", stance="concern")
    assert (edited.text, edited.stance, edited.edited_at) == ("De acuerdo, con agua.", "concern", INSIDE)
    assert Entry.objects.filter(verb="edit_comment").count() == 1
    with clock.travel(INSIDE), pytest.raises(Invalid):
        edit_comment(person=who, comment=comment, text="")


def test_a_retracted_comment_stays_readable_with_its_mark(at_table: Table, proposal: Proposal):
    comment, who = at_table.comment(proposal), at_table.people["bystander"]
    with clock.travel(INSIDE + HOUR):
        retracted = retract_comment(person=who, comment=comment, note="Me equivoqué de cuenca.")
        assert (retracted.text, retracted.retraction_note) == ("De acuerdo.", "Me equivoqué de cuenca.")
        for act in (
            lambda: retract_comment(person=who, comment=comment),
            lambda: edit_comment(person=who, comment=comment, text="X"),
        ):
            with pytest.raises(Conflict) as refusal:
                act()
            assert refusal.value.code == "comment_retracted"


def test_a_note_is_one_line(at_table: Table, proposal: Proposal):
    comment, who = at_table.comment(proposal), at_table.people["bystander"]
    for note in ("n" * 301, "a\nb", "a\x00"):
        with clock.travel(INSIDE), pytest.raises(Invalid) as refusal:
            retract_comment(person=who, comment=comment, note=note)
        assert list(refusal.value.fields) == ["note"]


def test_a_suspended_movement_does_not_even_retract(at_table: Table, proposal: Proposal):
    comment = at_table.comment(proposal)
    suspend(at_table.bystander, INSIDE + TICK)
    with clock.travel(INSIDE + HOUR), pytest.raises(Conflict) as refusal:
        retract_comment(person=at_table.people["bystander"], comment=comment)
    assert refusal.value.code == "movement_suspended"


def test_no_comment_is_ever_deleted(at_table: Table, proposal: Proposal):
    comment = at_table.comment(proposal)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).delete()


def fill(proposal: Proposal, at_table: Table, number: int, **facts: object) -> list[Comment]:
    """So many comments, written as rows."""
    return Comment.objects.bulk_create(
        Comment(
            proposal=proposal,
            revision=proposal.revision,
            stance="neutral",
            text=f"Comentario {n}",
            language="es",
            author=at_table.people["bystander"],
            seat=at_table.bystander,
            created_at=INSIDE,
            **facts,
        )
        for n in range(number)
    )


def test_threads_come_in_pages_and_long_ones_are_cut(at_table: Table, proposal: Proposal):
    roots = fill(proposal, at_table, THREADS + 5)
    replies = fill(proposal, at_table, THREADS + REPLIES + 7, root=roots[0], parent=roots[0])
    fill(proposal, at_table, REPLIES, root=roots[1], parent=roots[1])
    with counted(1):
        page = discussion_of(proposal, READER)
    assert [thread.root.id for thread in page.threads] == [root.pk for root in roots[:THREADS]]
    assert page.more == (0, roots[THREADS - 1].pk)
    first, second, third = page.threads[:3]
    assert [reply.id for reply in first.replies] == [reply.pk for reply in replies[:REPLIES]]
    assert (first.has_more, second.has_more, len(second.replies), third.replies) == (True, False, REPLIES, [])
    rest = discussion_of(proposal, READER, Asked(after=page.more))
    assert ([thread.root.id for thread in rest.threads], rest.more) == ([root.pk for root in roots[THREADS:]], None)
    with counted(1):
        thread, more = thread_from(proposal, READER, roots[0].pk, replies[3].pk)
    assert thread.root.id == roots[0].pk
    assert [reply.id for reply in thread.replies] == [reply.pk for reply in replies[3 : 3 + THREADS]]
    assert more == replies[3 + THREADS].pk
    assert thread_from(proposal, READER, roots[0].pk, more)[1] is None


def test_comments_are_counted_up_to_a_hundred(at_table: Table, proposal: Proposal):
    fill(proposal, at_table, 3, paragraph="p1")
    fill(proposal, at_table, MANY + 50, paragraph="p2")
    fill(at_table.admitted(), at_table, 1, paragraph="p1")
    with counted(1):
        assert around(proposal, ["p1", "p2", "p3"]).counts == {"p1": 3, "p2": MANY, "p3": 0}
    assert around(proposal, []).counts == {}
