"""What the pages of translations show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, Forbidden
from common.languages import language_name
from councils.mandates.acting import Acting
from councils.mandates.permissions import why_not_hold
from councils.mandates.queries import rulebook_at
from councils.models import Office
from councils.rulebook.rules import RulebookError, read_rulebook
from councils.visitor import visitor
from councils.wellformed import LANGUAGES
from proposals.drafting.models import Proposal
from proposals.drafting.pages import acting_in, facts_in, frame, now_of

from .actions import lacking
from .choosing import Progress, progress
from .models import MachineRequest
from .pairs import Pair, pairs_of
from .permissions import why_no_machine, why_not_now
from .queries import machine_requests, originals_of, versions_of
from .waiting import job_of

PASSAGES = 40


@dataclass(frozen=True)
class Row:
    """A language on the overview: how far it is, and whether the rulebook requires it."""

    name: str
    url: str
    progress: Progress
    is_required: bool


def overview_page(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """Every language with how far the text is in it: what the rulebook requires first, then what has been begun."""
    originals = [one for one in originals_of(proposal.revision) if not one.is_covered]
    versions = versions_of(proposal.pk, originals, LANGUAGES, with_texts=False)
    required = required_by(proposal)
    states = [progress(originals, versions, language) for language in LANGUAGES]
    rows = [
        Row(language_name(state.language), address_of(proposal, state.language), state, state.language in required)
        for state in states
        if state.total
    ]
    rows.sort(key=lambda row: (not row.is_required, row.progress.missing == row.progress.total, row.name))
    return {**frame(request, proposal), "rows": rows, "why_not": why_closed(proposal)}


def required_by(proposal: Proposal) -> tuple[str, ...]:
    """The languages that the rulebook in force now requires."""
    version = rulebook_at(proposal.round.council, now_of(proposal))
    try:
        return read_rulebook(version.data).required_languages if version else ()
    except RulebookError:
        return ()


def address_of(proposal: Proposal, language: str) -> str:
    """The side-by-side page of a language."""
    council = proposal.round.council.slug
    return reverse("translation", args=[council, proposal.round.number, proposal.number, language])


def why_closed(proposal: Proposal) -> DomainError | None:
    """Whether anything can be translated now, for a page that only shows it."""
    return why_not_now(proposal, facts_in(proposal).entrance("translate_passage", now_of(proposal)))


def pairs_here(request: HttpRequest, proposal: Proposal, language: str) -> tuple[list[Pair], Any]:
    """The pairs on the page that was asked for, and the page; what is covered nobody translates who cannot read it.
    One query.
    """
    originals = [one for one in originals_of(proposal.revision) if one.language != language and not one.is_covered]
    page = Paginator(originals, PASSAGES).get_page(request.GET.get("page"))
    here = list(page)
    return pairs_of(here, versions_of(proposal.pk, here, [language], person=visitor(request)), language), page


def side_page(
    request: HttpRequest, proposal: Proposal, language: str, pairs: Sequence[Pair], page: Any, error: str = ""
) -> dict[str, Any]:
    """Original and translation side by side, and what this visitor may do there."""
    acting = acting_in(request, proposal.round.council, now_of(proposal))
    closed = why_closed(proposal)
    refusal = closed or _why_not_write(request, acting)
    return {
        **frame(request, proposal, acting),
        "pairs": pairs,
        "page": page,
        "language": language,
        "language_name": language_name(language),
        "original_name": language_name(proposal.revision.language) if proposal.revision else "",
        "why_not": refusal,
        "can_review": closed is None and (bool(acting.hats) or holds(request, proposal, *REVIEWERS)),
        "error": error,
        "has_unsaved": any(pair.is_touched and not pair.error for pair in pairs),
        **_machine(request, proposal, language, acting, closed),
    }


REVIEWERS = (Office.Kind.SECRETARY, Office.Kind.MODERATOR)


def holds(request: HttpRequest, proposal: Proposal, *offices: str) -> bool:
    """Whether the visitor holds one of these offices here."""
    person = visitor(request)
    council, at = proposal.round.council, now_of(proposal)
    return person is not None and why_not_hold(person, council, *offices, at=at) is None


def _why_not_write(request: HttpRequest, acting: Acting) -> DomainError | None:
    if visitor(request) is None or acting.hats:
        return None
    return Forbidden("acts_for_nobody", _("You act for no movement of this council."))


def _machine(
    request: HttpRequest, proposal: Proposal, language: str, acting: Acting, closed: DomainError | None
) -> dict[str, Any]:
    """The machine, for those who may ask it, and what became of the last time that it was asked."""
    writers = {proposal.seat_id} | facts_in(proposal).writers
    may_ask = any(hat.seat.pk in writers for hat in acting.hats) or holds(request, proposal, Office.Kind.SECRETARY)
    last = machine_requests(proposal, language).first() if may_ask else None
    total = len(lacking(proposal, language)) if last and last.state == MachineRequest.State.WAITING else 0
    return {
        "may_ask": may_ask,
        "why_no_machine": closed or why_no_machine(settings.TRANSLATION_URL),
        "job": job_of(last, total, now_of(proposal)) if last else None,
    }
