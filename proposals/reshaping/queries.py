"""The shapes that the pages of a plan need."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from proposals.drafting.diff import Change, compare, compare_words
from proposals.drafting.models import Proposal, Revision
from proposals.drafting.paragraphs import carry_ids, read
from proposals.drafting.waiting import MOST, closes, coordinated_by

from .models import Consent, Reshaping
from .wording import wording_of


def partners_of(proposal: Proposal) -> QuerySet[Proposal]:
    """The other admitted proposals of the round, without their texts."""
    others = proposal.round.proposals.filter(stage=Proposal.Stage.ADMITTED).exclude(pk=proposal.pk)
    return others.select_related("revision").defer("revision__paragraphs").order_by("number")


def plans_of(proposal: Proposal) -> QuerySet[Reshaping]:
    """The plans that were made for a proposal, with all that their page shows."""
    related = ("seat__movement", "base", "other_base", "other__revision")
    return Reshaping.objects.filter(proposal=proposal).select_related(*related)


def answers_to(plan: Reshaping) -> QuerySet[Consent]:
    """Who was asked, and what they answered."""
    return plan.consents.select_related("seat__movement").order_by("seat__movement__name")


def changed_by(plan: Reshaping) -> dict[str, Any]:
    """How the proposal changes, word by word; of a split, also the new text against what there is."""
    wording = wording_of(plan.wording)
    return {
        "before": plan.base,
        "wording": wording,
        "changes": _compared(plan.base, wording.texts),
        "title": compare_words(plan.base.title, wording.title) if plan.base.title != wording.title else (),
        "summary": compare_words(plan.base.summary, wording.summary) if plan.base.summary != wording.summary else (),
    }


def _compared(base: Revision, texts: tuple[str, ...]) -> Sequence[Change]:
    """Paragraphs that go on keep their ids, as they will."""
    before = read(base.paragraphs)
    return compare(*[[(one.id, one.text) for one in side] for side in (before, carry_ids(before, texts))])


def unanswered_by(person: User) -> QuerySet[Consent]:
    """The plans on which a movement of the person's has to answer now, with `until`. Two queries."""
    waiting = Consent.objects.filter(
        is_given__isnull=True,
        reshaping__state=Reshaping.State.PROPOSED,
        seat__in=coordinated_by(person).values("pk"),
    ).annotate(until=closes("answer_reshaping", "reshaping__proposal__round"))
    related = waiting.select_related("reshaping__proposal__round__council", "reshaping__base", "seat__movement")
    return related.filter(until__isnull=False).order_by("until", "pk")[:MOST]
