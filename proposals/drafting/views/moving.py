"""Submitting, withdrawing, admitting and returning a proposal."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.signed_in import signed_in
from common.errors import refuse
from councils.mandates.permissions import why_not_hold
from councils.models import Office
from proposals.drafting.actions import admit_proposal, return_proposal, submit_proposal, withdraw_proposal
from proposals.drafting.actions.moving import classes_of, missing_in
from proposals.drafting.deadlines import glance
from proposals.drafting.forms import AdmissionForm, NothingForm, ReasonForm
from proposals.drafting.models import Proposal
from proposals.drafting.pages import Words, act_page, acts_for, now_of, readable

form_page = require_http_methods(["GET", "HEAD", "POST"])

SUBMIT = Words(
    _("Submit the proposal"),
    _("The secretariat reads it, and admits it or returns it with reasons. Until then it cannot be changed."),
    _("Submit it"),
    _("The proposal was submitted."),
)
WITHDRAW = Words(
    _("Withdraw the proposal"),
    _("It is taken out of the round. Once admitted, it stays readable with your reasons. It cannot be taken back."),
    _("Withdraw it"),
    _("The proposal was withdrawn."),
    is_final=True,
)
ADMISSION = Words(
    _("Admit or return"),
    _("An admitted proposal is public for good. A returned one goes back to its authors with your reasons."),
    _("Decide"),
    _("The decision was recorded."),
    of="nobody",
)


@login_required
@form_page
def submit(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Hand it to the secretariat."""
    proposal = readable(request, council, round_number, number)
    person = signed_in(request)
    return act_page(
        request,
        proposal,
        "submit_proposal",
        NothingForm(request.POST if request.method == "POST" else None),
        SUBMIT,
        lambda _sent: submit_proposal(person=person, seat=acts_for(request, proposal), proposal=proposal),
        missing=missing_in(proposal).values(),
    )


@login_required
@form_page
def withdraw(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Take it out of the round."""
    proposal = readable(request, council, round_number, number)
    person = signed_in(request)
    return act_page(
        request,
        proposal,
        "withdraw_proposal",
        ReasonForm(request.POST or None),
        WITHDRAW,
        lambda sent: withdraw_proposal(person=person, seat=acts_for(request, proposal), proposal=proposal, **sent),
    )


@login_required
@form_page
def admission(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """The secretariat's decision."""
    proposal = readable(request, council, round_number, number)
    person, at = signed_in(request), now_of(proposal)
    refuse(why_not_hold(person, proposal.round.council, Office.Kind.SECRETARY, at=at))
    classes = classes_of(proposal.round.council, glance(proposal.round, "admit_proposal", at))
    form = AdmissionForm(request.POST or None, classes=classes)
    return act_page(request, proposal, "admit_proposal", form, ADMISSION, lambda sent: _decide(person, proposal, sent))


def _decide(person: User, proposal: Proposal, sent: Mapping[str, Any]) -> object:
    if sent["decision"] == "admit":
        return admit_proposal(person=person, proposal=proposal, decision_class=sent["decision_class"])
    return return_proposal(person=person, proposal=proposal, reason=sent["reason"])
