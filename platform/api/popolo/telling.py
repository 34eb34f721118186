"""A council, its seats and its votes, put into Popolo's words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.urls import reverse

from common.languages import choose
from common.proof.canonical import instant_text
from councils.mandates.queries import seats_now
from councils.models import Council
from proposals.drafting.api import ProposalShape, public_proposals
from proposals.models import RollEntry, Vote
from proposals.voting.delegating.resolving import delegated_votes
from proposals.voting.disclosure import count_options, group_results, is_over
from proposals.voting.queries import vote_as_json

# Popolo's own words for a result; ours stands for what it has no word for.
RESULTS = {"adopted": "pass", "rejected": "fail"}


class Telling:
    """One council, put into Popolo's words; every kind of thing in one query."""

    def __init__(self, context: dict[str, Any], council: Council) -> None:
        self.context, self.site, self.council = context, context["site"], council
        self.id = self._at("council", council.slug)
        self.seats = seats_now().filter(council=council).order_by("id")

    def organizations(self) -> list[dict[str, Any]]:
        """The council and its movements."""
        spoken, name = choose(self.council.name, (self.council.languages or [settings.LANGUAGE_CODE])[0])
        others = [
            {"name": text, "note": language} for language, text in self.council.name.items() if language != spoken
        ]
        identifiers = [_identifier(self.council.slug, "slug"), _identifier(self.council.code, "code")]
        body = self._organization(self.id, self.council, name, identifiers, self.council.kind)
        return [{**body, "other_names": others}, *(self._movement(seat.movement) for seat in self.seats)]

    def _movement(self, movement: Any) -> dict[str, Any]:
        told = self._organization(
            self._at("movement", movement.slug),
            movement,
            movement.name,
            [_identifier(movement.slug, "slug")],
            movement.kind,
        )
        return {**told, "area_id": self._country(movement.country_id)}

    def _organization(
        self, address: str, row: Any, name: str, identifiers: list[dict[str, str]], classification: str
    ) -> dict[str, Any]:
        return {
            "id": address,
            "name": name,
            "other_names": [],
            "identifiers": identifiers,
            "classification": classification,
            "area_id": None,
            "founding_date": _day(row.founded_at),
            "links": [{"url": self.site + row.get_absolute_url()}],
        }

    def memberships(self) -> list[dict[str, Any]]:
        """The seats of those who are, or were, in the council; who only applied is not."""
        return [self._membership(seat) for seat in self.seats if seat.status not in (None, "applied")]

    def _membership(self, seat: Any) -> dict[str, Any]:
        since, is_in = _day(seat.status_since), seat.status == "admitted"
        address = self._at("seat", self.council.slug, seat.movement.slug)
        return {
            "id": address,
            "role": "seat",
            "organization_id": self.id,
            "on_behalf_of_id": self._at("movement", seat.movement.slug),
            "area_id": self._country(seat.movement.country_id),
            "start_date": since if is_in else None,
            "end_date": None if is_in else since,
            "sources": [{"url": address}],
        }

    def decisions(self, ballots: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
        """The motions of these ballots, and the votes on them."""
        titles = self._titles(ballots)
        over = [ballot for ballot in ballots if is_over(ballot, ballot.now)]
        countries, votes = _rolls(over), _votes(over)
        return {
            "motions": [
                self._motion(ballot, titles.get(ballot.proposal_id) or _named(ballot.title)) for ballot in ballots
            ],
            "vote_events": [
                {**self._event(ballot), **self._outcome(ballot, countries[ballot.pk], votes[ballot.pk])}
                for ballot in ballots
            ],
        }

    def _titles(self, ballots: Sequence[Any]) -> dict[int, str]:
        """The titles of what is voted on, as the moderation left them."""
        shape = ProposalShape(context=self.context)
        found = public_proposals().filter(pk__in={ballot.proposal_id for ballot in ballots})
        return {proposal.pk: shape.to_representation(proposal)["title"] for proposal in found}

    def _motion(self, ballot: Any, title: str) -> dict[str, Any]:
        address, is_told = self._ballot(ballot), is_over(ballot, ballot.now)
        return {
            "id": f"{address}#motion",
            "organization_id": self.id,
            "legislative_session_id": self._round(ballot),
            "text": title,
            "classification": _classification(ballot),
            "date": instant_text(_put_at(ballot)),
            "requirement": ballot.counted_rule if is_told else None,
            "result": _result(ballot) if is_told else None,
            "sources": [{"url": address}],
        }

    def _event(self, ballot: Any) -> dict[str, Any]:
        address = self._ballot(ballot)
        return {
            "id": address,
            "identifier": str(ballot.number),
            "motion_id": f"{address}#motion",
            "organization_id": self.id,
            "legislative_session_id": self._round(ballot),
            "start_date": instant_text(ballot.window.opens_at),
            "end_date": instant_text(ballot.window.closes_at),
            "sources": [{"url": address}],
        }

    def _outcome(self, ballot: Any, countries: Mapping[str, str], votes: Sequence[dict[str, Any]]) -> dict[str, Any]:
        if not is_over(ballot, ballot.now):
            return {"result": None, "group_results": [], "counts": [], "votes": []}
        told = sorted([*votes, *delegated_votes(ballot.delegations or [], votes)], key=lambda vote: vote["seat"])
        return {
            "result": _result(ballot),
            "group_results": [
                {"group_id": self._country(one["group"]), "result": one["value"]}
                for one in group_results(told, countries)
            ],
            "counts": _counts(told),
            "votes": [self._vote(vote) for vote in told],
        }

    def _vote(self, vote: Mapping[str, Any]) -> dict[str, Any]:
        option = next(iter(vote["answer"])) if len(vote["answer"]) == 1 else None
        role = "delegated" if vote.get("delegate") else vote["capacity"]
        return {"voter_id": self._at("movement", vote["seat"]), "option": option, "role": role}

    def _ballot(self, ballot: Any) -> str:
        return self._at("ballot", self.council.slug, ballot.round.number, ballot.number)

    def _round(self, ballot: Any) -> str:
        return self._at("round", self.council.slug, ballot.round.number)

    def _country(self, code: str | None) -> str | None:
        return self._at("country", code) if code else None

    def _at(self, route: str, *keys: object) -> str:
        return self.site + reverse(f"api:{route}", args=keys)


def _named(texts: Mapping[str, str]) -> str:
    """A text in several languages in the site's first: Popolo has one."""
    return choose(texts, settings.LANGUAGE_CODE)[1]


def _classification(ballot: Any) -> str:
    if ballot.asks_adequacy:
        return "answer"
    return "amendment" if ballot.amendment else "proposal"


def _put_at(ballot: Any) -> datetime:
    """When the question was put: proposed, admitted, or called."""
    if ballot.asks_adequacy:
        return ballot.prepared_at
    return ballot.amendment.proposed_at if ballot.amendment else ballot.proposal.admitted_at


def _identifier(identifier: str, scheme: str) -> dict[str, str]:
    return {"identifier": identifier, "scheme": scheme}


def _day(instant: datetime | date) -> str:
    return f"{instant:%Y-%m-%d}"


def _result(ballot: Any) -> str | None:
    return RESULTS.get(ballot.counted_outcome, ballot.counted_outcome)


def _rolls(ballots: Iterable[Any]) -> dict[int, dict[str, str]]:
    """Of each ballot the countries of its seats, "" for a regional movement."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for entry in RollEntry.objects.filter(ballot__in=ballots):
        found[entry.ballot_id][entry.movement] = entry.country
    return found


def _votes(ballots: Iterable[Any]) -> dict[int, list[dict[str, Any]]]:
    """Of each ballot the vote of each seat that counts, in the published form."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    votes = Vote.objects.filter(ballot__in=ballots).select_related("roll_entry")
    for vote in votes.order_by("ballot_id", "roll_entry__movement", "-serial").distinct(
        "ballot_id", "roll_entry__movement"
    ):
        found[vote.ballot_id].append(vote_as_json(vote))
    return found


def _counts(votes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    counted = [(one["option"], Fraction(one["value"])) for one in count_options(votes)]
    if any(value.denominator != 1 for _option, value in counted):
        return []
    return [{"option": option, "value": int(value)} for option, value in counted]
