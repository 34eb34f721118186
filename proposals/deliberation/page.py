"""What the page of a proposal shows: the text, what stands around it, what this visitor may do, and the discussion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.drawn import Variant, drawn, joined, variant
from common.errors import DomainError, Forbidden
from common.templatetags.minga import money, say
from councils.mandates.acting import Acting, acting_of
from councils.mandates.permissions import why_not_hold
from councils.models import Membership, Office
from councils.rulebook.words import class_name
from councils.visitor import visitor
from proposals.amending.marks import marks_of
from proposals.drafting.deadlines import why_not_open
from proposals.drafting.facts import Facts
from proposals.drafting.models import Proposal
from proposals.drafting.outline import outline_of
from proposals.drafting.pages import facts_in, frame, now_of
from proposals.drafting.permissions import why_not_in_stage
from proposals.evaluating.reading import in_force
from proposals.translating.choosing import Shown
from proposals.translating.reading import read_for

from .around import Around, around, at_most
from .discussing import discussion_context
from .endorsing import why_not_endorse_now
from .permissions import why_not_discuss

# What a seat is offered, in this order; the first two are open to accepted sponsors too.
OFFERS: dict[str, str | Promise] = {
    "revise_proposal": _("Revise the text"),
    "attach_file": _("Attach a file"),
    "describe_proposal": _("Say what it asks for"),
    "invite_sponsor": _("Invite a sponsor"),
    "submit_proposal": _("Submit it"),
    "withdraw_proposal": _("Withdraw it"),
    "plan_merge": _("Merge it with another"),
    "plan_split": _("Split it in two"),
}
ENDORSING: dict[str, str | Promise] = {
    "endorse_proposal": _("Endorse the proposal"),
    "withdraw_endorsement": _("No longer endorse the proposal"),
}
PARAGRAPH, OUTLINE = "proposals/deliberation/_paragraph.html", "proposals/deliberation/_outline.html"
BAR = "proposals/deliberation/_bar.html"
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


def _told(offer: Offer) -> tuple[str, ...]:
    """As it is drawn: the refusal as its sentence."""
    return offer.verb, str(offer.label), offer.url, str(offer.refusal.sentence) if offer.refusal else ""


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


def page_of(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """Everything on the page of a proposal. At most ten queries, the session's and the person's among them."""
    person, at, facts = visitor(request), now_of(proposal), facts_in(proposal)
    council = proposal.round.council
    acting = acting_of(request, council, at) if person else Acting(council, None)
    seats = {hat.seat.pk for hat in acting.hats}
    refusal = why_not_comment(person, acting, proposal)
    reading = read_for(request, proposal.revision, facts.languages) if proposal.revision else None
    paragraphs = reading.paragraphs if reading else []
    said = around(proposal, [row.id for row in paragraphs], sorted(seats), person) if proposal.is_public else Around()
    can_reply, marks = person is not None and refusal is None, marks_of(proposal)
    return {
        **frame(request, proposal, acting),
        **marks,
        **discussion_context(proposal, person, acting=acting, parameters=request.GET, can_reply=can_reply, around=said),
        "paragraphs": draw_text(paragraphs, proposal, said, marks, can_comment=can_reply),
        "outline": draw_outline(tuple(paragraphs), variant()),
        "bar": draw_bar(proposal, facts),
        "around": said,
        "reading": reading,
        "evaluations": in_force(said.evaluations, at),
        "evaluating": why_not_open(facts.entrance("evaluate_proposal", at)),
        "may_evaluate": said.is_evaluator,
        "endorsing": endorsing(proposal, acting, said) if proposal.is_public else None,
        "place": proposal.get_absolute_url(),
        "why_not_comment": refusal,
        "offers": tuple(_told(offer) for offer in offers(proposal, seats)),
        "invited": [row for row in facts.sponsors if row["state"] == "invited" and row["seat"] in seats],
        "is_author": proposal.seat_id in seats,
        "is_writer": proposal.seat_id in seats or bool(seats & facts.writers),
        "is_for_desk": person is not None and is_for_desk(person, proposal),
        "decision_class": class_name(proposal.decision_class) if proposal.decision_class else "",
    }


def draw_bar(proposal: Proposal, facts: Facts) -> SafeString:
    """What it asks for, where and with whom, at a glance."""
    return drawn(
        BAR,
        None,
        amount=money(proposal.amount, proposal.currency) if proposal.amount else "",
        countries=tuple(say(country["name"]) for country in facts.countries),
        themes=tuple(say(theme["name"]) for theme in facts.themes),
        accepted=tuple((sponsor["slug"], sponsor["name"]) for sponsor in facts.accepted),
        stage=str(proposal.get_stage_display()),
    )


@lru_cache(maxsize=256)
def draw_outline(paragraphs: tuple[Shown, ...], here: Variant) -> SafeString:
    """The ways to the paragraphs of a long text; nothing for a short one."""
    return drawn(OUTLINE, here, lines=tuple(outline_of(paragraphs)), number=len(paragraphs))


def draw_text(
    paragraphs: Sequence[Shown], proposal: Proposal, said: Around, marks: Mapping[str, Any], *, can_comment: bool
) -> SafeString:
    """The paragraphs as they are shown, each with the ways to what is said about it."""
    place, here = proposal.get_absolute_url(), variant()
    return joined(
        drawn(
            PARAGRAPH,
            here,
            paragraph=paragraph,
            place=place,
            can_comment=can_comment,
            comments=at_most(said.counts.get(paragraph.id, 0)),
            count=marks["amended"].get(paragraph.id, 0),
            origin=marks["origins"].get(paragraph.id),
        )
        for paragraph in paragraphs
    )


def endorsing(proposal: Proposal, acting: Acting, said: Around) -> Offer | None:
    """To endorse the proposal, or no longer to: offered to those who may answer for a movement that stands outside it.

    What a member may not do for their movement is not on their page: the act itself says why.
    """
    standing = {proposal.seat_id} | facts_in(proposal).writers
    hats = [acting.chosen] if acting.chosen else acting.hats
    able = [hat.seat.pk for hat in hats if hat.seat.pk not in standing and hat.capacity != Membership.Role.MEMBER]
    if not able:
        return None
    verb = "withdraw_endorsement" if set(able) <= set(said.endorsed_for) else "endorse_proposal"
    address = reverse(verb, args=[proposal.round.council.slug, proposal.round.number, proposal.number])
    entrance = facts_in(proposal).entrance(verb, now_of(proposal))
    return Offer(verb, ENDORSING[verb], address, why_not_endorse_now(proposal, entrance))
