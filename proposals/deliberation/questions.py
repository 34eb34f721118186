"""Questions to the sponsors: comments that begin a thread with the stance of a question, answered by the first reply of
a movement that wrote or sponsors the proposal.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from proposals.drafting.models import Proposal, Sponsorship

from .models import QUESTION, Comment

MOST = 30


def writers_of(proposal: Proposal) -> set[int]:
    """The seats that answer for the proposal."""
    accepted = proposal.sponsorships.filter(state=Sponsorship.State.ACCEPTED)
    return {proposal.seat_id, *accepted.values_list("seat", flat=True)}


def note_answer(reply: Comment) -> None:
    """If this reply answers a question, say so at the question, in the reply's own transaction.

    The question's row is the lock: of two answers at once, one is the first. Nobody answers themselves. What waits for
    review answers nothing until it is released.
    """
    root = reply.root
    if root is None or reply.seat_id is None or root.stance != Comment.Stance.QUESTION or root.seat_id == reply.seat_id:
        return
    if reply.held_at is None and reply.seat_id in writers_of(reply.proposal):
        _answered(root).update(answer=reply, counted_at=reply.created_at)


def note_earlier_answer(comment: Comment) -> None:
    """A comment that became a question by a correction may have its answer already."""
    if comment.root_id is not None or comment.stance != Comment.Stance.QUESTION:
        return
    replies = comment.thread.filter(seat__in=writers_of(comment.proposal), held_at=None).exclude(seat=comment.seat_id)
    if first := replies.order_by("pk").first():
        _answered(comment).update(answer=first, counted_at=comment.edited_at)


def _answered(question: Comment) -> QuerySet[Comment]:
    """The question, if it still waits for its answer."""
    return Comment.objects.filter(QUESTION, pk=question.pk, answer__isnull=True)


@dataclass(frozen=True)
class Questions:
    """A page of questions, and the id after which the next one begins, if there is one."""

    shown: list[Comment]
    more: int | None


def questions_of(proposal: Proposal, *, answered: bool, after: int = 0) -> Questions:
    """The questions that wait for an answer, or those that have one, the earliest first. One query."""
    public = Comment.objects.filter(QUESTION, proposal=proposal, held_at__isnull=True)
    found = public.filter(answer__isnull=not answered, pk__gt=after)
    related = found.select_related("seat__movement", "answer__seat__movement")
    page = list(related.order_by("pk")[: MOST + 1])
    return Questions(page[:MOST], page[MOST - 1].pk if len(page) > MOST else None)
