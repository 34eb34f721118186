"""What of a ballot is public at an instant: until the close its roll, after it the votes and what came of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from councils.rulebook.rules import CHOICES, RulebookError, fraction_text, write_rulebook
from proposals.drafting.hiding import plain_block
from proposals.tally.standing import country_choice

from .delegating.resolving import delegations_standing
from .instructing.queries import instructions_before_the_close
from .models import Ballot
from .paper import paper_of
from .queries import ballot_document, counted_votes, frozen_as_json, last_statements
from .roll import NoRulebookError, class_of, contributions_of, electors_of, rules_of, seats_as_json
from .veiling import left_options

COUNTED = (Ballot.State.CLOSED, Ballot.State.TALLIED, Ballot.State.PUBLISHED, Ballot.State.SETTLED)


def is_over(ballot: Ballot, at: datetime) -> bool:
    """Whether votes may be shown at `at`: the ballot is closed and its deadline has passed, both.

    A cancelled ballot never is: its votes were cast under the promise of a count.
    """
    return ballot.state in COUNTED and ballot.window.closes_at <= ballot.round.standing(at)


def disclose(ballot: Ballot, at: datetime) -> dict[str, Any]:
    """The public facts of a ballot besides its own columns; what is not public yet is None."""
    if not is_over(ballot, at):
        early = {**dict.fromkeys(AFTER_THE_CLOSE), **_before_the_close(ballot)}
        return {**provisional_document(ballot), "options": _left(ballot, options_of(ballot), at), **early}
    if ballot.is_imported:
        return _disclose_import(ballot)
    roll, votes = list(ballot.roll.all()), list(counted_votes(ballot))
    document = ballot_document(ballot, roll=roll, votes=votes)
    is_motion, options = ballot.kind == Ballot.Kind.MOTION, ballot.options or ()
    countries = {entry.movement: entry.country for entry in roll}
    return {
        **NOTHING_HANDED_ON,
        **document,
        "options": _left(ballot, ballot.options, at),
        "counts": count_options(document["votes"]) if is_motion else count_wishes(options, document["votes"]),
        "group_results": group_results(document["votes"], countries) if is_motion else None,
        "statements": list(last_statements(ballot)),
        "results": list(ballot.tallies.all()),
    }


def _left(ballot: Ballot, options: list[dict[str, Any]] | None, at: datetime) -> list[dict[str, Any]] | None:
    if options is None:
        return None
    return left_options(options, ballot.round_id, at, block=plain_block, title="")


def _disclose_import(ballot: Ballot) -> dict[str, Any]:
    """An import without its votes, of which there may be a hundred thousand: its position and its package hold them."""
    document = ballot_document(ballot, votes=())
    without = dict.fromkeys(("votes", "counts", "group_results"))
    return {**NOTHING_HANDED_ON, **document, **without, "statements": [], "results": list(ballot.tallies.all())}


def _before_the_close(ballot: Ballot) -> dict[str, Any]:
    """What is known already: who hands a vote on to whom, and that there are instructions."""
    standing = delegations_standing(ballot)
    told: list[dict[str, Any]] = [
        {"from": seat, "to": to, "via": [], "counts": None} for seat, to in sorted(standing.items())
    ]
    return {"delegations": told, "instructions": instructions_before_the_close(ballot)}


NOTHING_HANDED_ON: dict[str, Any] = {"delegations": [], "instructions": []}
AFTER_THE_CLOSE = ("votes", "counts", "group_results", "statements", "results")


def options_of(ballot: Ballot) -> list[dict[str, Any]] | None:
    """What can be chosen: as it is frozen, or as it would be if nothing changed until the opening. None of a motion."""
    if ballot.kind == Ballot.Kind.MOTION or ballot.options is not None:
        return ballot.options
    return paper_of(ballot, ballot.window.opens_at)


def provisional_document(ballot: Ballot) -> dict[str, Any]:
    """Rules and roll before the close: as they are frozen, or as they would be if nothing changed until the opening."""
    if ballot.rules is not None:
        return frozen_as_json(ballot)
    if ballot.state == Ballot.State.CANCELLED:
        return {"rules": None, "roll": _roll([], [], "")}
    at = ballot.window.opens_at
    electors, decision_class = electors_of(ballot, at), class_of(ballot)
    try:
        _version, rules = rules_of(ballot, at)
    except (NoRulebookError, RulebookError):
        return {"rules": None, "roll": _roll(electors, [], decision_class)}
    contributions = contributions_of(ballot.round.council, rules, at)
    return {"rules": write_rulebook(rules), "roll": _roll(electors, contributions, decision_class)}


def _roll(electors: list, contributions: list, decision_class: str) -> dict[str, Any]:
    return {
        "seats": seats_as_json(electors),
        "contributions": contributions,
        "decision_class": decision_class or None,
    }


def count_options(votes: Iterable[Mapping]) -> list[dict[str, str]]:
    """How many seats gave each answer, split ones by their exact parts: `{"option", "value"}` for every option."""
    sums = dict.fromkeys(CHOICES, Fraction(0))
    for vote in votes:
        for option, part in vote["answer"].items():
            sums[option] += Fraction(part)
    return [{"option": option, "value": fraction_text(value)} for option, value in sums.items()]


def count_wishes(options: Iterable[Mapping], votes: Iterable[Mapping]) -> list[dict[str, str]]:
    """For each option in the order of the ballot paper, how much was said for it: the first preferences of a ranking,
    those who share one by equal parts; else the approvals, or the points.
    """
    sums = dict.fromkeys((option["id"] for option in options), Fraction(0))
    for vote in votes:
        answer = vote["answer"]
        first = answer["ranking"][0] if answer.get("ranking") else ()
        for option in first:
            sums[option] += Fraction(1, len(first))
        for option in answer.get("approved", ()):
            sums[option] += 1
        for option, points in answer.get("points", {}).items():
            sums[option] += points
    return [{"option": option, "value": fraction_text(value)} for option, value in sums.items()]


def group_results(votes: Iterable[Mapping], countries: Mapping[str, str]) -> list[dict[str, str]]:
    """What each country on the roll says, by its seats: `{"group", "value"}`, the value as in `country_choice`."""
    sides: dict[str, list[Fraction]] = {country: [] for country in sorted(set(countries.values())) if country}
    for vote in votes:
        if country := countries[vote["seat"]]:
            parts = defaultdict(str, vote["answer"])
            said_no = Fraction(parts["no"] or 0) + Fraction(parts["block"] or 0)
            sides[country].append(Fraction(parts["yes"] or 0) - said_no)
    return [
        {"group": country, "value": country_choice(sum(balance, Fraction(0)), Fraction(0), bool(balance))}
        for country, balance in sides.items()
    ]
