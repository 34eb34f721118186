"""What the pages of reports are handed, and who may write one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from common.languages import say
from councils.mandates.queries import mandates_at
from councils.models import Seat
from proposals.drafting.hiding import veil_of
from proposals.positions.models import Position

from ..models import Transmittal
from ..permissions import why_not_respond
from .forms import BODY
from .models import FollowUp
from .queries import accepted_of, reports_on
from .reading import Followed, side_by_side


@dataclass(frozen=True)
class Tellers:
    """For whom a person may report on one answer: the body itself, and movements of the council."""

    body: str
    seats: Sequence[Seat]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """As a form asks for them."""
        body = [(BODY, self.body)] if self.body else []
        return [*body, *((seat.movement.slug, seat.movement.name) for seat in self.seats)]

    def include(self, seat: int | None) -> bool:
        """Whether the person speaks for the movement of this seat, or for the body."""
        return bool(self.body) if seat is None else any(one.pk == seat for one in self.seats)

    def only(self, seat: Seat | None) -> "Tellers":
        """Of them only the one whose report is corrected."""
        if seat is None:
            return Tellers(self.body, [])
        return Tellers("", [one for one in self.seats if one.pk == seat.pk])


def tellers_of(person: User, held: Transmittal, at: datetime) -> Tellers:
    """Whom the person speaks for; nobody, where there is nothing to choose."""
    council = held.council
    mandates = mandates_at(at).filter(person=person, seat__council=council).select_related("seat__movement")
    seats = {mandate.seat_id: mandate.seat for mandate in mandates}
    for seat in seats.values():
        seat.council = council
    body = say(held.addressee.name) if why_not_respond(person, held, at) is None else ""
    return Tellers(body, sorted(seats.values(), key=lambda seat: seat.movement.slug))


def reports_page(position: Position, person: User | None) -> dict[str, Any]:
    """All reports on a position that `position_at` found, and on which answers this person may report."""
    at = position.instant  # type: ignore[attr-defined] # annotated by position_at
    accepted = [] if getattr(position, "superseded_by", None) else list(accepted_of(position))
    tellers = [(held, tellers_of(person, held, at)) for held in accepted] if person else []
    reports = list(reports_on(position))
    return {
        "position": position,
        "council": position.council,
        "followed": side_by_side(reports, at),
        "accepted": accepted,
        "may_report": [held for held, those in tellers if those.choices],
        "may_correct": {
            report.serial
            for report in reports
            for held, those in tellers
            if held.addressee_id == report.transmittal.addressee_id and those.include(report.seat_id)
        },
        "now": at,
        "section": "positions",
    }


def report_page(held: Transmittal, corrects: FollowUp | None, tellers: Tellers) -> dict[str, Any]:
    """What stands around the form of a report."""
    at = held.instant  # type: ignore[attr-defined] # annotated by transmittal_at
    names = [one.milestone for one in reports_on(held.adopted) if veil_of(one, at) is None]
    return {
        "transmittal": held,
        "position": held.position,
        "corrects": corrects,
        "teller": tellers.choices[0][1] if len(tellers.choices) == 1 else "",
        "milestones": list(dict.fromkeys(names)),
        "section": "positions",
    }


def beside_position(position: Position, at: datetime) -> list[Followed]:
    """What the position's own page shows of its reports."""
    return side_by_side(reports_on(position), at)


def correctable(held: Transmittal, serial: str) -> FollowUp | None:
    """The report that is to be corrected, by its number; None where there is none of it."""
    if not serial.isdecimal() or len(serial) > 9:
        return None
    rows = FollowUp.objects.filter(position=held.position_id, serial=int(serial))
    return rows.select_related("seat__movement", "transmittal").first()
