"""The form of an amendment: proposed, and carried over to a text that moved on."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.signed_in import signed_in
from common.acts import carry_out
from common.errors import Forbidden, refuse, refuse_whom
from councils.mandates.acting import acting_of
from proposals.amending.actions import carry_over_amendment, propose_amendment
from proposals.amending.actions.proposing import why_not_behind
from proposals.amending.carrying import Carried, carry_over
from proposals.amending.changes import read
from proposals.amending.forms import START, AmendmentForm, answers_of
from proposals.amending.models import Amendment
from proposals.amending.offers import refusal_of
from proposals.amending.pages import amendment_or_404, frame_of, public, why_not_propose_here
from proposals.amending.showing import difference, text_of
from proposals.amending.words import change_sentence, not_yours
from proposals.drafting.diff import compare_words
from proposals.drafting.models import Proposal
from proposals.drafting.pages import acting_in, acts_for, now_of, paragraphs_shown

form_page = require_http_methods(["GET", "HEAD", "POST"])
Act = Callable[[Mapping[str, Any]], object]


@login_required
@form_page
def propose(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Pick paragraphs, say what is to become of them and why. Without paragraphs the text is shown to pick from."""
    proposal = public(request, council, round_number, number)
    acting = acting_of(request, proposal.round.council, now_of(proposal))
    (refuse_whom if request.method == "POST" else refuse)(why_not_propose_here(request, proposal, acting))
    form, made = _form(request, proposal, _asked(request), {"language": get_language()}), list[Amendment]()
    status = _send(request, form, lambda sent: made.append(_propose(request, proposal, form, sent)))
    if made:
        messages.success(request, _("The amendment was proposed."))
        return redirect(made[0])
    context = {**frame_of(request, proposal, acting_in(request, proposal.round.council, now_of(proposal)))}
    context |= {"form": form, "language": proposal.revision.language if proposal.revision else ""}
    return render(request, "proposals/amending/propose.html", context, status=status or 200)


@login_required
@form_page
def carry(request: HttpRequest, council: str, round_number: int, number: int, amendment: int) -> HttpResponse:
    """The amendment as a merge makes it, for its movement to confirm: what was, what is, and what it would say."""
    proposal = public(request, council, round_number, number)
    found = amendment_or_404(proposal, amendment)
    acting = acting_in(request, proposal.round.council, now_of(proposal), {found.seat_id})
    # Sent or not: the page shows the amendment, which the moderation may have hidden from everybody else.
    refuse(None if acting.hats else Forbidden("not_for_you", not_yours("carry_over_amendment")))
    if request.method != "POST":
        refuse(refusal_of("carry_over_amendment", found), why_not_behind(found))
    carried = _carried(found)
    about = _asked(request) or [change.paragraph or START for change in carried.changes]
    form, made = _form(request, proposal, about, _answers(found, carried)), list[object]()
    status = _send(request, form, lambda sent: made.append(_carry(request, found, form, sent)))
    if made:
        messages.success(request, _("The amendment was carried over."))
        return redirect(found)
    context = {**frame_of(request, proposal, acting), "amendment": found, "form": form, **_merged(found, carried)}
    return render(request, "proposals/amending/carry.html", context, status=status or 200)


def _answers(amendment: Amendment, carried: Carried) -> dict[str, Any]:
    text = text_of(amendment)
    return {**answers_of(carried.changes), "reasons": text.reasons, "language": text.language}


def _asked(request: HttpRequest) -> list[str]:
    """The paragraphs that the form is about: those that it was about, and one that was just added."""
    sent = request.POST if request.method == "POST" else request.GET
    added = [sent["another"]] if sent.get("do") == "add" and sent.get("another") else []
    return [name[:20] for name in [*sent.getlist("about")[:50], *added]]


def _form(request: HttpRequest, proposal: Proposal, about: list[str], told: Mapping[str, Any]) -> AmendmentForm:
    revision = proposal.revision
    rows = revision.paragraphs if revision else []
    initial = {"expected": revision.number if revision else 0, **told}
    if request.method == "POST" and request.POST.get("do") == "add":
        # Not sent yet: what was typed is shown again, unjudged, with the fields of one paragraph more.
        typed = {name: value for name, value in request.POST.items() if name != "expected"}
        return AmendmentForm(text=rows, about=about, initial={**initial, **typed})
    return AmendmentForm(request.POST if request.method == "POST" else None, text=rows, about=about, initial=initial)


def _send(request: HttpRequest, form: AmendmentForm, act: Act) -> int:
    """The status with which the form is shown again; 0 when it is done, or was not sent."""
    if request.method != "POST" or not form.is_bound:
        return 0
    status = carry_out(form, act)
    if status:
        # Sent once more, it speaks of the text that is shown now: what changed in it stands above the fields.
        data = request.POST.copy()
        data["expected"] = str(form.initial["expected"])
        form.data = data
    return status


def _propose(request: HttpRequest, proposal: Proposal, form: AmendmentForm, sent: Mapping[str, Any]) -> Amendment:
    return propose_amendment(
        person=signed_in(request),
        seat=acts_for(request, proposal),
        proposal=proposal,
        changes=form.changes(),
        reasons=sent["reasons"],
        language=sent["language"],
        expected=sent["expected"],
    )


def _carry(request: HttpRequest, amendment: Amendment, form: AmendmentForm, sent: Mapping[str, Any]) -> object:
    return carry_over_amendment(
        person=signed_in(request),
        seat=acts_for(request, amendment.proposal),
        amendment=amendment,
        changes=form.changes(),
        expected=sent["expected"],
        reasons=sent["reasons"],
    )


def _carried(amendment: Amendment) -> Carried:
    text, current = text_of(amendment), amendment.proposal.revision
    before = paragraphs_shown(amendment.proposal, text.revision.paragraphs)
    now = current.paragraphs if current else []
    return carry_over(before, now, read(text.changes))


def _merged(amendment: Amendment, carried: Carried) -> dict[str, Any]:
    """Base, current and merge for the page; conflicts with the words that either side changed."""
    text, current = text_of(amendment), amendment.proposal.revision
    before = paragraphs_shown(amendment.proposal, text.revision.paragraphs)
    now = current.paragraphs if current else []
    return {
        "base": text.revision,
        "asked": difference(before, read(text.changes)),
        "merged": difference(now, carried.changes),
        "conflicts": [
            (one, compare_words(one.base, one.current), compare_words(one.base, one.wanted))
            for one in carried.conflicts
        ],
        "lost": [change_sentence(change) for change in carried.lost],
    }
