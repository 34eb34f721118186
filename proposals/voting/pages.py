"""What the pages of a ballot show before its result. Nothing here says how anybody voted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from accounts.models import User
from common.errors import DomainError
from common.languages import language_name
from common.proof.canonical import sha256
from common.proof.commitment import committed
from councils.mandates.permissions import offices_held
from councils.mandates.queries import countries_of
from councils.models import Country
from councils.rulebook.rules import read_rulebook
from councils.rulebook.words import class_name, rule_name, rule_sentence
from proposals.amending.carrying import place
from proposals.amending.changes import read
from proposals.amending.showing import difference, text_of
from proposals.amending.veiling import left_of_text
from proposals.amending.words import reason_words
from proposals.drafting.hiding import Veil, veil_of
from proposals.drafting.models import Revision
from proposals.drafting.veiling import left_of, notice_of
from proposals.tally.delegation import Handed

from .attendance import by_country, requirements
from .booth import assists_at, booth_of, powers_of
from .choosing.question import question_page, rule_of_choice
from .delegating.resolving import handed_on
from .delegating.showing import delegation_of
from .disclosure import provisional_document
from .gate import missing_now, missing_words
from .instructing.queries import coordinated_here, instructions_as_json
from .instructing.words import said
from .models import Ballot, Vote
from .nominating import nominating_of
from .plenary import why_not_after_plenary
from .queries import counted_votes, voters_of
from .secrecy.opening import why_not_key
from .words import kind_word

State = Ballot.State
ROLL_PAGE = 100


PHASES = {
    State.TALLIED: "result",
    State.PUBLISHED: "result",
    State.SETTLED: "result",
    State.MOOT: "moot",
    State.CANCELLED: "cancelled",
}


def phase_of(ballot: Ballot, at: datetime) -> str:
    """Where the ballot is for a reader: `cancelled`, `moot`, `suspended`, `coming`, `stuck` (due, and it cannot be
    opened), `open`, `held` (it closed while the site was down), `counting` or `result`. It goes by the window's bounds,
    so that a late worker shows no ballot as still open.
    """
    return PHASES.get(State(ballot.state)) or _running(ballot, at)


def _running(ballot: Ballot, at: datetime) -> str:
    if ballot.round.standing(at) >= ballot.window.closes_at:
        return "held" if ballot.window.is_held(at) else "counting"
    if ballot.round.suspended_at is not None:
        return "suspended"
    if at < ballot.window.opens_at:
        return "coming"
    return "open" if ballot.state == State.OPEN else "stuck"


def countries_here(ballot: Ballot, roll: Mapping[str, Any]) -> list[Country]:
    """The council's member countries at the opening, and those on the roll, by name."""
    codes = {seat["country"] for seat in roll["seats"] if seat["country"]}
    return sorted(countries_of(ballot.round.council, ballot.window.opens_at, codes), key=str)


def voted_on(ballot: Ballot) -> set[str]:
    """The movements whose seats have voted."""
    if not ballot.roll_sha256:
        return set()
    return set(voters_of(ballot).values_list("movement", flat=True))


def frame_of(ballot: Ballot, at: datetime) -> dict[str, Any]:
    """What every page of a ballot shows around its own part."""
    address, first = (ballot.round.council.slug, ballot.round.number), ballot.second_call_of
    shown = _shown(ballot, at)
    return {
        "ballot": ballot,
        "round": ballot.round,
        "council": ballot.round.council,
        "revision": shown,
        "notice": notice_of(veil) if (veil := _veil(ballot, at)) else None,
        "now": at,
        "section": "councils",
        "phase": phase_of(ballot, at),
        "proposal_url": reverse("proposal", args=[*address, ballot.proposal.number]) if ballot.proposal else "",
        "first_call": reverse("ballot", args=[*address, first.number]) if first else "",
        **_question(ballot, shown, veil_of(ballot.amendment, at) if ballot.amendment else None),
        "stuck_why": _why_stuck(ballot) if phase_of(ballot, at) == "stuck" else None,
    }


def _why_stuck(ballot: Ballot) -> DomainError | None:
    return why_not_after_plenary(ballot) or why_not_key(ballot)


