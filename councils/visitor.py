"""Who asks for a page that everybody may read."""

from django.http import HttpRequest

from accounts.models import User


def visitor(request: HttpRequest) -> User | None:
    """The person who is signed in, if any."""
    return request.user if isinstance(request.user, User) else None
