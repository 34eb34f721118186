"""Letters on the first page: those that can be signed, for everybody, and for whom one could sign them oneself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.clock import CouncilNow
from common.todo import Item, Kind
from councils.mandates.permissions import coordinated_at
from councils.mandates.queries import mandates_at, seats_now
from councils.models import Standing
from proposals.drafting.hiding import veiled

from .models import Letter
from .queries import counted, open_letters, standing_signatures
from .veiling import listed

MOST = 5


def letters(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """The letters that movements can sign now, the first to close first: one query, one more for who is signed in."""
    mine = [_to_sign(listed(letter, now)) for letter in signable_by(person)] if isinstance(person, User) else []
    found = counted(open_letters()).order_by("closes_at", "pk")[:MOST]
    return [*mine, *(_open(listed(letter, now)) for letter in found)]


def signable_by(person: User) -> QuerySet[Letter]:
    """The open letters that the person can sign for a movement which has not, with its `movement` and
    `movement_name`: one row for each movement.
    """
    # An expression where these would be handed an instant: each letter's council has a clock of its own.
    now: Any = CouncilNow(OuterRef("council_id"))
    seat = OuterRef("signer")
    places = open_letters().annotate(
        signer=F("council__seats"),
        signing=F("council__seats__movement"),
        movement=F("council__seats__movement__slug"),
        movement_name=F("council__seats__movement__name"),
    )
    holds = Exists(mandates_at(now).filter(person=person, seat=seat))
    coordinates = Exists(coordinated_at(now).filter(person=person, movement=OuterRef("signing")))
    may_act = Exists(seats_now().filter(pk=seat, status=Standing.Status.ADMITTED))
    signed = Exists(standing_signatures().filter(letter=OuterRef("pk"), seat=seat))
    hidden = veiled(CouncilNow(F("council_id"))) & Q(hidden_passages=[])
    found = places.filter(holds | coordinates).filter(may_act).exclude(signed).exclude(hidden)
    return found.select_related("council").defer("paragraphs").order_by("closes_at", "pk", "movement")[: 10 * MOST]


def _to_sign(letter: Letter) -> Item:
    return Item(
        title=_("Sign the letter, or leave it: %(title)s") % {"title": letter.title},
        url=f"{letter.get_absolute_url()}?acting_for={letter.movement}",  # type: ignore[attr-defined] # annotated
        kind=Kind.WAITS,
        until=letter.closes_at,
        detail=_("For %(movement)s") % {"movement": letter.movement_name},  # type: ignore[attr-defined] # annotated
    )


def _open(letter: Letter) -> Item:
    number = letter.standing  # type: ignore[attr-defined] # annotated by counted
    words = ngettext("%(n)s of %(goal)s signature", "%(n)s of %(goal)s signatures", letter.goal)
    return Item(
        title=letter.title,
        url=letter.get_absolute_url(),
        kind=Kind.LETTER,
        until=letter.closes_at,
        detail=f"{letter.seat.movement.name} · {words % {'n': number, 'goal': letter.goal}}",
    )
