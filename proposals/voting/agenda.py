"""The plenary's one page: everything that it decides on, in the order in which it is counted, to be voted on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from common.clock import CouncilNow
from councils.mandates.acting import FIELD, chosen_here
from councils.models import Mandate, Round, Window
from councils.visitor import visitor
from proposals.amending.actions.calling import GOES
from proposals.amending.actions.settling import motions_of
from proposals.amending.models import Amendment
from proposals.amending.ordering import plenary_order
from proposals.amending.showing import Shown, show, text_of
from proposals.amending.veiling import looked_at
from proposals.drafting.hiding import veil_of
from proposals.drafting.models import Proposal, Revision
from proposals.drafting.veiling import left_paragraphs, listed

from .arriving import prepare_if_due
from .booth import mandates_here
from .forms import VoteForm
from .models import Ballot, Vote
from .pages import acting_for


@dataclass(frozen=True)
class Question:
    """One amendment on the page: its ballot (None before the plenary is prepared), and the form to vote on it, where
    this person may.
    """

    shown: Shown
    ballot: Ballot | None
    form: VoteForm | None
    has_voted: bool


@dataclass(frozen=True)
class Item:
    """A proposal with its questions, in their order."""

    proposal: Proposal
    questions: list[Question]


@require_safe
def plenary(request: HttpRequest, council: str, round_number: int) -> HttpResponse:
    """What goes to the plenary, before it opens; the votes, while it is open; and what came of them."""
    rounds = Round.objects.filter(council__slug=council, number=round_number).select_related("council")
    round_ = rounds.annotate(instant=CouncilNow(F("council_id"))).first()
    if round_ is None:
        raise Http404
    windows, at = list(round_.windows.order_by("opens_at")), round_.instant
    prepare_if_due(round_, windows, at)
    window = next((w for w in windows if w.kind == Window.Kind.PLENARY), None)
    return render(request, "proposals/voting/plenary.html", page_of(request, round_, window, at))


def page_of(request: HttpRequest, round_: Round, window: Window | None, at: datetime) -> dict[str, Any]:
    """Everything on the page. As many queries for a hundred amendments as for one."""
    stands_at = round_.standing(at)
    is_begun = window is not None and window.opens_at <= stands_at < window.closes_at
    is_open = is_begun and round_.suspended_at is None
    ballots = list(_ballots(round_))
    for ballot in ballots:
        ballot.round = round_  # the same one, which need not be fetched again
    amendments = [ballot.amendment for ballot in ballots if ballot.amendment] or list(_coming(round_))
    for amendment in amendments:
        amendment.proposal.round = round_
    for ballot in ballots:
        ballot.round = round_
    mandates = _mandates(visitor(request), ballots, at) if is_open else []
    wanted = request.GET.get(FIELD) or chosen_here(request, round_.council)
    mandate = next((m for m in mandates if m.seat.movement.slug == wanted), next(iter(mandates), None))
    looks = looked_at(amendments, visitor(request), at, sees=mandate is not None)
    return {
        "round": round_,
        "council": round_.council,
        "window": window,
        "now": at,
        "section": "councils",
        "is_open": is_open,
        "is_coming": window is not None and stands_at < window.opens_at,
        "is_over": window is not None and stands_at >= window.closes_at,
        "items": _items(round_, looks, {ballot.amendment_id: ballot for ballot in ballots}, mandate, at),
        "mandate": mandate,
        "others": [m for m in mandates if m is not mandate],
        "acting": acting_for(mandate) if mandate else None,
    }


def _ballots(round_: Round) -> QuerySet[Ballot]:
    related = ("amendment__text", "amendment__seat__movement", "amendment__proposal__revision")
    return Ballot.objects.filter(round=round_, amendment__isnull=False).select_related(*related).order_by("number")


def _coming(round_: Round) -> QuerySet[Amendment]:
    going = Amendment.objects.filter(proposal__round=round_, proposal__stage=Proposal.Stage.ADMITTED, state__in=GOES)
    return going.select_related("text", "seat__movement", "proposal__revision").order_by("proposal__number", "number")


def _mandates(person: User | None, ballots: list[Ballot], at: datetime) -> list[Mandate]:
    return mandates_here(person, ballots[0], at) if person and ballots else []


def _items(
    round_: Round, amendments: list[Amendment], ballots: dict[int | None, Ballot], mandate: Mandate | None, at: datetime
) -> list[Item]:
    """Whoever votes reads what they vote on; everybody else what the moderation left of it."""
    bases = _bases(amendments)
    voted = _voted(ballots.values(), mandate)
    items: dict[int, Item] = {}
    for amendment in amendments:
        item = items.get(amendment.proposal_id)
        if item is None:
            proposal = amendment.proposal if mandate else listed(amendment.proposal, at)
            item = items[proposal.pk] = Item(proposal, [])
        base, veil = bases[text_of(amendment).revision_id], None if mandate else veil_of(item.proposal, at)
        current = item.proposal.revision.paragraphs if item.proposal.revision else []
        shown = show(amendment, left_paragraphs(base, veil) if veil else base, current)
        ballot = ballots.get(amendment.pk)
        form = _form(ballot, mandate) if ballot else None
        item.questions.append(Question(shown, ballot, form, ballot is not None and ballot.pk in voted))
    return [_in_order(item) for item in items.values()]


def _in_order(item: Item) -> Item:
    """By their ballots; before there are any, as they would be counted now."""
    if all(question.ballot for question in item.questions):
        return item
    current = item.proposal.revision.paragraphs if item.proposal.revision else []
    by_number = {question.shown.amendment.number: question for question in item.questions}
    order = plenary_order(current, motions_of(question.shown.amendment for question in item.questions))
    return Item(item.proposal, [by_number[number] for number in order])


def _bases(amendments: Iterable[Amendment]) -> dict[int, Any]:
    revisions = {text_of(amendment).revision_id for amendment in amendments}
    return dict(Revision.objects.filter(pk__in=revisions).values_list("pk", "paragraphs"))


def _voted(ballots: Iterable[Ballot], mandate: Mandate | None) -> set[int]:
    """The ballots on which the seat has voted: never how."""
    if mandate is None:
        return set()
    votes = Vote.objects.filter(ballot__in=[ballot.pk for ballot in ballots], roll_entry__seat=mandate.seat_id)
    return set(votes.order_by().values_list("ballot", flat=True).distinct())


def _form(ballot: Ballot, mandate: Mandate | None) -> VoteForm | None:
    if mandate is None or ballot.state not in (Ballot.State.PROVISIONAL, Ballot.State.OPEN):
        return None
    initial = {FIELD: mandate.seat.movement.slug}
    return VoteForm(initial=initial, auto_id=f"ballot-{ballot.number}-%s")
