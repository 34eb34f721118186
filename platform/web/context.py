"""What every page may ask of the site. Nothing here costs a query, and nothing is worked out unless a page asks."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language_info

from accounts.middleware import LANGUAGE_PARAMETER
from accounts.models import User
from common.zones import zone_label


class Reader:
    """The languages to choose from, the zone in which this page tells the time, and the mark of a person's own texts on
    this device.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        """The complete languages, each by its own name."""
        return [(code, get_language_info(code)["name_local"].capitalize()) for code in settings.COMPLETE_LANGUAGES]

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
