"""Whether a person has a second factor, and where one is asked for before an act."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import DomainError, Forbidden

NEEDED = "second_factor_needed"
# Codes on paper stand in for one of these, and are none by themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(person: User) -> bool:
    """Whether the person signs in with more than a password or a mailbox."""
    return Authenticator.objects.filter(user=person, type__in=FACTORS).exists()


def why_not_proved(person: User) -> DomainError | None:
    """Whoever has a second factor gave it when they signed in: sessions from before it was set up were ended."""
    if not settings.TWO_FACTOR_FOR_OFFICES or has_second_factor(person):
        return None
    sentence = _(
        "Whoever acts in an office signs in with a second factor, so that a stolen password or an open mailbox opens"
        " no council."
    )
    return Forbidden(NEEDED, sentence)
