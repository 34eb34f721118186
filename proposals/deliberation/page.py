"""What the page of a proposal shows: the text, what stands around it, what this visitor may do, and the discussion."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import DomainError, Forbidden
from councils.mandates.acting import Acting, acting_of
from councils.mandates.permissions import why_not_hold
from councils.models import Office
from councils.rulebook.words import class_name
from councils.visitor import visitor
from proposals.drafting.deadlines import why_not_open
from proposals.drafting.models import Proposal
from proposals.drafting.pages import facts_in, frame, now_of
from proposals.drafting.paragraphs import read
from proposals.drafting.permissions import why_not_in_stage

from .drawing import draw
from .lifting import seen_by, without_held
from .permissions import why_not_discuss
from .queries import MANY, Discussion, Said, counted_by_paragraph, discussion_of

# What a seat is offered, in this order; the first two are open to accepted sponsors too.
OFFERS: dict[str, str | Promise] = {
    "revise_proposal": _("Revise the text"),
    "attach_file": _("Attach a file"),
    "describe_proposal": _("Say what it asks for"),
    "invite_sponsor": _("Invite a sponsor"),
    "submit_proposal": _("Submit it"),
    "withdraw_proposal": _("Withdraw it"),
}
OF_WRITERS = ("revise_proposal", "attach_file")


@dataclass(frozen=True)
class Offer:
    """An act that the visitor's movement could do: what it is called, where, and why not now."""

    verb: str
    label: str | Promise
    url: str
    refusal: DomainError | None


def offers(proposal: Proposal, seats: set[int]) -> list[Offer]:
    """What these seats may do with the proposal in the stage in which it is. What the calendar forbids says so."""
    is_author = proposal.seat_id in seats
    if not is_author and not seats & facts_in(proposal).writers:
        return []
    address = [proposal.round.council.slug, proposal.round.number, proposal.number]
    return [
        Offer(
            verb,
            label,
            reverse(verb, args=address),
            why_not_open(facts_in(proposal).entrance(verb, now_of(proposal))),
        )
        for verb, label in OFFERS.items()
        if (is_author or verb in OF_WRITERS) and why_not_in_stage(verb, proposal) is None
    ]


def is_observer(person: User, proposal: Proposal) -> bool:
    """Whether the person may speak without a seat."""
    return why_not_hold(person, proposal.round.council, Office.Kind.OBSERVER, at=now_of(proposal)) is None


def why_not_comment(person: User | None, acting: Acting, proposal: Proposal) -> DomainError | None:
    """The sentence beside the comment button: the calendar's, or that one speaks for nobody here."""
    refusal = why_not_discuss(proposal, facts_in(proposal).entrance("comment_proposal", now_of(proposal)))
    if refusal or person is None or acting.hats or is_observer(person, proposal):
        return refusal
    return Forbidden("acts_for_nobody", _("You act for no movement of this council."))


def is_for_desk(person: User, proposal: Proposal) -> bool:
    """Whether the secretariat's decision waits for this person."""
    if proposal.stage != Proposal.Stage.SUBMITTED:
        return False
    return why_not_hold(person, proposal.round.council, Office.Kind.SECRETARY, at=now_of(proposal)) is None


def page_of(request: HttpRequest, proposal: Proposal, *, after: int) -> dict[str, Any]:
    """Everything on the page of a proposal. At most ten queries, the session's and the person's among them."""
    person, at, facts = visitor(request), now_of(proposal), facts_in(proposal)
    council = proposal.round.council
    acting = acting_of(request, council, at) if person else Acting(council, None)
    seats = {hat.seat.pk for hat in acting.hats}
    refusal = why_not_comment(person, acting, proposal)
    invited = [row for row in facts.sponsors if row["state"] == "invited" and row["seat"] in seats]
    return {
        **frame(request, proposal, acting),
        **_discussed(proposal, person, after, can_reply=person is not None and refusal is None),
        "place": proposal.get_absolute_url(),
        "why_not_comment": refusal,
        "offers": offers(proposal, seats),
        "invited": invited,
        "is_author": proposal.seat_id in seats,
        "is_writer": proposal.seat_id in seats or bool(seats & facts.writers),
        "is_for_desk": person is not None and is_for_desk(person, proposal),
        "decision_class": class_name(proposal.decision_class) if proposal.decision_class else "",
    }


def _discussed(proposal: Proposal, person: User | None, after: int, *, can_reply: bool) -> dict[str, Any]:
    """The paragraphs with how much was said on each, and a page of the discussion."""
    paragraphs = read(proposal.revision.paragraphs) if proposal.revision else []
    discussion, counts = Discussion([], None), {}
    if proposal.is_public:
        discussion = without_held(person, proposal, discussion_of(proposal, after=after))
        counts = counted_by_paragraph(proposal, [paragraph.id for paragraph in paragraphs])
    return {
        "paragraphs": [(paragraph, _many(counts.get(paragraph.id, 0))) for paragraph in paragraphs],
        "threads": [
            (drawn[thread.root.id], [drawn[reply.id] for reply in thread.replies], thread)
            for drawn in [draw_all(discussion.everything(), proposal, person, can_reply=can_reply)]
            for thread in discussion.threads
        ],
        "after": after,
        "more": discussion.more,
    }


def draw_all(comments: Iterable[Said], proposal: Proposal, person: User | None, *, can_reply: bool) -> dict[int, str]:
    """Each comment as HTML, by its id. Whoever wrote one finds there the way to change it."""
    place, me = proposal.get_absolute_url(), person.pk if person else 0
    return {
        said.id: draw(said, place, can_reply=can_reply and not (veil and veil.is_whole), is_mine=is_mine, veil=veil)
        for said, veil, is_mine in seen_by(person, proposal, comments, me)
    }


def _many(count: int) -> str:
    return f"{MANY - 1}+" if count >= MANY else str(count or "")
