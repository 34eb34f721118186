"""The pages on which a movement instructs its seat, and replaces a vote that went against what it said."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.signed_in import signed_in
from common.errors import Forbidden, Invalid, refuse
from councils.mandates.acting import FIELD

from ..acts import Words, act_page, form_page
from ..choosing.options import shown_options
from ..choosing.sending import read_sent
from ..entrance import glance
from ..forms import ActForm
from ..models import Ballot
from ..views import arrived
from ..words import ANSWERS
from .actions import instruct_mandate, nothing_to_replace, replace_vote, why_members_said, why_not_bind, why_not_enter
from .forms import instruction_form
from .queries import Instructed, coordinated_here

INSTRUCT = Words(
    _("Instruct your seat"),
    _("Whoever holds a bound or split mandate of your movement reads it. A vote against it is told to you at once."),
    _("Give this instruction"),
    _("The instruction was given. The record shows that there is one; what it says, after the close."),
)
REPLACE = Words(
    _("Replace the vote"),
    _("The vote that your movement instructed is cast in the place of the one that goes against it. Whoever holds a "
      "mandate of your seat now can then no longer vote on this ballot."),
    _("Cast the vote as instructed"),
    _("The vote was replaced."),
    is_final=True,
)  # fmt: skip


def _coordinated(request: HttpRequest, ballot: Ballot) -> Instructed:
    """The seat that is asked for, or the first that the person coordinates."""
    asked = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    mine = coordinated_here(signed_in(request), ballot, ballot.instant)  # type: ignore[attr-defined] # annotated
    for one in mine:
        if asked in ("", one.seat.movement.slug):
            return one
    raise Forbidden("not_a_coordinator", _("This is for the coordinators of a movement with a seat here."))


def _as(one: Instructed) -> dict[str, Any]:
    return {"name": one.seat.movement.name, "capacity": _("coordinator")}


@login_required
@form_page
def instruct(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Instruct the seat for this ballot."""

    def act(facts: Mapping[str, Any]) -> object:
        answer = read_sent(ballot, request.POST)
        if answer.problems:
            raise Invalid("unknown_answer", ANSWERS["not_an_answer"], fields=answer.problems)
        told = {"text": facts["text"], "evidence": facts["evidence"], "language": request.LANGUAGE_CODE}
        return instruct_mandate(person=signed_in(request), seat=one.seat, ballot=ballot, answer=answer.answer, **told)

    ballot = arrived(council, round_number, number)
    one, at = _coordinated(request, ballot), ballot.instant  # type: ignore[attr-defined] # annotated
    refuse(why_not_bind(one.seat, ballot, glance(ballot, one.seat, at)), why_members_said(one.seat, ballot))
    options = [] if ballot.kind == Ballot.Kind.MOTION else shown_options(ballot, at)
    sent = (request.POST or None, request.FILES or None)
    form = instruction_form(ballot, options, *sent, initial={FIELD: one.seat.movement.slug})
    return act_page(request, ballot, form, INSTRUCT, act, acting=_as(one))


@login_required
@form_page
def replace(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Cast what was instructed, in the place of what was not."""
    ballot = arrived(council, round_number, number)
    one = _coordinated(request, ballot)
    refuse(why_not_enter(one.seat, glance(ballot, one.seat, ballot.instant)))  # type: ignore[attr-defined] # annotated
    if not one.is_against:
        raise nothing_to_replace()
    form: forms.Form = ActForm(request.POST or None, initial={FIELD: one.seat.movement.slug})

    def act(facts: Mapping[str, Any]) -> object:
        return replace_vote(person=signed_in(request), seat=one.seat, ballot=ballot)

    return act_page(request, ballot, form, REPLACE, act, acting=_as(one))
