"""Who asks for a page."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Forbidden


def visitor(request: HttpRequest) -> User | None:
    """The person who is signed in, if any."""
    return request.user if isinstance(request.user, User) else None


def signed_in(request: HttpRequest) -> User:
    """The person, on a page that asks for sign-in."""
    person = visitor(request)
    if person is None:
        raise Forbidden("not_signed_in", _("Sign in first."))
    return person
