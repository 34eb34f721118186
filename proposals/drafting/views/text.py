"""Beginning a proposal, revising it, and reading what was revised."""

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
from common.errors import refuse
from councils.mandates.acting import acting_of, read_acting
from councils.models import Round
from proposals.drafting.actions import begin_proposal, revise_proposal
from proposals.drafting.deadlines import glance, why_not_open
from proposals.drafting.diff import compare
from proposals.drafting.forms import RevisionForm, TextForm
from proposals.drafting.models import Proposal, Revision
from proposals.drafting.pages import Words, act_page, acts_for, frame, readable
from proposals.drafting.paragraphs import join, read
from proposals.drafting.queries import history_of

REVISE = Words(
    _("Revise the text"),
    _("The present revision stays as it is: yours becomes the next one, and anybody can compare the two."),
    _("Save this revision"),
    _("The revision was saved."),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, council: str, round_number: int) -> HttpResponse:
    """Begin a draft for one's movement."""
    round_ = get_object_or_404(Round.objects.select_related("council"), council__slug=council, number=round_number)
    now = clock.now(round_.council_id)
    form = TextForm(request.POST or None, initial={"language": get_language()})
    begun: list[Proposal] = []
    if request.method == "POST":
        person, seat = signed_in(request), read_acting(request, round_.council, now)
        status = carry_out(
            form, lambda sent: begun.append(begin_proposal(person=person, seat=seat, round_=round_, **sent))
        )
        if begun:
            messages.success(
                request, _("The draft was begun. Say now what it asks for, and submit it when it is ready.")
            )
            return redirect(begun[0])
    else:
        status = 200
        refuse(why_not_open(glance(round_, "begin_proposal", now)))
        if not acting_of(request, round_.council, now).hats:
            read_acting(request, round_.council, now)
    context = {"round": round_, "council": round_.council, "form": form, "now": now, "section": "councils"}
    context["acting"] = acting_of(request, round_.council, now)
    return render(request, "proposals/drafting/begin.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Write the next revision on top of the present one."""
    proposal = readable(request, council, round_number, number)
    form = RevisionForm(request.POST or None, initial=_present(proposal.revision))
    return act_page(
        request,
        proposal,
        "revise_proposal",
        form,
        REVISE,
        lambda sent: revise_proposal(
            person=signed_in(request), seat=acts_for(request, proposal), proposal=proposal, **sent
        ),
    )


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
    context = {**frame(request, proposal), "revisions": list(history_of(proposal))}
    return render(request, "proposals/drafting/history.html", context)


@require_safe
def comparison(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Two revisions, word by word; the last two unless others are asked for."""
    proposal = readable(request, council, round_number, number)
    last = proposal.revision.number if proposal.revision else 1
    before = _revision(proposal, request.GET.get("from", str(max(1, last - 1))))
    after = _revision(proposal, request.GET.get("to", str(last)))
    changes = compare(
        [(p.id, p.text) for p in read(before.paragraphs)], [(p.id, p.text) for p in read(after.paragraphs)]
    )
    context = {**frame(request, proposal), "before": before, "after": after, "changes": changes}
    context["numbers"] = range(1, last + 1)
    return render(request, "proposals/drafting/compare.html", context)


def _revision(proposal: Proposal, number: str) -> Revision:
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise Http404
    return get_object_or_404(proposal.revisions, number=int(number))
