"""The calendars themselves, and the pages that say how to subscribe to them."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.signed_in import signed_in
from common import clock
from common.acts import carry_out
from common.api.conditional import seal
from common.calendaring import CONTENT_TYPE, Event, write_calendar
from common.languages import say
from common.zones import zone_or_none
from councils.forms import posted
from councils.models import Council

from .events import events_of
from .forms import KeyForm
from .keys import keys_of, make_calendar_key, reader_of, revoke_calendar_key, why_not_more
from .mine import my_events

# What a page lists of what comes.
MOST_COMING = 30


@require_safe
def council_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The calendar of a council, for everybody: in the language of `?lang=`, else of the reader."""
    council = get_object_or_404(Council, slug=slug)
    asked = request.GET.get("lang", "").lower()
    language = asked if asked in settings.COMPLETE_LANGUAGES else translation.get_language()
    with translation.override(language), timezone.override(zone_or_none(council.time_zone)):
        events = events_of([council.pk], clock.now(council.pk))
        content = write_calendar(events, name=say(council.name), zone=council.time_zone, language=language)
    response = _calendar(content, f"{council.slug}.ics", language)
    patch_vary_headers(response, ["Accept-Language"])
    return seal(request, response)


# No session and no sign-in: the token is the right to read, and a program that holds it has nothing else.
@require_safe
@sensitive_variables("token")
def my_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own calendar, in their language and zone."""
    person = reader_of(token)
    if person is None:
        raise Http404
    zone, language = person.time_zone or settings.TIME_ZONE, person.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_or_none(zone)):
        content = write_calendar(
            my_events(person, clock.now(None)), name=_("Minga: my calendar"), zone=zone, language=language
        )
    response = _calendar(content, "minga.ics", language)
    response["Cache-Control"] = "private, no-cache"
    return seal(request, response)


def _calendar(content: bytes, name: str, language: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Content-Language"] = language
    return answer


@require_safe
def subscribing(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes in a council, and how to have it in one's own calendar."""
    council = get_object_or_404(Council, slug=slug)
    now = clock.now(council.pk)
    page = {"council": council, "coming": coming(events_of([council.pk], now), now), "host": request.get_host()}
    return render(request, "proposals/calendars/council.html", {**page, "now": now, "section": "councils"})


def coming(events: list[Event], at: datetime) -> list[Event]:
    """The events that are not over and not called off, what counts of them first."""
    ahead = [event for event in events if not event.is_cancelled and event.counts_at > at]
    return sorted(ahead, key=lambda event: (event.counts_at, event.uid))[:MOST_COMING]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("made", "token")
def my_calendars(request: HttpRequest) -> HttpResponse:
    """The addresses of my calendar; a new one is shown in the answer to the form, and never again."""
    person, form, made = signed_in(request), KeyForm(posted(request)), []
    status = 0
    if request.method == "POST":
        status = carry_out(form, lambda given: made.append(make_calendar_key(person=person, **given)))
        if not status:
            [(key, token)] = made
            return render(request, "proposals/calendars/made.html", {"key": key, **_address(request, token)})
    return render(request, "proposals/calendars/mine.html", _page(person, form), status=status or 200)


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Let one of my addresses answer no more."""
    if revoke_calendar_key(person=signed_in(request), key=min(number, 2**63 - 1)):
        messages.success(request, _("The address was revoked. Whoever asks there finds nothing more."))
    return redirect("my_calendars")


def _page(person: User, form: KeyForm) -> dict[str, object]:
    return {"form": form, "keys": list(keys_of(person)), "why_not_more": why_not_more(person)}


def _address(request: HttpRequest, token: str) -> dict[str, str]:
    return {"host": request.get_host(), "scheme": request.scheme or "https", "token": token}
