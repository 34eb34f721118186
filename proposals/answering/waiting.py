"""What waits for a respondent, for the first page."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from accounts.models import User
from common.languages import say
from common.todo import Item, Kind

from .models import Transmittal
from .queries import overdue, unanswered_by
from .reading import read_transmittal

MOST = 5


def transmittals(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Positions and letters that the person's body was sent, and has not answered. One that is overdue has no end: it
    waits on.
    """
    if not isinstance(person, User):
        return []
    return [_item(found) for found in unanswered_by(person, now)]


def silent(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Who was asked and is overdue, for all eyes: the longest silence first."""
    told = {
        True: _("%(body)s has not answered letter %(reference)s"),
        False: _("%(body)s has not answered position %(reference)s"),
    }
    readings = [read_transmittal(found, found.instant) for found in overdue()[:MOST]]  # type: ignore[attr-defined] # annotated
    return [
        Item(
            title=told[read.transmittal.letter is not None]
            % {"body": read.name, "reference": read.transmittal.reference},
            url=read.transmittal.get_absolute_url(),
            kind=Kind.OVERDUE,
            detail=" · ".join([say(read.transmittal.council.name), read.clock]),
        )
        for read in readings
    ]


def _item(found: Transmittal) -> Item:
    read = read_transmittal(found, found.instant)  # type: ignore[attr-defined] # annotated by unanswered_by
    words = _("Answer letter %(reference)s") if found.letter else _("Answer position %(reference)s")
    if found.state == Transmittal.State.SENT:
        words = _("Acknowledge and answer position %(reference)s")
        if found.letter:
            words = _("Acknowledge and answer letter %(reference)s")
    if found.round > 1:
        words = _("Answer position %(reference)s again: the answer was found inadequate")
    told = [say(found.council.name), _("for %(body)s") % {"body": read.name}]
    return Item(
        title=words % {"reference": found.reference},
        url=found.get_absolute_url(),
        kind=Kind.WAITS,
        until=None if read.is_overdue else found.due_at,
        detail=" · ".join([*told, read.clock] if read.is_overdue else told),
    )
