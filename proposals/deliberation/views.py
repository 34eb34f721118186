"""The page of a proposal with its discussion, and what is said there."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User
from accounts.signed_in import signed_in
from common.acts import carry_out
from common.errors import refuse
from councils.mandates.acting import FIELD, acting_of, read_acting
from councils.mandates.permissions import why_not_silenced
from councils.models import Seat
from councils.visitor import visitor
from proposals.amending.models import Amendment
from proposals.drafting.hiding import HELD
from proposals.drafting.models import Proposal
from proposals.drafting.pages import Words, frame, now_of, readable
from proposals.drafting.paragraphs import read
from proposals.drafting.veiling import SENTENCES

from .actions import comment_proposal, edit_comment, edit_minutes, retract_comment
from .discussing import draw_all, reader_of
from .forms import CommentForm, EditForm, RetractionForm
from .lifting import open_thread, shown_to
from .models import Comment
from .page import is_observer, page_of, why_not_comment
from .permissions import editable_until, why_not_fresh, why_not_standing, why_not_yours
from .queries import comments_of, thread_from

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
    """The text first, then the discussion; beside them what is asked, who sponsors it, and what can be done."""
    proposal = readable(request, council, round_number, number)
    return render(request, "proposals/deliberation/proposal.html", page_of(request, proposal))


@require_safe
def thread(request: HttpRequest, council: str, round_number: int, number: int, pk: int) -> HttpResponse:
    """A comment's own address: the thread that it is in, its replies from this one on."""
    proposal = readable(request, council, round_number, number)
    found = proposal.comments.filter(pk=pk).select_related("amendment").first()
    if found is None:
        raise Http404
    person, acting = visitor(request), acting_of(request, proposal.round.council, now_of(proposal))
    shown, more = thread_from(proposal, reader_of(proposal, acting), found.root_id or pk, pk)
    can_reply = person is not None and why_not_comment(person, acting, proposal) is None
    seen = open_thread(person, proposal, shown)
    if seen is None:
        raise Http404
    drawn = draw_all([seen.root, *seen.replies], proposal, person, acting, can_reply=can_reply)
    context = {**frame(request, proposal, acting), "thread": seen, "more": more, "root": drawn[seen.root.id]}
    context["replies"] = [drawn[reply.id] for reply in seen.replies]
    context |= {"is_later": found.root_id is not None, "place": proposal.get_absolute_url()}
    context |= {"can_support": can_reply and bool(acting.hats), "amendment": found.amendment}
    return render(request, "proposals/deliberation/thread.html", context)


