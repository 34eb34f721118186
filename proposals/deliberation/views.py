"""The page of a proposal with its discussion, and what is said there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.signed_in import signed_in
from common.acts import carry_out
from common.errors import refuse
from councils.mandates.acting import FIELD, acting_of, read_acting
from councils.mandates.permissions import why_not_hold
from councils.models import Office, Seat
from councils.rulebook.words import class_name
from councils.visitor import visitor
from proposals.drafting.deadlines import glance
from proposals.drafting.models import Proposal
from proposals.drafting.pages import Words, frame, now_of, readable, why_not
from proposals.drafting.paragraphs import read

from .actions import comment_proposal, edit_comment, edit_minutes, retract_comment
from .forms import CommentForm, EditForm, RetractionForm
from .models import Comment
from .permissions import why_not_discuss
from .queries import comments_of, counted_by_paragraph, discussion_of, mark_what_is_mine

form_page = require_http_methods(["GET", "HEAD", "POST"])

EDIT = Words(_("Edit your comment"), _("It is marked as edited."), _("Save"), _("The comment was changed."))
RETRACT = Words(
    _("Retract your comment"),
    _("It stays readable, with the mark that you no longer stand by it."),
    _("Retract it"),
    _("The comment is marked as retracted."),
    is_final=True,
)


@require_safe
def proposal_page(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """The text first, then what is asked, who sponsors it, and the discussion."""
    proposal = readable(request, council, round_number, number)
    person, at = visitor(request), now_of(proposal)
    refusal = why_not_discuss(proposal, glance(proposal.round, "comment_proposal", at))
    discussion = discussion_of(
        proposal, after=whole(request.GET.get("after")), at_comment=whole(request.GET.get("comment"))
    )
    if person and not refusal:
        mark_what_is_mine(discussion.threads, person, edit_minutes(proposal, at), at)
    counts = counted_by_paragraph(proposal) if discussion.threads else {}
    revision = proposal.revision
    context = {
        **frame(request, proposal),
        "paragraphs": [(p, counts.get(p.id, 0)) for p in read(revision.paragraphs)] if revision else [],
        "discussion": discussion,
        "why_not_comment": refusal,
        "ballots": list(proposal.ballots.order_by("number")),
        "form": CommentForm(initial={"language": get_language(), "stance": Comment.Stance.NEUTRAL}),
        "can": what_can(request, proposal) if person else {},
        "decision_class": class_name(proposal.decision_class) if proposal.decision_class else "",
    }
    return render(request, "proposals/deliberation/proposal.html", context)


def what_can(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """The acts that this person is shown: those of the authors' movement, and those of the secretariat."""
    at, person = now_of(proposal), signed_in(request)
    mine = {hat.seat.pk for hat in acting_of(request, proposal.round.council, at).hats}
    sponsors = {fact["seat"] for fact in proposal.sponsor_facts if fact["state"] == "accepted"}  # type: ignore[attr-defined] # with_facts
    is_author = proposal.seat_id in mine
    secretary = why_not_hold(person, proposal.round.council, Office.Kind.SECRETARY, at=at) is None
    return {
        "author": is_author,
        "write": is_author or bool(mine & sponsors),
        "admit": secretary and proposal.stage == Proposal.Stage.SUBMITTED,
        "invited": list(proposal.sponsorships.filter(seat__in=mine, state="invited").select_related("seat__movement")),
        "why_not_revise": why_not("revise_proposal", proposal),
    }


@login_required
@form_page
def comment(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Say something; what is refused is shown with all that was written."""
    proposal = readable(request, council, round_number, number)
    told = {"paragraph": request.GET.get("paragraph", ""), "parent": whole(request.GET.get("parent")) or None}
    initial = {"language": get_language(), "stance": Comment.Stance.NEUTRAL, **told}
    form, status = CommentForm(request.POST or None, initial=initial), 200
    parent = _parent(proposal, form["parent"].value())
    if request.method == "POST":
        said: list[Comment] = []
        status = carry_out(form, lambda sent: said.append(_say(request, proposal, parent, sent)))
        if said:
            messages.success(request, _("Your comment was published."))
            return redirect(said[0])
    else:
        refuse(why_not_discuss(proposal, glance(proposal.round, "comment_proposal", now_of(proposal))))
    anchor = form["paragraph"].value() or (parent.paragraph if parent else "")
    quoted = (
        next((p for p in read(proposal.revision.paragraphs) if p.id == anchor), None) if proposal.revision else None
    )
    context = {**frame(request, proposal), "form": form, "parent": parent, "quoted": quoted}
    context["speaks_as_observer"] = _speaks_as_observer(signed_in(request), request, proposal)
    return render(request, "proposals/deliberation/comment.html", context, status=status)


def _say(request: HttpRequest, proposal: Proposal, parent: Comment | None, sent: Any) -> Comment:
    return comment_proposal(
        person=signed_in(request),
        seat=_speaker(request, proposal),
        proposal=proposal,
        stance=sent["stance"],
        text=sent["text"],
        language=sent["language"],
        paragraph=sent["paragraph"],
        parent=parent,
    )


def _speaks_as_observer(person: User, request: HttpRequest, proposal: Proposal) -> bool:
    """An observer who acts for no movement speaks as an observer."""
    council, at = proposal.round.council, now_of(proposal)
    if acting_of(request, council, at).hats:
        return False
    return why_not_hold(person, council, Office.Kind.OBSERVER, at=at) is None


def _speaker(request: HttpRequest, proposal: Proposal) -> Seat | None:
    if not request.POST.get(FIELD) and _speaks_as_observer(signed_in(request), request, proposal):
        return None
    return read_acting(request, proposal.round.council, now_of(proposal))


def _parent(proposal: Proposal, pk: object) -> Comment | None:
    number = whole(str(pk or ""))
    return get_object_or_404(comments_of(proposal), pk=number) if number else None


@login_required
@form_page
def edit(request: HttpRequest, council: str, round_number: int, number: int, pk: int) -> HttpResponse:
    """Correct one's comment while it is fresh."""
    proposal = readable(request, council, round_number, number)
    mine = get_object_or_404(comments_of(proposal), pk=pk)
    form = EditForm(request.POST or None, initial={"text": mine.text, "stance": mine.stance})
    person = signed_in(request)
    return _change(request, proposal, mine, form, EDIT, lambda sent: edit_comment(person=person, comment=mine, **sent))


@login_required
@form_page
def retract(request: HttpRequest, council: str, round_number: int, number: int, pk: int) -> HttpResponse:
    """Mark one's comment as retracted."""
    proposal = readable(request, council, round_number, number)
    mine = get_object_or_404(comments_of(proposal), pk=pk)
    form = RetractionForm(request.POST or None) if request.POST else RetractionForm()
    person = signed_in(request)
    return _change(
        request, proposal, mine, form, RETRACT, lambda sent: retract_comment(person=person, comment=mine, **sent)
    )


def _change(request: HttpRequest, proposal: Proposal, mine: Comment, form: Any, words: Words, act: Any) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = carry_out(form, act)
        if not status:
            messages.success(request, str(words.done))
            return redirect(mine)
    context = {**frame(request, proposal), "form": form, "words": words, "comment": mine}
    return render(request, "proposals/deliberation/change.html", context, status=status)


def whole(text: str | None) -> int:
    """An id from an address; whatever is none is 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