def _question(ballot: Ballot, revision: Revision | None, veil: Veil | None) -> dict[str, Any]:
    """What is asked, where it is not the whole text: the amendment, and its words in place in the text, as far as the
    moderation left them.
    """
    amendment = ballot.amendment
    if amendment is None:
        return {}
    amendment.proposal = ballot.motion
    text = left_of_text(text_of(amendment), veil) if veil else text_of(amendment)
    placed = place(text.revision.paragraphs, revision.paragraphs if revision else [], read(text.changes))
    return {
        "amendment": amendment,
        "amendment_notice": notice_of(veil) if veil else None,
        "asked": difference(revision.paragraphs if revision else [], placed.changes),
        "plenary_url": reverse("plenary", args=[ballot.round.council.slug, ballot.round.number]),
        "moot_words": reason_words(amendment),
    }


def _shown(ballot: Ballot, at: datetime) -> Revision | None:
    """The text that is voted on, as far as the moderation left it to everybody."""
    revision, veil = ballot.text, _veil(ballot, at)
    return left_of(revision, veil) if revision and veil else revision


def _veil(ballot: Ballot, at: datetime) -> Veil | None:
    return veil_of(ballot.proposal, at) if ballot.proposal else None


def rule_of(rules: Mapping[str, Any] | None, decision_class: str) -> dict[str, str] | None:
    """The binding rule's name and sentence, and what the decision class is called; None without a rulebook."""
    if rules is None:
        return None
    rulebook = read_rulebook(rules)
    return {
        "code": rulebook.binding,
        "name": rule_name(rulebook.binding),
        "sentence": rule_sentence(rulebook, rulebook.binding, decision_class),
        "decision_class": class_name(decision_class) if decision_class else "",
    }


def _rule(ballot: Ballot, rules: Mapping[str, Any] | None, decision_class: str) -> dict[str, str] | None:
    if ballot.kind == Ballot.Kind.MOTION:
        return rule_of(rules, decision_class)
    return rule_of_choice(rules, ballot.kind)


def ballot_page(ballot: Ballot, person: User | None, at: datetime, movement: str) -> dict[str, Any]:
    """The page of a ballot that has no result yet."""
    document = provisional_document(ballot)
    rules, roll = document["rules"], document["roll"]
    countries = countries_here(ballot, roll)
    names = {country.code: str(country) for country in countries}
    voted = voted_on(ballot)
    booth = booth_of(person, ballot, at, movement) if person else None
    offices = offices_held(person, ballot.round.council, at) if person else frozenset()
    handed = handed_on(ballot, rules, {seat["id"] for seat in roll["seats"]}, voted)
    present = voted | {one.seat for one in handed if one.counts}
    missing, frame = missing_now(ballot, (rules or {}).get("required_languages", ())), frame_of(ballot, at)
    if booth:  # whoever votes on a text reads what they vote on
        frame["revision"] = ballot.text
        told = frame.get("amendment_notice")
        frame |= {**_question(ballot, frame["revision"], None), "amendment_notice": told}
    return {
        **frame,
        "missing": [_lacking(ballot, language, passages) for language, passages in missing.items()],
        "waived": ", ".join(language_name(language) for language in ballot.waived_languages),
        **question_page(ballot, at),
        "rule": _rule(ballot, rules, roll["decision_class"] or ""),
        "countries": countries,
        "roll": by_country(roll["seats"], voted, names, handed),
        "seats": len(roll["seats"]),
        "voted": len(present),
        "requirements": requirements(rules, roll, present, names, ballot.kind) if rules else [],
        "delegation": delegation_of(ballot, booth, handed, roll["seats"], rules),
        "instructed": coordinated_here(person, ballot, at) if person else [],
        "challenges": list(ballot.challenges.select_related("seat__movement")),
        "recusals": list(ballot.recusals.select_related("seat__movement")),
        "booth": booth,
        "nominating": nominating_of(ballot, person, booth.seat if booth else None, at),
        "acting": acting_for(booth.mandate) if booth else None,
        "powers": powers_of(offices, ballot, at),
        "assists": assists_at(offices, ballot),
    }


