"""Whom a discussion waits for: whoever is mentioned where they can still answer, until they have."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from common.clock import now
from proposals.drafting.models import Proposal
from proposals.drafting.queries import seats_of
from proposals.drafting.waiting import closes

from .models import Comment, Mention

MOST = 10


def mentions_of(person: User) -> QuerySet[Mention]:
    """The latest mentions of the person, or of a movement of theirs, in discussions that are open, with `until`.

    One is done with once the person or that movement has said something in the thread after it; what somebody writes
    of their own movement does not wait for it. Three queries.
    """
    mine = list(seats_of(person, now()).order_by().values_list("pk", flat=True))
    after = Comment.objects.filter(pk__gt=OuterRef("comment")).filter(
        Q(root=OuterRef("comment__root")) | Q(root=OuterRef("comment"))
    )
    answered = Exists(after.filter(Q(author=person) | Q(seat=OuterRef("seat"))))
    named = Mention.objects.filter(Q(person=person) | Q(seat__in=mine)).exclude(comment__author=person)
    waiting = (
        named.exclude(comment__seat=F("seat"))
        .filter(~answered, comment__retracted_at__isnull=True, comment__proposal__stage=Proposal.Stage.ADMITTED)
        # What is held, hidden or gone asks nobody for an answer.
        .filter(comment__held_at__isnull=True, comment__hidden_at__isnull=True, comment__removed_at__isnull=True)
        .annotate(until=closes("comment_proposal", "comment__proposal__round"))
        .filter(until__isnull=False)
    )
    related = waiting.select_related(
        "comment__proposal__round__council", "comment__proposal__revision", "comment__seat__movement", "seat__movement"
    )
    return related.defer("comment__proposal__revision__paragraphs").order_by("-comment", "-pk")[:MOST]
