"""Offices of the council, and two-person control."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from councils.mandates.actions import appoint_officer, end_office, set_two_person_control
from councils.mandates.models import Office
from councils.secretariat.access import Desk, at_desk, say_done, status_of
from councils.secretariat.forms import ControlForm, OfficeForm


@at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def offices(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who holds which office; posting appoints, or switches two-person control."""
    sent = request.POST.get("form") if request.method == "POST" else None
    control = ControlForm(request.POST if sent == "control" else None)
    office = OfficeForm(request.POST if sent == "office" else None, desk=desk)
    facts = {"council": desk.council, "actor": desk.person}
    done: object = control.carry_out(set_two_person_control, **facts) if sent == "control" else None
    done = office.carry_out(appoint_officer, **facts) if sent == "office" else done
    if done:
        say_done(request, done)
        return redirect("desk_offices", desk.council.slug)
    held = desk.council.offices.select_related("person").order_by("kind", "-starts_at")
    context = desk.page(offices=held, office_form=office, control_form=control)
    return render(request, "councils/desk/offices.html", context, status=status_of(control, office))


@at_desk
@require_POST
def end(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """End an office now."""
    office = get_object_or_404(Office, pk=pk, council=desk.council)
    say_done(request, end_office(office=office, actor=desk.person, reason=request.POST.get("reason", "")))
    return redirect("desk_offices", desk.council.slug)
