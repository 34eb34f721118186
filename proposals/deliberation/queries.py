"""The discussion of a proposal, in pages of threads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from accounts.models import User
from proposals.drafting.models import Proposal

from .models import Comment

THREADS = 50


@dataclass
class Thread:
    """A comment that began a thread, and what followed, in the order in which it was said."""

    root: Comment
    replies: list[Comment] = field(default_factory=list)


@dataclass(frozen=True)
class Discussion:
    """A page of threads, and the id after which the next one begins."""

    threads: list[Thread]
    more: int | None


def discussion_of(proposal: Proposal, *, after: int = 0, at_comment: int = 0) -> Discussion:
    """Two queries, however many comments there are. `at_comment` begins the page with the thread of that comment."""
    comments = Comment.objects.filter(proposal=proposal).select_related("seat__movement")
    if at_comment and (wanted := comments.filter(pk=at_comment).first()):
        after = (wanted.root_id or wanted.pk) - 1
    roots = list(comments.filter(parent__isnull=True, pk__gt=after).order_by("pk")[: THREADS + 1])
    threads = {root.pk: Thread(root) for root in roots[:THREADS]}
    for reply in comments.filter(root__in=threads).order_by("pk") if threads else ():
        threads[reply.root_id or reply.pk].replies.append(reply)
    return Discussion(list(threads.values()), roots[THREADS - 1].pk if len(roots) > THREADS else None)


def counted_by_paragraph(proposal: Proposal) -> dict[str, int]:
    """How many comments there are on each paragraph, and under "" on the whole. One query."""
    rows = Comment.objects.filter(proposal=proposal).order_by().values_list("paragraph").annotate(Count("pk"))
    return dict(rows)


def mark_what_is_mine(threads: Sequence[Thread], person: User | None, minutes: int, at: datetime) -> None:
    """Say on each comment whether this visitor may still edit it, or only retract it."""
    for thread in threads:
        for comment in (thread.root, *thread.replies):
            mine = person is not None and comment.author_id == person.pk and comment.retracted_at is None
            fresh = at < comment.created_at + timedelta(minutes=minutes)
            comment.can_edit, comment.can_retract = mine and fresh, mine  # type: ignore[attr-defined] # for the template


def comments_of(proposal: Proposal) -> QuerySet[Comment]:
    """The comments of a proposal with whom they are of."""
    return Comment.objects.filter(proposal=proposal).select_related(
        "proposal__round__council", "seat__movement", "seat__council"
    )
