"""What every page may ask of the site. Nothing here costs a query, and nothing is worked out unless a page asks."""

from functools import lru_cache

from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.middleware import LANGUAGE_PARAMETER
from accounts.models import User
from common.languages import page_language
from common.zones import zone_label

from .forms import languages


@lru_cache(maxsize=16)
def _languages(_here: str | None) -> tuple[tuple[str, str], ...]:
    return tuple(languages())


class Reader:
    """The languages to choose from, the zone in which this page tells the time, and the mark of a person's own texts on
    this device.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def languages(self) -> tuple[tuple[str, str], ...]:
        """The languages to choose from, each by its own name; those that are only begun say so."""
        return _languages(get_language())

    @property
    def page_language(self) -> str:
        """The language of most words of the page."""
        return page_language()

    @property
    def here(self) -> str:
        """The address of this page without the language that it asks for, to come back to after choosing another."""
        asked = self._request.GET.copy()
        asked.pop(LANGUAGE_PARAMETER, None)
        return f"{self._request.path}{'?' if asked else ''}{asked.urlencode()}"

    @property
    def zone(self) -> str:
        """The reader's zone, in words."""
        return zone_label()

    @property
    def device_mark(self) -> str:
        """Whose texts the device keeps: theirs are shown to nobody else who signs in on it."""
        person = self._request.user
        return person.mark("device") if isinstance(person, User) else ""


def site(request: HttpRequest) -> dict[str, object]:
    """Context processor. The name `site` is the sign-in library's, which would overwrite ours on its pages."""
    return {"reader": Reader(request), "rehearsal": getattr(request, "rehearsal", None)}
