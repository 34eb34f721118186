"""The public log of moderation, the page of a case, and the four acts."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common.acts import carry_out
from common.errors import DomainError, refuse, refuse_whom
from common.pages import newest_first
from councils.models import Council
from councils.visitor import visitor
from proposals.amending.models import Amendment
from proposals.deliberation.models import Comment
from proposals.drafting.models import Proposal
from proposals.drafting.pages import Words, now_of, readable
from proposals.evaluating.models import Evaluation

from .actions import appeal_decision, decide_case, hear_appeal
from .actions.keeping import rules_of
from .forms import AppealForm, DecisionForm, HearingForm
from .models import Appeal, Case
from .page import case_page, why_not_appeal_case, why_not_decide, why_not_hear_case
from .queries import case_at, public_cases, statistics_of
from .reading import read_case
from .reporting import reporting_page
from .texts import RELATED, REMOVABLE, Text, hash_of, text_of

form_page = require_http_methods(["GET", "HEAD", "POST"])

LARGEST_NUMBER = 2**15 - 1
DECIDE = Words(
    _("Decide the case"),
    _("The author is told what was decided, by which rule and why, and can appeal. The log of moderation is public."),
    _("Decide"),
    _("The case was decided."),
)
APPEAL = Words(
    _("Appeal the decision"),
    _("Somebody hears it who did not decide, and who is neither of your movement nor of one that reported the text."),
    _("Appeal"),
    _("Your appeal was received."),
)
HEAR = Words(
    _("Hear the appeal"),
    _("What you decide is final. An appeal makes nothing worse for the author of the text."),
    _("Answer the appeal"),
    _("The appeal was answered."),
)


@require_safe
def moderation_log(request: HttpRequest, council: str) -> HttpResponse:
    """Every case of the council, newest first, and how often appeals change what was decided."""
    found = get_object_or_404(Council, slug=council)
    page = newest_first(public_cases().filter(council=found), request.GET)
    at = page.rows[0].instant if page.rows else found.founded_at  # type: ignore[attr-defined] # annotated
    context = {
        "council": found,
        "cases": [read_case(case) for case in page.rows],
        "statistics": statistics_of(found, at),
        "previous": page.previous,
        "next": page.next,
        "now": at,
        "section": "councils",
    }
    return render(request, "proposals/moderation/log.html", context)


def _case(council: str, number: int) -> Any:
    found = case_at(council, number)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
def case(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """A case: for everybody what was done and why; for its author and the moderation the text as well."""
    return render(request, "proposals/moderation/case.html", case_page(_case(council, number), visitor(request)))


def _act(
    request: HttpRequest,
    found: Case,
    form: Form,
    words: Words,
    refusal: DomainError | None,
    act: Callable[[Mapping[str, Any]], object],
) -> HttpResponse:
    """The form of an act on a case; sent, the act, and back to the case."""
    status = 200
    if request.method == "POST":
        refuse_whom(refusal)
        status = carry_out(form, act)
        if not status:
            messages.success(request, str(words.done))
            return redirect(found)
    else:
        refuse(refusal)
    context = {**case_page(found, signed_in(request)), "form": form, "words": words}
    return render(request, "proposals/moderation/act.html", context, status=status)


@login_required
@form_page
def decide(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Decide a case."""
    found, person = _case(council, number), signed_in(request)
    grounds = rules_of(found.council, found.instant).moderation_grounds
    text = text_of(found)
    initial, can_remove = {"seen": hash_of(text)}, isinstance(text, REMOVABLE)
    form = DecisionForm(request.POST or None, grounds=grounds, can_remove=can_remove, initial=initial)
    refusal = why_not_decide(person, found)
    return _act(request, found, form, DECIDE, refusal, lambda sent: decide_case(person=person, case=found, **sent))


@login_required
@form_page
def appeal(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Appeal the decision that stands."""
    found, person = _case(council, number), signed_in(request)
    form = AppealForm(request.POST or None)
    refusal = why_not_appeal_case(person, found)
    decision = found.decisions.all()[0] if found.decisions.all() else None
    if decision is None:
        raise Http404
    return _act(
        request, found, form, APPEAL, refusal, lambda sent: appeal_decision(person=person, decision=decision, **sent)
    )


@login_required
@form_page
def hear(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Answer an appeal."""
    found, person = _case(council, number), signed_in(request)
    asked = get_object_or_404(Appeal.objects.select_related("decision"), decision__case=found)
    asked.decision.case = found
    form = HearingForm(request.POST or None, grounds=())
    refusal = why_not_hear_case(person, found)
    return _act(request, found, form, HEAR, refusal, lambda sent: hear_appeal(person=person, appeal=asked, **sent))


@login_required
@form_page
def report(request: HttpRequest, council: str, round_number: int, number: int, **which: int) -> HttpResponse:
    """Report a proposal, or what stands below it. What is not public is not there."""
    proposal = readable(request, council, round_number, number)
    return reporting_page(request, _below(proposal, **which), now_of(proposal))


def _below(proposal: Proposal, *, comment: int = 0, amendment: int = 0, evaluation: int = 0) -> Text:
    """The text at the address."""
    if comment:
        return get_object_or_404(Comment.objects.select_related(*RELATED[Comment]), proposal=proposal, pk=comment)
    if amendment:
        texts = Amendment.objects.select_related(*RELATED[Amendment])
        return get_object_or_404(texts, proposal=proposal, number=amendment)
    if evaluation:
        said = Evaluation.objects.select_related(*RELATED[Evaluation])
        return get_object_or_404(said, proposal=proposal, number=min(evaluation, LARGEST_NUMBER))
    return proposal
