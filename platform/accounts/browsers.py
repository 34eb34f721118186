"""The browsers in which a person is signed in, so that they can end what they left open elsewhere.

Django's sessions cannot be asked whose they are, and the sign-in library's own list keeps full addresses and writes at
every page. So a row of ours stands beside each session: the browser in words, and of its address the network alone. It
is written when one signs in, and again after an hour at the earliest.
"""

import ipaddress
import time
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from common import clock

MARK = "browser"
AN_HOUR = 60 * 60
# The first that is found names the browser: most say that they are others as well.
BROWSERS = {
    **{"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox"},
    **{"CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"},
}
SYSTEMS = {
    **{"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "CrOS": "ChromeOS"},
    **{"Mac OS": "macOS", "Linux": "Linux"},
}


class Browser(models.Model):
    """One browser in which a person is signed in. `network` is the address without what names a single machine."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    program = models.CharField(max_length=40, blank=True)
    system = models.CharField(max_length=40, blank=True)
    network = models.CharField(max_length=45, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        if not self.program:
            return _("A browser that we do not know")
        if not self.system:
            return self.program
        return _("%(browser)s on %(system)s") % {"browser": self.program, "system": self.system}


def _found(names: dict[str, str], agent: str) -> str:
    return next((words for sign, words in names.items() if sign in agent), "")


def network_of(address: str) -> str:
    """`203.0.113.*`, or the first three groups of an IPv6 address: enough to tell home from elsewhere, and no more."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 4:
        return ".".join([*address.split(".")[:3], "*"])
    return str(ipaddress.ip_network(f"{found}/48", strict=False).network_address)


def note_browser(request: HttpRequest) -> None:
    """Write down in which browser the person of this request is signed in, or that it was seen again."""
    former, key, now = request.session.get(MARK, [""])[0], request.session.session_key, clock.now(None)
    agent = request.headers.get("User-Agent", "")
    seen = {
        "person_id": request.user.pk,
        "program": _found(BROWSERS, agent),
        "system": _found(SYSTEMS, agent),
        "network": network_of(get_adapter().get_client_ip(request)),
        "seen_at": now,
    }
    if not Browser.objects.filter(session_key=former).update(session_key=key, **seen):
        Browser.objects.update_or_create(session_key=key, defaults=seen, create_defaults={**seen, "began_at": now})
    request.session[MARK] = [key, time.time()]


def is_to_be_noted(request: HttpRequest) -> bool:
    """Whether the session has another key since, or an hour has gone by. A session that nobody looked at is left so: to
    look would make a page for everybody one for this visitor.
    """
    session = request.session
    if not session.accessed or not request.user.is_authenticated or MARK not in session:
        return False
    key, at = session[MARK]
    return bool(key != session.session_key or time.time() - at > AN_HOUR)


def browsers_of(person: Any) -> list[Browser]:
    """Where the person is signed in, what was seen last first. Rows of sessions that are over go."""
    store = _store()
    rows = list(Browser.objects.filter(person=person).order_by("-seen_at", "-pk"))
    over = [row.pk for row in rows if not store.exists(row.session_key)]
    Browser.objects.filter(pk__in=over).delete()
    return [row for row in rows if row.pk not in over]


@transaction.atomic
def end_browsers(person: Any, *, but: str | None = None, only: int | None = None) -> int:
    """End the person's sessions: all, all but the one with this key, or only this one. The next request of such a
    browser is a stranger's. Returns how many.
    """
    rows = Browser.objects.select_for_update().filter(person=person)
    rows = rows.filter(pk=only) if only is not None else rows
    keys = list(rows.exclude(session_key=but or "").values_list("session_key", flat=True))
    store = _store()
    for key in keys:
        store.delete(key)
    return Browser.objects.filter(session_key__in=keys).delete()[0]


def forget_browsers(before: datetime) -> int:
    """Drop the rows of sessions that must have ended by themselves, and those sessions. Returns how many rows."""
    Session.objects.filter(expire_date__lt=before + timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()
    return Browser.objects.filter(seen_at__lt=before).delete()[0]


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore()
