"""Planning a merge or a split, reading a plan, and answering it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common.errors import refuse
from proposals.drafting.forms import NothingForm
from proposals.drafting.models import Proposal
from proposals.drafting.pages import Words, act_page, acting_in, acts_for, frame, now_of, readable, why_not
from proposals.drafting.paragraphs import join, read

from .actions import answer_reshaping, plan_merge, plan_split, withdraw_reshaping
from .forms import ChoiceForm, MergeForm, SplitForm
from .holding import seats_of, sides
from .models import Reshaping
from .queries import answers_to, changed_by, partners_of, plans_of

form_page = require_http_methods(["GET", "HEAD", "POST"])

MERGE = Words(
    _("Merge with another proposal"),
    _(
        "The other one is absorbed: this is the text that both become. It happens once every movement that wrote or "
        "sponsors one of them has agreed. What was said on either stays where it was said."
    ),
    _("Plan the merge"),
    _("The merge was planned. It is carried out when all have agreed."),
)
SPLIT = Words(
    _("Split in two"),
    _(
        "A part of the text becomes a proposal of its own, with the next number and the same sponsors. It happens once "
        "every movement that wrote or sponsors this one has agreed."
    ),
    _("Plan the split"),
    _("The split was planned. It is carried out when all have agreed."),
)
ACCEPT = Words(
    _("Agree to the plan"),
    _("Your movement agrees to exactly this text. With the last agreement the plan is carried out at once."),
    _("Agree"),
    _("Your movement agreed."),
    of="sides",
)
DECLINE = Words(
    _("Decline the plan"),
    _("The plan ends with it, and everything stays as it is."),
    _("Decline"),
    _("Your movement declined: the plan has ended."),
    of="sides",
)
WITHDRAW = Words(
    _("Take the plan back"),
    _("Everything stays as it is. It can be planned again."),
    _("Take it back"),
    _("The plan was taken back."),
)


@login_required
@form_page
def merge(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Choose the other proposal first; then write what both become."""
    proposal = readable(request, council, round_number, number)
    partners = list(partners_of(proposal))
    named = request.GET.get("other", "")
    other = next((one for one in partners if str(one.number) == named), None)
    if other is None:
        return _choose(request, proposal, partners)
    form = MergeForm(request.POST or None, initial=_both(proposal, other))
    person = signed_in(request)
    return act_page(
        request,
        proposal,
        "plan_merge",
        form,
        MERGE,
        lambda sent: plan_merge(
            person=person, seat=acts_for(request, proposal), proposal=proposal, other=other, **sent
        ),
    )


def _choose(request: HttpRequest, proposal: Proposal, partners: list[Proposal]) -> HttpResponse:
    refuse(why_not("plan_merge", proposal))
    others = [(one.number, f"{one.number}. {one.revision.title if one.revision else ''}") for one in partners]
    context = {**frame(request, proposal), "form": ChoiceForm(others=others), "others": others, "words": MERGE}
    return render(request, "proposals/reshaping/choose.html", context)


def _both(proposal: Proposal, other: Proposal) -> dict[str, Any]:
    """Both texts, one after the other, to begin with."""
    second = other.revisions.latest("number")
    first = _present(proposal)
    return {**first, "text": "\n\n".join(filter(None, [first["text"], join(read(second.paragraphs))]))}


def _present(proposal: Proposal) -> dict[str, Any]:
    now = proposal.revision
    assert now is not None  # noqa: S101 - an admitted proposal has a text
    return {"title": now.title, "summary": now.summary, "language": now.language, "text": join(read(now.paragraphs))}


@login_required
@form_page
def split(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Write what stays, and what becomes a proposal of its own."""
    proposal = readable(request, council, round_number, number)
    refuse(why_not("plan_split", proposal))
    present = _present(proposal)
    initial = {**present, "new_text": present["text"], "new_language": present["language"]}
    person = signed_in(request)
    return act_page(
        request,
        proposal,
        "plan_split",
        SplitForm(request.POST or None, initial=initial),
        SPLIT,
        lambda sent: plan_split(person=person, seat=acts_for(request, proposal), proposal=proposal, **sent),
    )


def _plan(proposal: Proposal, pk: int) -> Reshaping:
    found = get_object_or_404(plans_of(proposal), pk=pk)
    found.proposal = proposal
    return found


@require_safe
def plan(request: HttpRequest, council: str, round_number: int, number: int, pk: int) -> HttpResponse:
    """A plan: both texts, who was asked, and what they answered."""
    proposal = readable(request, council, round_number, number)
    found = _plan(proposal, pk)
    answers = list(answers_to(found))
    acting = acting_in(request, proposal.round.council, now_of(proposal))
    seats, is_open = {hat.seat.pk for hat in acting.hats}, found.state == Reshaping.State.PROPOSED
    context = {
        **frame(request, proposal, acting),
        "plan": found,
        "answers": answers,
        "changed": changed_by(found),
        "may_answer": is_open and any(one.seat_id in seats and one.is_given is None for one in answers),
        "may_withdraw": is_open and found.seat_id in seats,
        "why_not": why_not("answer_reshaping", proposal),
    }
    return render(request, "proposals/reshaping/plan.html", context)


@login_required
@form_page
def answer(request: HttpRequest, council: str, round_number: int, number: int, pk: int, does: str) -> HttpResponse:
    """Agree or decline, for a movement that is concerned."""
    proposal = readable(request, council, round_number, number)
    found, accept = _plan(proposal, pk), does == "accept"
    person = signed_in(request)
    return act_page(
        request,
        proposal,
        "answer_reshaping",
        _confirmed(request),
        ACCEPT if accept else DECLINE,
        lambda _sent: answer_reshaping(person=person, seat=acts_for(request, proposal), reshaping=found, accept=accept),
        seats=seats_of(sides(found)),
    )


@login_required
@form_page
def withdraw(request: HttpRequest, council: str, round_number: int, number: int, pk: int) -> HttpResponse:
    """Take a plan back, for the movement that made it."""
    proposal = readable(request, council, round_number, number)
    found, person = _plan(proposal, pk), signed_in(request)
    return act_page(
        request,
        proposal,
        "withdraw_reshaping",
        _confirmed(request),
        WITHDRAW,
        lambda _sent: withdraw_reshaping(person=person, seat=acts_for(request, proposal), reshaping=found),
    )


def _confirmed(request: HttpRequest) -> NothingForm:
    return NothingForm(request.POST if request.method == "POST" else None)
