"""A movement's public page, and the page on which its coordinators look after its members."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.signed_in import signed_in
from common import clock
from common.errors import refuse
from councils.forms import posted
from councils.mandates.actions import (
    change_role,
    end_membership,
    enrol_member,
    invite_member,
    leave_council,
    withdraw_invitation,
)
from councils.mandates.forms import EnrolForm, InvitationForm, ReasonForm
from councils.mandates.membership import why_not_manage
from councils.mandates.models import Seat
from councils.mandates.pages import may_manage, named_members, own_membership, standings_of
from councils.movements.actions import show_name
from councils.movements.models import Invitation, Membership, Movement
from councils.movements.queries import live_invitations, members_at
from councils.visitor import visitor


@require_safe
def movement(request: HttpRequest, slug: str) -> HttpResponse:
    """Who the movement is, and where it has a seat. Of its people, those who want to be named."""
    found = get_object_or_404(Movement.objects.select_related("country"), slug=slug)
    now = clock.now()
    person = visitor(request)
    context = {
        "movement": found,
        "standings": standings_of(found, now),
        "named": named_members(found, now),
        "own": own_membership(person, found, now),
        "may_manage": may_manage(person, found, now),
        "section": "councils",
    }
    return render(request, "councils/movement.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Members and invitations; posting invites."""
    found, now, person = get_object_or_404(Movement, slug=slug), clock.now(), signed_in(request)
    refuse(why_not_manage(person, found, now))
    form = InvitationForm(posted(request))
    done = form.carry_out(invite_member, movement=found, actor=person) if form.is_bound else None
    if done:
        messages.success(request, _("The invitation is on its way. Its link works once, for 14 days."))
        return redirect("movement_members", slug)
    context = {
        "movement": found,
        "form": form,
        "members": members_at(found, now).select_related("person"),
        "invitations": live_invitations(found, now),
        "standings": standings_of(found, now),
    }
    return render(request, "councils/members.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a member who has no e-mail address."""
    found, person = get_object_or_404(Movement, slug=slug), signed_in(request)
    refuse(why_not_manage(person, found, clock.now()))
    form = EnrolForm(posted(request))
    done = form.carry_out(enrol_member, movement=found, actor=person) if form.is_bound else None
    if done:
        messages.success(request, _("Done."))
        return redirect("movement_members", slug)
    context = {"movement": found, "form": form}
    return render(request, "councils/enrol.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One membership: another role, or its end."""
    found = get_object_or_404(Membership, pk=pk, movement__slug=slug)
    if role := request.POST.get("role"):
        change_role(membership=found, role=role, actor=signed_in(request))
    else:
        end_membership(membership=found, actor=signed_in(request))
    messages.success(request, _("Done."))
    return redirect("movement" if found.person_id == signed_in(request).pk else "movement_members", slug)


@login_required
@require_POST
def name(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Consent to one's name being shown, or take it back."""
    found = get_object_or_404(Membership, pk=pk, movement__slug=slug)
    show_name(membership=found, is_named=request.POST.get("is_named") == "yes", actor=signed_in(request))
    messages.success(request, _("Done."))
    return redirect("movement", slug)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make the link of an invitation stop working."""
    withdraw_invitation(
        invitation=get_object_or_404(Invitation, pk=pk, movement__slug=slug),
        actor=signed_in(request),
    )
    messages.success(request, _("The link of this invitation no longer works."))
    return redirect("movement_members", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str, council: str) -> HttpResponse:
    """Give up the movement's seat in a council."""
    seats = Seat.objects.select_related("movement", "council")
    seat = get_object_or_404(seats, movement__slug=slug, council__slug=council)
    refuse(why_not_manage(signed_in(request), seat.movement, clock.now(seat.council_id)))
    form = ReasonForm(posted(request))
    done = form.carry_out(leave_council, seat=seat, actor=signed_in(request)) if form.is_bound else None
    if done:
        messages.success(request, _("The seat is given up."))
        return redirect("movement", slug)
    context = {"seat": seat, "form": form}
    return render(request, "councils/leave.html", context, status=422 if form.errors else 200)
