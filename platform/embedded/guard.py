"""The demonstration signs anybody in as anybody, so it exists only under settings that say they are one."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def require_demonstration() -> None:
    """Refuse to exist anywhere else. Absence of the word is a refusal, so that no new settings module can forget it."""
    if getattr(settings, "DEMONSTRATION", False) is not True:
        raise ImproperlyConfigured("The demonstration (embedded) is no part of these settings; it signs anybody in.")
