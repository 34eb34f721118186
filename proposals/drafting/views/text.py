"""Beginning a proposal, revising it, and reading what was revised."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common import clock
from common.acts import carry_out
from common.errors import Conflict, refuse
from councils.mandates.acting import read_acting
from councils.mandates.permissions import why_not_silenced
from councils.models import Round
from proposals.drafting.actions import begin_proposal, revise_proposal
from proposals.drafting.deadlines import glance, why_not_open
from proposals.drafting.diff import compare, compare_words
from proposals.drafting.forms import RevisionForm, TextForm
from proposals.drafting.models import Proposal, Revision
from proposals.drafting.pages import Words, act_page, acting_in, acts_for, as_shown, frame, readable
from proposals.drafting.paragraphs import join, read
from proposals.drafting.queries import drafts_of_round, history_of

form_page = require_http_methods(["GET", "HEAD", "POST"])

REVISE = Words(
    _("Revise the text"),
    _("The present revision stays as it is: yours becomes the next one, and anybody can compare the two."),
    _("Save this revision"),
    _("The revision was saved."),
    of="writers",
)


def _round(council: str, number: int) -> Round:
    return get_object_or_404(Round.objects.select_related("council"), council__slug=council, number=number)


@login_required
@require_safe
def drafts(request: HttpRequest, council: str, round_number: int) -> HttpResponse:
    """What is not public yet in a round, and this person can read."""
    round_ = _round(council, round_number)
    now = clock.now(round_.council_id)
    context = {"round": round_, "council": round_.council, "now": now, "section": "councils"}
    context["drafts"] = list(drafts_of_round(round_, signed_in(request), now))
    context["why_not_begin"] = why_not_open(glance(round_, "begin_proposal", now))
    return render(request, "proposals/drafting/drafts.html", context)


@login_required
@form_page
def begin(request: HttpRequest, council: str, round_number: int) -> HttpResponse:
    """Begin a draft for one's movement."""
    round_ = _round(council, round_number)
    now = clock.now(round_.council_id)
    form, status = TextForm(request.POST or None, initial={"language": get_language()}), 200
    acting = acting_in(request, round_.council, now)
    if request.method != "POST":
        refuse(why_not_open(glance(round_, "begin_proposal", now)))
    if not acting.hats:
        read_acting(request, round_.council, now)
    if request.method == "POST":
        begun: list[Proposal] = []
        status = carry_out(form, lambda sent: begun.append(_begin(request, round_, sent)))
        if begun:
            messages.success(request, _("The draft was begun. Say now what it asks for; submit it when it is ready."))
            return redirect(begun[0])
    else:
        refuse(why_not_silenced(signed_in(request), round_.council, now))
    context = {"round": round_, "council": round_.council, "form": form, "now": now, "section": "councils"}
    return render(request, "proposals/drafting/begin.html", {**context, "acting": acting}, status=status)


def _begin(request: HttpRequest, round_: Round, sent: Mapping[str, Any]) -> Proposal:
    seat = read_acting(request, round_.council, clock.now(round_.council_id))
    return begin_proposal(person=signed_in(request), seat=seat, round_=round_, **sent)


@login_required
@form_page
def revise(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Write the next revision on top of the present one."""
    proposal = readable(request, council, round_number, number)
    form = RevisionForm(request.POST or None, initial=_present(proposal.revision))
    told: dict[str, Any] = {"is_long": True}

    def act(sent: Mapping[str, Any]) -> Revision:
        try:
            return revise_proposal(
                person=signed_in(request), seat=acts_for(request, proposal), proposal=proposal, **sent
            )
        except Conflict as refusal:
            if refusal.code == "revised_meanwhile":
                told["meanwhile"] = _move_on(form, proposal, sent["base"])
            raise

    return act_page(request, proposal, "revise_proposal", form, REVISE, act, added=told)


def _move_on(form: RevisionForm, proposal: Proposal, base: int) -> dict[str, Any]:
    """What changed since `base`. The form goes on from the new revision: saved again, it no longer overlooks it."""
    current = proposal.revisions.order_by("-number")[0]
    form.data = {**form.data.dict(), "base": str(current.number)}  # type: ignore[attr-defined] # what a browser sends
    started = proposal.revisions.filter(number=base).first() if 0 < base < current.number else None
    return _compared(started or current, current)


def _compared(before: Revision, after: Revision) -> dict[str, Any]:
    """Two revisions, word by word; title and summary only where they differ."""
    texts = [[(paragraph.id, paragraph.text) for paragraph in read(one.paragraphs)] for one in (before, after)]
    tongues = {p.id: p.language or one.language for one in (before, after) for p in read(one.paragraphs)}
    return {
        "before": before,
        "after": after,
        "changes": [replace(change, language=tongues[change.id]) for change in compare(*texts)],
        "title": compare_words(before.title, after.title) if before.title != after.title else (),
        "summary": compare_words(before.summary, after.summary) if before.summary != after.summary else (),
    }


def _present(revision: Revision | None) -> dict[str, Any]:
    if revision is None:
        return {"base": 0}
    return {
        "title": revision.title,
        "summary": revision.summary,
        "language": revision.language,
        "text": join(read(revision.paragraphs)),
        "base": revision.number,
    }


@require_safe
def history(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """All revisions, newest first."""
    proposal = readable(request, council, round_number, number)
    context = {**frame(request, proposal), "revisions": [as_shown(proposal, one) for one in history_of(proposal)]}
    return render(request, "proposals/drafting/history.html", context)


@require_safe
def comparison(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Two revisions, word by word; the last two unless others are asked for. One with itself is there to be read."""
    proposal = readable(request, council, round_number, number)
    last = proposal.revision.number if proposal.revision else 1
    before = _revision(proposal, request.GET.get("from", str(max(1, last - 1))))
    after = _revision(proposal, request.GET.get("to", str(last)))
    context = {**frame(request, proposal), **_compared(before, after), "numbers": range(1, last + 1)}
    return render(request, "proposals/drafting/compare.html", context)


def _revision(proposal: Proposal, number: str) -> Revision:
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise Http404
    return as_shown(proposal, get_object_or_404(proposal.revisions, number=int(number)))
