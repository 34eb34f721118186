"""Carrying a plan out, once everybody has agreed: the texts, what becomes of the paragraphs, and of the proposals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from common.errors import DomainError
from councils.rounds.queries import Entrance
from proposals.drafting.actions.holding import tell
from proposals.drafting.actions.moving import move_proposal
from proposals.drafting.models import Proposal, Revision, Sponsorship
from proposals.drafting.paragraphs import Paragraph, carry_ids, read, write
from proposals.drafting.queries import ids_ever_used
from proposals.drafting.wording import hash_of

from ..holding import seats_of
from ..models import Reshaping
from ..permissions import why_not_orphaned
from ..wording import amount_of, wording_of


def carry_out_if_agreed(plan: Reshaping, proposals: Sequence[Proposal], entrance: Entrance) -> None:
    """Do it when nobody's answer is missing any more, of those who are sponsors now. The rows are locked by the caller,
    who has refused whatever stands in the way.
    """
    agreed = set(plan.consents.filter(is_given=True).values_list("seat", flat=True))
    if seats_of(proposals) - agreed:
        return
    if plan.kind == Reshaping.Kind.MERGE:
        _merge(plan, *proposals, entrance=entrance)
    else:
        _split(plan, proposals[0], entrance=entrance)
    plan.state, plan.settled_at = Reshaping.State.DONE, entrance.instant
    plan.save(update_fields=["state", "settled_at", "anchors", "other"])


def kept_in(plan: Reshaping, proposal: Proposal) -> list[Paragraph]:
    """The paragraphs of `proposal` as the plan leaves them: what goes on keeps its id."""
    return carry_ids(_read(plan.base), wording_of(plan.wording).texts, ids_ever_used(proposal))


def why_not_lose(plan: Reshaping, proposals: Sequence[Proposal]) -> list[DomainError | None]:
    """For each of the proposals, the open amendments that would lose the paragraph they speak of."""
    proposal, *absorbed = proposals
    return [why_not_orphaned(proposal, _gone_from(plan, proposal)), *(why_not_orphaned(one, None) for one in absorbed)]


def _gone_from(plan: Reshaping, proposal: Proposal) -> set[str]:
    """The ids of the paragraphs that the plan takes out of `proposal`."""
    return {one.id for one in _read(plan.base)} - {one.id for one in kept_in(plan, proposal)}


def _merge(plan: Reshaping, proposal: Proposal, other: Proposal, *, entrance: Entrance) -> None:
    """What is taken over from the other has a new id here, for both may have a paragraph of the same one."""
    kept = kept_in(plan, proposal)
    theirs = carry_ids(_read(other.revision), [one.text for one in kept])
    known = {one.id for one in _read(other.revision)}
    pairs = [(was.id, now.id) for was, now in zip(theirs, kept, strict=True) if was.id in known]
    plan.anchors = [{"from": [other.number, was], "to": [proposal.number, now]} for was, now in pairs]
    told = other.revision.provenance if other.revision else {}
    taken = {now: told[was] for was, now in pairs if was in told}
    _revise(plan, proposal, kept, taken, entrance.instant)
    other.stage_reason = plan.reason
    move_proposal(other, "merge_proposal", entrance)
    _tell("merge_proposal", plan, proposal, entrance.instant, {"other": other.number, "reshaping": plan.pk})


def _split(plan: Reshaping, proposal: Proposal, *, entrance: Entrance) -> None:
    """What goes into the new proposal keeps its id there, and no id that was ever used here means another paragraph."""
    stays = kept_in(plan, proposal)
    wording = wording_of(_new(plan))
    used = {*ids_ever_used(proposal), *(one.id for one in stays)}
    moved = carry_ids(_read(plan.base), wording.texts, used)
    known = {one.id for one in _read(plan.base)} - {one.id for one in stays}
    told = plan.base.provenance
    _revise(plan, proposal, stays, {}, entrance.instant)
    new = _begin(plan, proposal, entrance)
    new.revision = _write(plan, new, 1, _new(plan), moved, {p.id: told[p.id] for p in moved if p.id in told})
    new.decision_class, new.admitted_at = proposal.decision_class, entrance.instant
    move_proposal(new, "admit_proposal", entrance, "revision", "decision_class", "admitted_at")
    plan.other = new
    plan.anchors = [{"from": [proposal.number, one.id], "to": [new.number, one.id]} for one in moved if one.id in known]
    _tell("split_proposal", plan, proposal, entrance.instant, {"other": new.number, "reshaping": plan.pk})


def _begin(plan: Reshaping, proposal: Proposal, entrance: Entrance) -> Proposal:
    """The next number, and all that the proposal has beside its text. It was submitted with the one it comes from."""
    at, stored = entrance.instant, _new(plan)
    last = Proposal.objects.filter(round=proposal.round).aggregate(last=Max("number"))["last"]
    new = Proposal.objects.create(
        round=proposal.round,
        number=last + 1,
        seat=proposal.seat,
        begun_by=plan.proposed_by,
        begun_at=at,
        stage=Proposal.Stage.SUBMITTED,
        amount=amount_of(stored),
        currency=proposal.currency,
        implementing_body=stored["implementing_body"],
        changed_at=at,
    )
    new.themes.set(proposal.themes.all())
    new.countries.set(proposal.countries.all())
    sponsors = proposal.sponsorships.filter(state=Sponsorship.State.ACCEPTED)
    Sponsorship.objects.bulk_create(
        Sponsorship(
            proposal=new,
            seat_id=one.seat_id,
            state=one.state,
            invited_by_id=one.invited_by_id,
            invited_at=at,
            answered_by_id=one.answered_by_id,
            answered_at=at,
        )
        for one in sponsors
    )
    return new


def _revise(
    plan: Reshaping, proposal: Proposal, paragraphs: list[Paragraph], taken: dict[str, Any], at: datetime
) -> None:
    number, told = plan.base.number + 1, {**plan.base.provenance, **taken}
    proposal.changed_at = at
    proposal.revision = _write(plan, proposal, number, plan.wording, paragraphs, told)
    proposal.save(update_fields=["revision", "changed_at"])


def _write(
    plan: Reshaping,
    proposal: Proposal,
    number: int,
    stored: dict[str, Any],
    paragraphs: list[Paragraph],
    provenance: dict[str, Any],
) -> Revision:
    wording = wording_of(stored)
    return Revision.objects.create(
        proposal=proposal,
        number=number,
        source=plan.kind,
        provenance=provenance,
        language=wording.language,
        title=wording.title,
        summary=wording.summary,
        paragraphs=write(paragraphs),
        author=plan.proposed_by,
        seat=plan.seat,
        created_at=proposal.changed_at,
        sha256=hash_of(wording, paragraphs),
    )


def _new(plan: Reshaping) -> dict[str, Any]:
    assert plan.other_wording is not None  # noqa: S101 - a constraint says that a split has two texts
    return plan.other_wording


def _read(revision: Revision | None) -> list[Paragraph]:
    return read(revision.paragraphs) if revision else []


def _tell(verb: str, plan: Reshaping, proposal: Proposal, at: datetime, data: dict[str, object]) -> None:
    tell(verb, proposal=proposal, person=plan.proposed_by, seat=plan.seat, at=at, data=data)
