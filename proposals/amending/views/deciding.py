"""Accepting, declining, calling for the plenary, standing behind an amendment, and the order of the plenary."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.signed_in import signed_in
from common.acts import carry_out
from common.errors import refuse
from councils.mandates.permissions import why_not_hold
from councils.models import Office
from proposals.amending.actions import (
    accept_amendment,
    call_plenary,
    decline_amendment,
    leave_amendment,
    order_plenary,
    sponsor_amendment,
    withdraw_amendment,
)
from proposals.amending.actions.calling import GOES
from proposals.amending.actions.settling import motions_of
from proposals.amending.forms import DecisionForm, OrderForm, ReasonedForm
from proposals.amending.models import Amendment
from proposals.amending.ordering import plenary_order
from proposals.amending.pages import act_page, amendment_or_404, frame_of, public
from proposals.amending.permissions import why_no_plenary, why_not_amendable
from proposals.amending.queries import amendments_of
from proposals.amending.showing import text_of
from proposals.drafting.models import Proposal
from proposals.drafting.pages import Words, acts_for, facts_in, now_of

form_page = require_http_methods(["GET", "HEAD", "POST"])

ACCEPT = Words(
    _("Accept the amendment"),
    _("It goes into the text at once, and the text says where each paragraph comes from. It cannot be taken back."),
    _("Accept it into the text"),
    _("The amendment is in the text."),
    is_final=True,
)
DECLINE = Words(
    _("Decline the amendment"),
    _("Everybody reads your reasons. Seats of the council may then call for the plenary to decide."),
    _("Decline it"),
    _("The amendment was declined."),
)
CALL = Words(
    _("Call for the plenary"),
    _("When enough seats call for it, the plenary decides on this amendment. A call cannot be taken back."),
    _("Call for the plenary"),
    _("Your seat called for the plenary."),
    is_final=True,
)
WITHDRAW = Words(
    _("Withdraw the amendment"),
    _("It stays readable with your reasons. It cannot be taken back."),
    _("Withdraw it"),
    _("The amendment was withdrawn."),
    is_final=True,
)
SPONSOR = Words(
    _("Sponsor this amendment"),
    _("Your movement's name stands on it."),
    _("Sponsor it"),
    _("Your movement sponsors the amendment."),
)
LEAVE = Words(
    _("No longer sponsor this amendment"),
    _("Your movement's name is taken off it."),
    _("No longer sponsor it"),
    _("Your movement no longer sponsors the amendment."),
)


def _found(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> Amendment:
    return amendment_or_404(public(request, council, round_number, number), amendment)


def _read(request: HttpRequest, amendment: Amendment, form: type[DecisionForm]) -> DecisionForm:
    """The form, with what was read of text and amendment when it was shown."""
    current = amendment.proposal.revision
    initial = {"expected": current.number if current else 0, "text": text_of(amendment).number}
    return form(request.POST if request.method == "POST" else None, initial=initial)


@login_required
@form_page
def accept(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> HttpResponse:
    """Put it into the text."""
    found, person = _found(request, council, round_number, number, amendment), signed_in(request)
    form = _read(request, found, DecisionForm)
    return act_page(
        request,
        found,
        "accept_amendment",
        form,
        ACCEPT,
        lambda sent: accept_amendment(person=person, seat=acts_for(request, found.proposal), amendment=found, **sent),
    )


@login_required
@form_page
def decline(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> HttpResponse:
    """Say no, with reasons."""
    found, person = _found(request, council, round_number, number, amendment), signed_in(request)
    return act_page(
        request,
        found,
        "decline_amendment",
        _read(request, found, ReasonedForm),
        DECLINE,
        lambda sent: decline_amendment(
            person=person,
            seat=acts_for(request, found.proposal),
            amendment=found,
            reason=sent["reason"],
            text=sent["text"],
        ),
    )


@login_required
@form_page
def call(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> HttpResponse:
    """Call for the plenary."""
    found, person = _found(request, council, round_number, number, amendment), signed_in(request)
    form = _read(request, found, DecisionForm)
    return act_page(
        request,
        found,
        "call_plenary",
        form,
        CALL,
        lambda _sent: call_plenary(person=person, seat=acts_for(request, found.proposal), amendment=found),
    )


@login_required
@form_page
def withdraw(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> HttpResponse:
    """Take it back."""
    found, person = _found(request, council, round_number, number, amendment), signed_in(request)
    return act_page(
        request,
        found,
        "withdraw_amendment",
        _read(request, found, ReasonedForm),
        WITHDRAW,
        lambda sent: withdraw_amendment(
            person=person, seat=acts_for(request, found.proposal), amendment=found, reason=sent["reason"]
        ),
    )


@login_required
@form_page
def sponsor(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> HttpResponse:
    """Put a movement's name to it."""
    found, person = _found(request, council, round_number, number, amendment), signed_in(request)
    form = _read(request, found, DecisionForm)
    return act_page(
        request,
        found,
        "sponsor_amendment",
        form,
        SPONSOR,
        lambda _sent: sponsor_amendment(person=person, seat=acts_for(request, found.proposal), amendment=found),
    )


@login_required
@form_page
def leave(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> HttpResponse:
    """Take the name off it."""
    found, person = _found(request, council, round_number, number, amendment), signed_in(request)
    form = _read(request, found, DecisionForm)
    return act_page(
        request,
        found,
        "leave_amendment",
        form,
        LEAVE,
        lambda _sent: leave_amendment(person=person, seat=acts_for(request, found.proposal), amendment=found),
    )


@login_required
@form_page
def order(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """The secretariat says in which order the plenary counts."""
    proposal, person = public(request, council, round_number, number), signed_in(request)
    entrance = facts_in(proposal).entrance("order_plenary", now_of(proposal))
    refuse(
        why_not_hold(person, proposal.round.council, Office.Kind.SECRETARY, at=now_of(proposal)),
        why_not_amendable(proposal, entrance) or why_no_plenary(proposal) if request.method != "POST" else None,
    )
    going, status = _going(proposal), 200
    form = OrderForm(request.POST or None, initial={"order": ", ".join(str(one.number) for one in going)})
    if request.method == "POST":
        status = carry_out(
            form,
            lambda sent: order_plenary(person=person, proposal=proposal, order=form.numbers(), reason=sent["reason"]),
        )
        if not status:
            messages.success(request, _("The order of the plenary was changed."))
            return redirect("plenary", council, round_number)
    context = {**frame_of(request, proposal), "form": form, "going": going}
    return render(request, "proposals/amending/order.html", context, status=status)


def _going(proposal: Proposal) -> list[Amendment]:
    """What goes to the plenary as things stand, in the order in which it would be counted."""
    going = {one.number: one for one in amendments_of(proposal).filter(state__in=GOES)}
    current = proposal.revision.paragraphs if proposal.revision else []
    return [going[number] for number in plenary_order(current, motions_of(going.values()))]
