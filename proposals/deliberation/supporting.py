"""A movement supports what another has said, and can take that back: each seat counts once."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from councils.models import Seat
from ledger.record import record
from proposals.drafting.deadlines import enter

from .models import Comment, CommentSupport
from .permissions import (
    why_not_discuss,
    why_not_readable,
    why_not_silent,
    why_not_speak,
    why_not_standing,
    why_not_support,
)


def support_comment(*, person: User, seat: Seat, comment: Comment) -> CommentSupport:
    """Support a comment for a movement; anybody who speaks for it may.

    Refused: to who may not speak for the seat, and to the comment's own movement (403); outside the discussion, of a
    retracted or hidden comment, and a second time (409).
    """
    with transaction.atomic():
        comment, at = _hold(comment, person, seat, "support_comment")
        refuse(why_not_standing(comment), why_not_readable(comment, at), why_not_once(comment, seat))
        support = CommentSupport.objects.create(comment=comment, seat=seat, supported_by=person, supported_at=at)
        _count(comment, 1, at)
        _tell("support_comment", comment, person, seat, at)
    return support


def withdraw_support(*, person: User, seat: Seat, comment: Comment) -> CommentSupport:
    """No longer support a comment. What was withdrawn stays as a row, and can be given again.

    Refused: to who may not speak for the seat, and to the comment's own movement (403); outside the discussion, and
    where there is no support (409).
    """
    with transaction.atomic():
        comment, at = _hold(comment, person, seat, "withdraw_support")
        support = _standing_support(comment, seat)
        if support is None:
            raise Conflict("not_supported", _("Your movement does not support this comment."))
        support.withdrawn_at = at
        support.save(update_fields=["withdrawn_at"])
        _count(comment, -1, at)
        _tell("withdraw_support", comment, person, seat, at)
    return support


def why_not_once(comment: Comment, seat: Seat) -> DomainError | None:
    """A seat counts once."""
    if _standing_support(comment, seat) is None:
        return None
    return Conflict("supported_already", _("Your movement supports this comment already."))


def _hold(comment: Comment, person: User, seat: Seat, verb: str) -> tuple[Comment, datetime]:
    """The comment, locked, for whom the calendar and the seat let it be supported. What belongs to it is read after
    that.
    """
    entrance = enter(comment.proposal.round, verb)
    Comment.objects.select_for_update(no_key=True).values_list("pk").get(pk=comment.pk)
    related = Comment.objects.select_related("proposal__round__council", "seat__movement", "amendment")
    held = related.get(pk=comment.pk)
    refuse(why_not_speak(person, seat, held.proposal, entrance.instant), why_not_support(seat, held))
    refuse(why_not_discuss(held.proposal, entrance), why_not_silent(seat, entrance.instant))
    return held, entrance.instant


def _standing_support(comment: Comment, seat: Seat) -> CommentSupport | None:
    return comment.supports.filter(seat=seat, withdrawn_at__isnull=True).first()


def _count(comment: Comment, step: int, at: datetime) -> None:
    """The comment is locked, so that two who support at once are two."""
    Comment.objects.filter(pk=comment.pk).update(support_count=F("support_count") + step, counted_at=at)
    comment.support_count += step


def _tell(verb: str, comment: Comment, person: User, seat: Seat, at: datetime) -> None:
    speaker = seat.movement.slug
    record(
        verb,
        council=comment.proposal.round.council,
        actor=person,
        on_behalf_of=speaker,
        subject=comment.get_absolute_url(),
        data={"proposal": comment.proposal.number, "comment": comment.pk, "speaker": speaker},
        at=at,
    )