@login_required
@form_page
def comment(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Say something; what is refused is shown with all that was written."""
    proposal = readable(request, council, round_number, number)
    form, status = _comment_form(request), 200
    replied_to = _parent(proposal, form["parent"].value()), _amendment(proposal, form["amendment"].value())
    if request.method == "POST":
        said: list[Comment] = []
        status = carry_out(form, lambda sent: said.append(_say(request, proposal, *replied_to, sent)))
        if said:
            _tell(request, said[0])
            return _go_to(request, said[0])
    else:
        acting = acting_of(request, proposal.round.council, now_of(proposal))
        person = signed_in(request)
        refuse(why_not_comment(person, acting, proposal))
        refuse(why_not_silenced(person, proposal.round.council, now_of(proposal)))
    name = "_comment_form" if request.htmx else "comment"  # type: ignore[attr-defined] # set by its middleware
    context = {**frame(request, proposal), **_asked(request, proposal, form, *replied_to)}
    return render(request, f"proposals/deliberation/{name}.html", context, status=status)


def _tell(request: HttpRequest, said: Comment) -> None:
    """Whether it was published, or waits for a person to read it."""
    if said.held_at is None:
        messages.success(request, _("Your comment was published."))
    else:
        messages.warning(request, str(SENTENCES[HELD]))


def _comment_form(request: HttpRequest) -> CommentForm:
    """The form as it was sent, or as it was asked for. Two on one page have fields of different names."""
    asked = request.GET.get("paragraph", "")[:20]
    told = {"paragraph": asked, **{name: whole(request.GET.get(name)) or None for name in ("parent", "amendment")}}
    initial = {"language": get_language(), "stance": Comment.Stance.NEUTRAL, **told}
    anchor = request.POST.get("paragraph", asked)
    return CommentForm(request.POST or None, initial=initial, auto_id=f"{slugify(anchor)[:20] or 'whole'}-%s")


def _asked(
    request: HttpRequest, proposal: Proposal, form: CommentForm, parent: Comment | None, amendment: Amendment | None
) -> dict[str, Any]:
    """What is commented on, and who speaks."""
    paragraphs = read(proposal.revision.paragraphs) if proposal.revision else []
    anchor = form["paragraph"].value()
    return {
        "form": form,
        "parent": parent and shown_to(signed_in(request), parent, now_of(proposal)),
        "amendment": amendment,
        "place": proposal.get_absolute_url(),
        "evaluation": anchor[1:] if anchor and anchor.startswith("e") else "",
        "quoted": next((paragraph for paragraph in paragraphs if paragraph.id == anchor), None),
        "speaks_as_observer": _speaks_as_observer(signed_in(request), request, proposal),
    }


def _go_to(request: HttpRequest, said: Comment) -> HttpResponse:
    """To what was said; a form that was sent from within the page is told where to go, since it cannot follow."""
    if request.htmx:  # type: ignore[attr-defined] # set by its middleware
        return HttpResponseClientRedirect(said.get_absolute_url())
    return redirect(said)


def _say(
    request: HttpRequest, proposal: Proposal, parent: Comment | None, amendment: Amendment | None, sent: Any
) -> Comment:
    return comment_proposal(
        person=signed_in(request),
        seat=_speaker(request, proposal),
        proposal=proposal,
        stance=sent["stance"],
        text=sent["text"],
        language=sent["language"],
        paragraph=sent["paragraph"],
        parent=parent,
        amendment=amendment,
    )


def _speaks_as_observer(person: User, request: HttpRequest, proposal: Proposal) -> bool:
    """An observer who acts for no movement speaks as an observer."""
    acting = acting_of(request, proposal.round.council, now_of(proposal))
    return not acting.hats and is_observer(person, proposal)


def _speaker(request: HttpRequest, proposal: Proposal) -> Seat | None:
    if not request.POST.get(FIELD) and _speaks_as_observer(signed_in(request), request, proposal):
        return None
    return read_acting(request, proposal.round.council, now_of(proposal))


def _parent(proposal: Proposal, pk: object) -> Comment | None:
    number = whole(str(pk or ""))
    return get_object_or_404(comments_of(proposal), pk=number) if number else None


def _amendment(proposal: Proposal, number: object) -> Amendment | None:
    asked = whole(str(number or ""))
    return get_object_or_404(proposal.amendments, number=asked) if 0 < asked < 2**31 else None


@login_required
@form_page
def edit(request: HttpRequest, council: str, round_number: int, number: int, pk: int) -> HttpResponse:
    """Correct one's comment while it is fresh."""
    proposal = readable(request, council, round_number, number)
    mine, person = get_object_or_404(comments_of(proposal), pk=pk), signed_in(request)
    form = EditForm(request.POST or None, initial={"text": mine.text, "stance": mine.stance})
    minutes, at = edit_minutes(proposal, now_of(proposal)), now_of(proposal)
    # Sent or not: the page shows the comment, which may be held, or hidden from everybody else.
    refuse(why_not_yours(person, mine))
    if request.method != "POST":
        refuse(why_not_standing(mine), why_not_fresh(mine, minutes, at))
    until = editable_until(mine, minutes)
    return _change(
        request, mine, form, EDIT, lambda sent: edit_comment(person=person, comment=mine, **sent), until=until
    )


@login_required
@form_page
def retract(request: HttpRequest, council: str, round_number: int, number: int, pk: int) -> HttpResponse:
    """Mark one's comment as retracted."""
    proposal = readable(request, council, round_number, number)
    mine, person = get_object_or_404(comments_of(proposal), pk=pk), signed_in(request)
    form = RetractionForm(request.POST if request.method == "POST" else None)
    refuse(why_not_yours(person, mine))
    if request.method != "POST":
        refuse(why_not_standing(mine))
    return _change(request, mine, form, RETRACT, lambda sent: retract_comment(person=person, comment=mine, **sent))


def _change(
    request: HttpRequest,
    mine: Comment,
    form: Form,
    words: Words,
    act: Callable[[Mapping[str, Any]], object],
    **told: object,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = carry_out(form, act)
        if not status:
            messages.success(request, str(words.done))
            return redirect(mine)
    proposal = mine.proposal
    context = {"council": proposal.round.council, "round": proposal.round, "proposal": proposal, "section": "councils"}
    context |= {"form": form, "words": words, "comment": mine, **told}
    return render(request, "proposals/deliberation/change.html", context, status=status)


def whole(text: str | None) -> int:
    """An id from an address; whatever is none is 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
