"""May this person begin a council? Nobody's office says so: there is no council yet that could have given one."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.profile import has_proved
from common.errors import DomainError, Forbidden

from .models import Council


def why_not_begin(person: User) -> DomainError | None:
    """Councils are begun by whoever runs the site, who has written their address into its settings (`OPERATORS`); and
    by them only once they have shown that the address is theirs.
    """
    if person.is_active and person.email.lower() in settings.OPERATORS and has_proved(person):
        return None
    return Forbidden("not_the_operator", _("Councils are begun by those who run this site."))


def is_operator(person: User | None) -> bool:
    """Whether the visitor is shown the way to the guide."""
    return person is not None and why_not_begin(person) is None


def awaits_first_council(person: User | None) -> bool:
    """Whether the visitor runs a site on which there is no council yet."""
    return is_operator(person) and not Council.objects.exists()
