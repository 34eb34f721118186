"""When two proposals may become one, or one two, and who has to agree."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.models import Seat
from proposals.amending.models import Amendment
from proposals.drafting.models import Proposal

from .models import Reshaping

# An amendment on which somebody still has to decide; one that was settled needs its paragraph no longer.
UNSETTLED = [Amendment.State.OPEN, Amendment.State.DECLINED, Amendment.State.SENT]


def why_not_partner(proposal: Proposal, other: Proposal) -> DomainError | None:
    """A proposal is merged with another one of its own round."""
    sentence = None
    if other.pk == proposal.pk:
        sentence = _("A proposal cannot be merged with itself.")
    elif other.round_id != proposal.round_id:
        sentence = _("This proposal is of another round.")
    return Invalid("not_to_merge", sentence, fields={"other": sentence}) if sentence else None


def why_not_alone(proposals: Iterable[Proposal]) -> DomainError | None:
    """One plan at a time: a second one would be made for a text that the first is about to change."""
    ids = [proposal.pk for proposal in proposals]
    waiting = Reshaping.objects.filter(Q(proposal__in=ids) | Q(other__in=ids), state=Reshaping.State.PROPOSED)
    if not waiting.exists():
        return None
    return Conflict(
        "reshaping_waits",
        _("A merge or a split of this proposal is waiting for its sponsors already. It has to be settled first."),
    )


def why_not_waiting(reshaping: Reshaping) -> DomainError | None:
    """A plan is settled once."""
    if reshaping.state == Reshaping.State.PROPOSED:
        return None
    return Conflict("reshaping_settled", _("This plan is settled already: nothing is waited for any more."))


def why_not_as_planned(reshaping: Reshaping, proposals: Sequence[Proposal]) -> DomainError | None:
    """Who agreed has read the texts of that day. Once one of them was revised, the plan must be made again."""
    bases = [reshaping.base_id, reshaping.other_base_id][: len(proposals)]
    if [proposal.revision_id for proposal in proposals] == bases:
        return None
    return Conflict(
        "revised_since_plan",
        _("One of the texts was revised since this was planned. It has to be withdrawn and planned again."),
    )


def why_not_concerned(seat: Seat, seats: Iterable[int]) -> DomainError | None:
    """Who began or sponsors one of the proposals is asked, and nobody else."""
    if seat.pk in seats:
        return None
    return Forbidden("not_a_sponsor", _("This is for the movements that wrote or sponsor the proposals."))


def why_not_planner(seat: Seat, reshaping: Reshaping) -> DomainError | None:
    """A plan is taken back by the movement that made it."""
    if seat.pk == reshaping.seat_id:
        return None
    return Forbidden(
        "not_the_planner",
        _("This is for the movement that planned it, %(movement)s."),
        data={"movement": reshaping.seat.movement.name},
    )


def why_not_answered(given: bool | None) -> DomainError | None:
    """An answer stands."""
    if given is None:
        return None
    return Conflict("consent_given", _("Your movement has answered already."))


def why_not_orphaned(proposal: Proposal, gone: Iterable[str] | None) -> DomainError | None:
    """No amendment loses the paragraph that it speaks of. `gone` None: the proposal goes as a whole."""
    open_ones = proposal.amendments.filter(state__in=UNSETTLED).select_related("text").order_by("number")
    lost = None if gone is None else set(gone)
    numbers = [row.number for row in open_ones if lost is None or lost & _named(row)]
    if not numbers:
        return None
    return Conflict(
        "amendments_open",
        _("Amendments to paragraphs that would go are still open on proposal %(proposal)s: %(amendments)s."),
        data={"proposal": proposal.number, "amendments": ", ".join(map(str, numbers))},
    )


def _named(amendment: Amendment) -> set[str]:
    """The paragraphs that an amendment changes or stands beside."""
    changes = amendment.text.changes if amendment.text else []
    return {change[name] for change in changes for name in ("paragraph", "after") if change.get(name)}
