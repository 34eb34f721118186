"""The person behind a request, for views that only the signed-in reach."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from .models import User


def signed_in(request: HttpRequest) -> User:
    """Who is signed in. A view asks this behind `login_required`; without it a stranger meets a 403."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
