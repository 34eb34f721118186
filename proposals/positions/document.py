"""What a position says, as data that is hashed: everything that a recount needs, and nothing that a reader cannot
check.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from proposals.drafting.models import Sponsorship
from proposals.translating.queries import reviewed_texts
from proposals.voting.models import Ballot
from proposals.voting.queries import ballot_document, last_statements
from proposals.voting.statement_models import Statement

from .models import Tally

SCHEMA = "minga-position/1"
# What an addressee is sent: a motion that was adopted, and whatever was chosen.
ADOPTED = "adopted"
# What a position says that makes another one void; it is no outcome of a count.
ANNULLED = "annulled"
DECIDED = (ADOPTED, "selected")


def position_document(
    ballot: Ballot,
    *,
    reference: str,
    published_at: datetime,
    previous_sha256: str,
    supersedes: str | None,
    decided: Mapping[str, Any],
) -> dict[str, Any]:
    """The document of a counted ballot. Instants are ISO 8601 in UTC, amounts and fractions are strings.

    `decided` replaces what a lot decided of it.
    """
    council, tallies = ballot.round.council, list(ballot.tallies.all())
    binding = next(tally for tally in tallies if tally.is_binding)
    outcome = decided.get("outcome", binding.outcome)
    return {
        "schema": SCHEMA,
        "reference": reference,
        "published_at": published_at.isoformat(),
        "previous_sha256": previous_sha256 or None,
        "supersedes": supersedes,
        "council": {"slug": council.slug, "code": council.code, "name": council.name},
        "round": {"number": ballot.round.number, "title": ballot.round.title},
        "proposal": _proposal(ballot),
        "translations": reviewed_texts(ballot.revision) if ballot.revision else {},
        "ballot": _ballot(ballot),
        "outcome": outcome,
        "binding_rule": binding.rule,
        "results": [
            {"rule": t.rule, "is_binding": t.is_binding, "outcome": t.outcome, "result": t.result} for t in tallies
        ],
        "disagreeing": disagreeing(binding, tallies),
        "statements": statements_as_json(last_statements(ballot)),
        "recusals": recusals_as_json(ballot),
        "addressees": [
            {"slug": body.slug, "kind": body.kind, "name": body.name}
            for body in (ballot.round.addressees.order_by("slug") if _is_addressed(ballot, outcome) else [])
        ],
        **ballot_document(ballot),
        "amendments": amendments_as_json(ballot),
        **decided,
    }


def _is_addressed(ballot: Ballot, outcome: str) -> bool:
    """What was decided is sent; but not what the council thinks of an answer, which is an end of its own."""
    return outcome in DECIDED and not ballot.asks_adequacy


def disagreeing(binding: Tally, tallies: list[Tally]) -> list[str]:
    """The rules that apply and come to another outcome than the binding one; none when that one does not apply."""
    silent = "not_applicable"
    if binding.outcome == silent:
        return []
    chosen = _chosen(binding)
    heard = [tally for tally in tallies if tally.outcome != silent]
    return [tally.rule for tally in heard if tally.outcome != binding.outcome or _chosen(tally) != chosen]


def _chosen(tally: Tally) -> set[str]:
    """What a rule chose, where it is a choice; a motion's tally chooses nothing."""
    return set(tally.result.get("selected", ()))


def statements_as_json(statements: Iterable[Statement]) -> list[dict[str, str]]:
    """Statements of vote in the published form."""
    return [
        {"on_behalf_of": s.roll_entry.movement, "kind": s.kind, "language": s.language, "text": s.text}
        for s in statements
    ]


def recusals_as_json(ballot: Ballot) -> list[dict[str, str]]:
    """Who stood aside, and why, in the published form."""
    recusals = ballot.recusals.select_related("seat__movement").order_by("seat__movement__slug")
    return [{"on_behalf_of": recusal.seat.movement.slug, "reason": recusal.reason} for recusal in recusals]


def amendments_as_json(ballot: Ballot) -> list[dict[str, Any]]:
    """What the plenary decided on the text that is voted on, in the order in which it counted: each ballot in the form
    from which it can be recounted. One that was moot was not counted, and its votes stay sealed.
    """
    if ballot.proposal_id is None:
        return []
    decided = Ballot.objects.filter(proposal=ballot.proposal_id, amendment__isnull=False)
    decided = decided.filter(state__in=[Ballot.State.SETTLED, Ballot.State.MOOT]).order_by("number")
    related = ("amendment__text__revision", "amendment__seat__movement", "amendment__proposal__round__council")
    return [_amendment(one) for one in decided.select_related(*related)]


def _amendment(ballot: Ballot) -> dict[str, Any]:
    amendment = ballot.amendment
    assert amendment is not None and amendment.text is not None  # noqa: S101 - a ballot of the plenary is on one
    told = {
        "number": amendment.number,
        "url": amendment.get_absolute_url(),
        "on_behalf_of": amendment.seat.movement.slug,
        "ballot": ballot.number,
        "state": amendment.state,
        "reason": amendment.state_reason or None,
        "revision": amendment.text.revision.number,
        "changes": amendment.text.changes,
        "sha256": amendment.text.sha256,
    }
    if ballot.state == Ballot.State.MOOT:
        return told
    return {**told, "results": results_as_json(ballot), **ballot_document(ballot)}


def results_as_json(ballot: Ballot) -> list[dict[str, Any]]:
    """The tallies of a counted ballot in the published form."""
    return [
        {"rule": t.rule, "is_binding": t.is_binding, "outcome": t.outcome, "result": t.result}
        for t in ballot.tallies.all()
    ]


def _proposal(ballot: Ballot) -> dict[str, Any] | None:
    """The text that was voted on; None where no text was."""
    proposal, revision = ballot.proposal, ballot.revision
    if proposal is None:
        return None
    assert revision is not None, "an opened ballot has its revision, by constraint"  # noqa: S101 - narrows the type
    sponsors = proposal.sponsorships.filter(state=Sponsorship.State.ACCEPTED).select_related("seat__movement")
    return {
        "number": proposal.number,
        "url": proposal.get_absolute_url(),
        "on_behalf_of": proposal.seat.movement.slug,
        "sponsors": sorted(sponsorship.seat.movement.slug for sponsorship in sponsors),
        "themes": sorted(proposal.themes.values_list("slug", flat=True)),
        "countries": sorted(proposal.countries.values_list("code", flat=True)),
        "amount": str(proposal.amount) if proposal.amount is not None else None,
        "currency": proposal.currency,
        "implementing_body": proposal.implementing_body,
        "revision": revision.number,
        "language": revision.language,
        "title": revision.title,
        "summary": revision.summary,
        "paragraphs": revision.paragraphs,
        "provenance": revision.provenance,
        "sha256": revision.sha256,
    }


def _ballot(ballot: Ballot) -> dict[str, Any]:
    return {
        "number": ballot.number,
        "url": ballot.get_absolute_url(),
        "kind": ballot.kind,
        "title": ballot.title or None,
        "opens_at": ballot.window.opens_at.isoformat(),
        "closes_at": ballot.window.closes_at.isoformat(),
        "second_call_of": ballot.second_call_of.number if ballot.second_call_of else None,
        "rulebook_version": ballot.rulebook.version if ballot.rulebook else None,
        "roll_sha256": ballot.roll_sha256,
    }
