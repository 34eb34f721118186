"""What the pages of consultations show. Nothing here says who answered what, not even to who answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from common.errors import DomainError
from common.languages import say
from councils.mandates.permissions import why_not_hold
from councils.models import Office, Seat
from proposals.voting.instructing.queries import has_instructed
from proposals.voting.models import Ballot
from proposals.voting.pages import frame_of
from proposals.voting.words import choice_word

from .entrance import Entrance, glance, why_not_answer, why_over
from .instructing import instruction_from
from .models import Consultation, ConsultationAnswer
from .permissions import why_not_ask, why_not_cancel, why_not_consult
from .queries import answered_by, coordinated_seats
from .words import MEASURES, option_words

SECRETARY = Office.Kind.SECRETARY


@dataclass(frozen=True)
class Asker:
    """In whose name the person can consult: a movement that they coordinate, or without a seat the council."""

    seat: Seat | None
    refusal: DomainError | None

    @property
    def slug(self) -> str:
        return self.seat.movement.slug if self.seat else ""

    @property
    def name(self) -> str:
        return self.seat.movement.name if self.seat else ""


@dataclass(frozen=True)
class Row:
    """One line of the result: a movement, those counted together, or all. `cells` are what each option is called and
    what it was given, None where that is not shown.
    """

    name: str
    members: int | None
    answered: int
    cells: list[tuple[str, int | None]]


@dataclass(frozen=True)
class Booth:
    """One person at a consultation: on whose part of the roll, whether and for which movement they answered."""

    entrance: Entrance
    answered: ConsultationAnswer | None
    refusal: DomainError | None


def question_of(ballot: Ballot, at: datetime) -> dict[str, Any]:
    """What stands around every page: the ballot's own frame, and what is asked in a few words."""
    frame = frame_of(ballot, at)
    revision = frame["revision"]
    title = revision.title if revision else say(ballot.title)
    return {**frame, "question": title, "question_language": revision.language if revision else ""}


def askers_of(person: User, ballot: Ballot, at: datetime) -> list[Asker]:
    """In whose names the person may consult on the ballot, each with why they cannot now."""
    seats: list[Seat | None] = list(coordinated_seats(person, ballot.round.council, at))
    if why_not_hold(person, ballot.round.council, SECRETARY, at=at) is None:
        seats.append(None)
    return [Asker(seat, why_not_consult(ballot, seat, at)) for seat in seats]


def booth_of(person: User, consultation: Consultation, at: datetime) -> Booth | None:
    """What the person may do at the consultation; None for whoever is not on its roll."""
    entrance = glance(consultation, person, at)
    if not entrance.movements:
        return None
    return Booth(entrance, answered_by(person, consultation), why_not_answer(entrance))


def consultation_page(consultation: Consultation, person: User | None, at: datetime) -> dict[str, Any]:
    """The page of one consultation, before and after its close."""
    ballot = consultation.ballot
    ballot.round = consultation.round
    frame, result = question_of(ballot, at), consultation.result
    words = option_words(consultation)
    return {
        **frame,
        "consultation": consultation,
        "is_open": why_over(_as_seen(consultation, at)) is None,
        "is_changed": _is_changed(consultation),
        "options": [] if consultation.revision_id else list(words.values()),
        "booth": booth_of(person, consultation, at) if person else None,
        "cancel": _may_cancel(person, consultation, at) if person else None,
        "coordinated": _coordinated(person, consultation, at) if person else [],
        "result": result,
        **(_counted(result, words) if result else {}),
        "instruction": _instruction(consultation),
        "is_instructed": has_instructed(consultation.ballot, consultation.seat),
    }


def _as_seen(consultation: Consultation, at: datetime) -> Entrance:
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    return Entrance(
        at, consultation.state, opens_at, closes_at, consultation.ballot.state, (), consultation.round.suspended_at
    )


def _is_changed(consultation: Consultation) -> bool:
    """Whether the text that is voted on is another by now than the one the members were asked about."""
    text = consultation.ballot.text
    return consultation.revision_id is not None and text is not None and text.pk != consultation.revision_id


def _may_cancel(person: User, consultation: Consultation, at: datetime) -> bool:
    ballot, seat = consultation.ballot, consultation.seat
    return why_not_cancel(consultation, at) is None and why_not_ask(person, ballot, seat, at) is None


def _coordinated(person: User, consultation: Consultation, at: datetime) -> list[Seat]:
    """The seats that the person coordinates, of those whose members are asked."""
    asked = consultation.movements.values("seat")
    return list(coordinated_seats(person, consultation.round.council, at).filter(pk__in=asked))


def _counted(result: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The table of a result. No option has a column where not even all together are enough to be shown."""
    shown = words if result["counts"] is not None else {}

    def row(told: Mapping[str, Any], name: str = "") -> Row:
        counts = told["counts"] or {}
        cells = [(word, counts.get(option)) for option, word in shown.items()]
        return Row(name, told.get("members"), told["answered"], cells)

    pooled = result["pooled"]
    return {
        "measure": MEASURES[result["measure"]],
        "heads": list(shown.values()),
        "rows": [row(told, told["name"]) for told in result["movements"]],
        "pooled": row(pooled) if pooled else None,
        "total": (total := row(result)),
        # At least 1, for a bar of no length is drawn on a scale all the same.
        "most": max([1, *(cell for _head, cell in total.cells if cell)]),
    }


def _instruction(consultation: Consultation) -> str:
    answer = instruction_from(consultation)
    return choice_word(next(iter(answer))) if answer else ""
