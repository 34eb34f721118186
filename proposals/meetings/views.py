"""The pages of meetings: those of a council, convening one, one of them with who is there, and what becomes of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.signed_in import signed_in
from common import clock
from common.calendaring import CONTENT_TYPE, write_calendar
from common.errors import Invalid, refuse
from common.finding import LONGEST
from councils.forms import posted
from councils.mandates.acting import seat_named
from councils.models import Council
from councils.secretariat.access import status_of
from councils.visitor import visitor
from proposals.drafting.keeping import handed_out

from .actions import cancel_meeting, change_meeting, convene_meeting, mark_attendance, publish_minutes
from .forms import CancellationForm, MeetingForm, MinutesForm
from .inviting import event_of
from .models import Meeting, MinutesFile
from .pages import attendance_page, list_page, meeting_page
from .permissions import why_not_begun, why_not_cancel, why_not_change, why_not_convene, why_not_keep
from .queries import joined_by, meeting_at

form_page = require_http_methods(["GET", "HEAD", "POST"])
LARGEST_NUMBER = 2**31 - 1


def _found(council: str, number: int) -> Meeting:
    """The meeting at an address, or the page that says there is none."""
    wanted = meeting_at(council, min(number, LARGEST_NUMBER))
    if wanted is None:
        raise Http404
    return wanted


def _kept(request: HttpRequest, council: str, number: int) -> tuple[Meeting, User, Any]:
    """A meeting before a secretary of its council, and the instant."""
    found, person = _found(council, number), signed_in(request)
    at = found.instant  # type: ignore[attr-defined] # annotated by meeting_at
    refuse(why_not_keep(person, found.council, at))
    return found, person, at


@never_cache
@require_safe
def meeting_list(request: HttpRequest, council: str) -> HttpResponse:
    """The meetings of a council."""
    found = get_object_or_404(Council, slug=council)
    page = list_page(found, visitor(request), clock.now(found.pk))
    return render(request, "proposals/meetings/list.html", page)


@never_cache
@login_required
@form_page
def convene(request: HttpRequest, council: str) -> HttpResponse:
    """Convene a meeting."""
    found, person = get_object_or_404(Council, slug=council), signed_in(request)
    at = clock.now(found.pk)
    refuse(why_not_keep(person, found, at), why_not_convene(found))
    form = MeetingForm(posted(request), council=found, at=at)
    made = form.carry_out(convene_meeting, actor=person, council=found) if request.method == "POST" else None
    if made:
        messages.success(request, _("The meeting is convened. Everybody who speaks for a seat is told."))
        return redirect(made)
    page = {"council": found, "form": form, "section": "councils"}
    return render(request, "proposals/meetings/convene.html", page, status=status_of(form))


@never_cache
@require_safe
def meeting(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """One meeting: its agenda, who is there, its minutes."""
    return render(request, "proposals/meetings/meeting.html", meeting_page(_found(council, number), request))


@never_cache
@require_safe
def as_date(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """The meeting as one date, to put into a calendar."""
    found, person = _found(council, number), visitor(request)
    is_joining = person is not None and found.council_id in joined_by(person, clock.now(found.council_id))
    event, language = event_of(found, is_joining=is_joining), request.LANGUAGE_CODE
    content = write_calendar([event], name=found.title, zone=found.zone, language=language, method="PUBLISH")
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{found.reference.replace("/", "-")}.ics"'
    return answer


@never_cache
@login_required
@form_page
def change(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Change it before it begins."""
    found, person, at = _kept(request, council, number)
    refuse(why_not_change(found, at))
    form = MeetingForm(posted(request), council=found.council, at=at, former=found)
    done = form.carry_out(change_meeting, actor=person, meeting=found) if request.method == "POST" else None
    if done:
        messages.success(request, _("The meeting is changed. Everybody is told again."))
        return redirect(found)
    page = {"council": found.council, "meeting": found, "form": form, "section": "councils"}
    return render(request, "proposals/meetings/change.html", page, status=status_of(form))


@never_cache
@login_required
@form_page
def cancellation(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Call it off."""
    found, person, at = _kept(request, council, number)
    refuse(why_not_cancel(found, at))
    form = CancellationForm(posted(request))
    done = form.carry_out(cancel_meeting, actor=person, meeting=found) if request.method == "POST" else None
    if done:
        messages.success(request, _("The meeting is called off. Everybody is told."))
        return redirect(found)
    page = {"council": found.council, "meeting": found, "form": form, "section": "councils"}
    return render(request, "proposals/meetings/cancel.html", page, status=status_of(form))


@never_cache
@form_page
def attendance(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Who is there, alone, for a page that asks again; and marking a seat."""
    found = _found(council, number)
    if request.method == "POST":
        return _mark(request, found)
    if not request.htmx:  # type: ignore[attr-defined] # set by its middleware
        return redirect(f"{found.get_absolute_url()}#attendance")
    page = attendance_page(found, found.instant)  # type: ignore[attr-defined] # annotated by meeting_at
    return render(request, "proposals/meetings/_attendance.html", page)


@login_required
def _mark(request: HttpRequest, found: Meeting) -> HttpResponse:
    """Each button says whom it marks, and as what."""
    is_present = "present" in request.POST
    slug = request.POST.get("present") or request.POST.get("absent") or ""
    if not slug:
        raise Invalid("choose_a_seat", _("Say which seat is there, or is not."))
    seat = seat_named(found.council, slug)
    mark_attendance(person=signed_in(request), meeting=found, seat=seat, is_present=is_present)
    typed = request.POST.get("q", "")[:LONGEST]
    asked = f"?{urlencode({'q': typed})}" if typed else ""
    return redirect(f"{found.get_absolute_url()}{asked}#attendance")


@never_cache
@login_required
@form_page
def minutes(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Publish the minutes, or later ones that take their place."""
    found, person, at = _kept(request, council, number)
    refuse(why_not_begun(found, at))
    is_later = found.minutes.exists()
    files = request.FILES if request.method == "POST" else None
    form = MinutesForm(posted(request), files, is_later=is_later, initial={"language": found.language})
    done = form.carry_out(publish_minutes, actor=person, meeting=found) if request.method == "POST" else None
    if done:
        messages.success(request, _("The minutes are published."))
        return redirect(found)
    page = {"council": found.council, "meeting": found, "form": form, "is_later": is_later, "section": "councils"}
    return render(request, "proposals/meetings/minutes.html", page, status=status_of(form))


@require_safe
def scan(request: HttpRequest, council: str, number: int, public_id: Any) -> FileResponse:
    """The signed paper, as a download that no browser opens as a page of ours."""
    kept = get_object_or_404(MinutesFile, minutes__meeting=_found(council, number), public_id=public_id)
    return handed_out(kept)
