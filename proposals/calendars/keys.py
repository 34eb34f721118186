"""Addresses of private calendars. They are nobody's matter but the person's, and so stand in no ledger."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, refuse
from councils.movements.queries import hash_of
from councils.wellformed import Fields

from .models import CalendarKey

# One for each device and program of a person, and a few that they forgot.
MOST, LONGEST_NAME = 10, 60


def keys_of(person: User) -> QuerySet[CalendarKey]:
    """The person's addresses that still answer, the latest first."""
    return CalendarKey.objects.filter(person=person, revoked_at__isnull=True)


def why_not_more(person: User) -> DomainError | None:
    """Addresses that nobody remembers are open doors."""
    if keys_of(person).count() < MOST:
        return None
    sentence = _("You have %(most)s addresses already. Revoke one that you no longer use.")
    return Conflict("too_many_calendars", sentence, data={"most": MOST})


def make_calendar_key(*, person: User, name: str = "") -> tuple[CalendarKey, str]:
    """A new address: the key and the token in it, which nothing shows again. `name` says for what, to its owner alone.

    Refused: beside ten that still answer (409), and a name that is too long (422).
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
        fields = Fields()
        words = fields.text("name", name, LONGEST_NAME, required=False)
        fields.refuse()
        refuse(why_not_more(person))
        token = secrets.token_urlsafe(32)
        key = CalendarKey.objects.create(person=person, token_hash=hash_of(token), name=words, made_at=clock.now(None))
    return key, token


def revoke_calendar_key(*, person: User, key: int) -> bool:
    """Let an address answer no more. Twice does nothing more, and another's key is none of the person's: False."""
    return keys_of(person).filter(pk=key).update(revoked_at=clock.now(None)) == 1


def reader_of(token: str) -> User | None:
    """Whose calendar the token opens; None when it was revoked, was never made, or its person is gone."""
    live = CalendarKey.objects.filter(token_hash=hash_of(token), revoked_at__isnull=True, person__is_active=True)
    key = live.select_related("person").first()
    return key.person if key else None


def forget_revoked(before: datetime) -> int:
    """Drop addresses that were revoked before the instant. Returns how many."""
    return CalendarKey.objects.filter(revoked_at__lt=before).delete()[0]
