"""The amendments of a proposal in the shapes that pages need."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from proposals.drafting.models import Proposal, Revision
from proposals.drafting.pages import paragraphs_shown

from .models import Amendment

LIVE = (Amendment.State.OPEN, Amendment.State.DECLINED, Amendment.State.SENT)


def amendments_of(proposal: Proposal) -> QuerySet[Amendment]:
    """All amendments of a proposal with their texts and movements, in their order, and `behind`: how many movements
    sponsor each. One query, without the text that each was written against.
    """
    behind = Count("sponsorships", filter=Q(sponsorships__withdrawn_at__isnull=True))
    return (
        Amendment.objects.filter(proposal=proposal, text__isnull=False)
        .select_related("text", "seat__movement", "assembly")
        .defer("seat__movement__description")
        .annotate(behind=behind)
        .order_by("number")
    )


def amendment_at(proposal: Proposal, number: int) -> Amendment | None:
    """One amendment with the revision that it was written against; its proposal is the one handed over."""
    related = ("text__revision", "seat__movement", "assembly")
    found = proposal.amendments.filter(text__isnull=False).select_related(*related).filter(number=number).first()
    if found is not None:
        found.proposal = proposal
        found.seat.council = proposal.round.council
    return found


def texts_before(proposal: Proposal, amendments: Iterable[Amendment]) -> dict[int, Any]:
    """The paragraphs of every revision that the amendments were written against, by its key, as far as the moderation
    left them to who reads. At most one query: most were written against the current one.
    """
    current = proposal.revision
    found: dict[int, Any] = {current.pk: current.paragraphs} if current else {}
    wanted = {one.text.revision_id for one in amendments if one.text} - found.keys()
    if wanted:
        texts = Revision.objects.filter(pk__in=wanted).values_list("pk", "paragraphs")
        found |= {key: paragraphs_shown(proposal, paragraphs) for key, paragraphs in texts}
    return found