def _lacking(ballot: Ballot, language: str, passages: Sequence[str]) -> dict[str, str]:
    """What a language lacks before the vote can open, and where it is made."""
    address = [ballot.round.council.slug, ballot.round.number, ballot.motion.number, language]
    return {"words": missing_words(language, passages), "url": reverse("translation", args=address)}


def acting_for(mandate: Any) -> dict[str, str]:
    """For whom the person acts, as the band under the header shows it."""
    return {"name": mandate.seat.movement.name, "capacity": mandate.get_role_display()}


@dataclass(frozen=True)
class RollRow:
    """One seat on the page of the roll. `vote` is None before the result, and of a seat that did not vote.

    `delegate` is the name of the seat to which its vote was handed on; where that `counts`, the vote is the delegate's.
    `instruction` is in the published form; `answer` and `instructed` say vote and instruction in words.
    """

    movement: str
    name: str
    kind: str
    country: str
    has_voted: bool
    vote: Vote | None
    is_genuine: bool = True
    delegate: str = ""
    counts: bool = False
    instruction: Mapping[str, Any] | None = None
    answer: str = ""
    instructed: str = ""


def roll_page(ballot: Ballot, at: datetime, number: str | None) -> dict[str, Any]:
    """The whole roll, seat by seat, a hundred to a page; with the result, how each voted and whether it opens its
    commitment.
    """
    document = provisional_document(ballot)
    page = Paginator(document["roll"]["seats"], ROLL_PAGE).get_page(number)
    names = {country.code: str(country) for country in countries_here(ballot, document["roll"])}
    return {**frame_of(ballot, at), "page": page, "rows": _rows(ballot, page, document, names, phase_of(ballot, at))}


def _rows(
    ballot: Ballot, page: Page, document: Mapping[str, Any], names: Mapping[str, str], phase: str
) -> list[RollRow]:
    seats, called = [seat["id"] for seat in page], {seat["id"]: seat["name"] for seat in document["roll"]["seats"]}
    handed = {one.seat: one for one in handed_on(ballot, document["rules"], called.keys(), voted_on(ballot))}
    here = {*seats, *(handed[seat].to for seat in seats if seat in handed)}
    latest = {vote.roll_entry.movement: vote for vote in counted_votes(ballot, among=here)}
    is_public = phase == "result"
    told = {given["seat"]: given for given in instructions_as_json(ballot, {})} if is_public else {}
    rows = [
        _row(seat, ballot, names, latest, handed.get(seat["id"]), is_public=is_public, called=called, told=told)
        for seat in page
    ]
    taken = voted_on(ballot) if ballot.is_secret else set()
    return [replace(row, has_voted=row.has_voted or row.movement in taken) for row in rows]


def _row(
    seat: Mapping[str, Any],
    ballot: Ballot,
    names: Mapping[str, str],
    latest: Mapping[str, Vote],
    handed: Handed | None,
    *,
    is_public: bool,
    called: Mapping[str, str],
    told: Mapping[str, Any],
) -> RollRow:
    counts = handed is not None and handed.counts
    vote = latest.get(handed.to if handed and counts else seat["id"])
    shown = vote if is_public else None
    return RollRow(
        movement=seat["id"],
        name=seat["name"],
        kind=kind_word(seat["kind"]),
        country=names.get(seat["country"], seat["country"] or ""),
        has_voted=seat["id"] in latest,
        vote=shown,
        is_genuine=shown is None or shown.commitment == sha256(opened(ballot, shown)),
        delegate=called.get(handed.to, handed.to) if handed else "",
        counts=counts,
        instruction=told.get(seat["id"]),
        answer=said(ballot, shown.answer) if shown else "",
        instructed=said(ballot, told[seat["id"]]["answer"]) if seat["id"] in told else "",
    )


def opened(ballot: Ballot, vote: Vote) -> bytes:
    """What the vote's commitment is the SHA-256 of, if it is genuine."""
    seat, address = vote.roll_entry.movement, ballot.get_absolute_url()
    return committed(ballot=address, seat=seat, serial=vote.serial, answer=vote.answer, salt=vote.salt)
