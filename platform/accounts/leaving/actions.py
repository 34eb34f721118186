"""Leaving for good. No ledger says that an account was emptied: what ends in a council is recorded there, by itself."""

import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.browsers import end_browsers
from accounts.models import NO_LINE, Sending, User, new_salt
from common import clock
from common.errors import Conflict, DomainError, refuse

from .departures import departures, why_not_leave
from .letter import Farewell

# What of the account is emptied. The row stays: words and votes hang on it.
EMPTIED = ["email", "name", "language", "time_zone", "password", "salt", "last_login", "is_active", "left_at"]


def why_not_anew(person: User) -> DomainError | None:
    """One leaves once."""
    return Conflict("left_already", _("You have left already.")) if person.left_at else None


def leave(*, person: User) -> User:
    """Empty the account for good: nobody can sign in to it, and nothing in it says whose it was.

    Mandates, offices and memberships end and are told to those who stay; words stay without a name, votes stay with
    their seat. The salt is dropped, so that the marks in the public record are nobody's. The last word goes to the
    address. Refused, 409: whoever is needed in an office or runs the site alone, and the second of two
    at once.
    """
    with transaction.atomic():
        refuse(*why_not_leave(person))
        for departure in departures():
            departure.let_go(person)
        _forget_sign_in(person)
        # Last: whatever else is written for this person asks for their row when it commits, with other locks in hand.
        person = User.objects.select_for_update().get(pk=person.pk)
        refuse(why_not_anew(person))
        farewell = Farewell(person.email if person.has_line else "", person.language)
        _empty(person)
        farewell.send()
    return person


def _forget_sign_in(person: User) -> None:
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    end_browsers(person)
    # A form that is being carried out has no place yet.
    Sending.objects.filter(person=person).exclude(place="").delete()


def _empty(person: User) -> None:
    person.email, person.name = f"{secrets.token_hex(12)}{NO_LINE}", ""
    person.language = person.time_zone = ""
    person.salt, person.last_login = new_salt(), None
    person.is_active, person.left_at = False, clock.now(None)
    person.set_unusable_password()
    person.save(update_fields=EMPTIED)
