"""Every lock of a cast in one round trip, and what is true once they are held."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, DomainError
from common.rows import known
from common.words import Moment
from councils.models import Mandate, Seat
from councils.rounds.queries import suspended

from .models import Ballot


@dataclass(frozen=True)
class Entrance:
    """A seat at an open ballot, read after the shared locks of window and ballot and the lock of the roll entry.

    `instant` decides. `roll_entry_id` is None for a seat not on the roll, `last_serial` 0 before the first vote,
    `standing` None before the seat's first; `mandates` are those in force, titulars before alternates in their order.
    `overruled_mandates` are those that were granted before the movement last replaced their vote. `suspended_at` is
    since when the calendar of the round stands still, if it does.
    """

    instant: datetime
    state: str
    opens_at: datetime
    closes_at: datetime
    roll_entry_id: int | None
    last_serial: int
    voted_mandates: tuple[int, ...]
    is_recused: bool
    standing: str | None
    mandates: list[Mandate]
    overruled_mandates: tuple[int, ...] = ()
    suspended_at: datetime | None = None

    @property
    def suspended(self) -> DomainError | None:
        """The refusal of whatever the window opens and closes, while the calendar stands still before its close."""
        if self.suspended_at is None or self.closes_at <= self.suspended_at:
            return None
        return suspended(self.suspended_at)

    @property
    def is_over(self) -> bool:
        """Whether the window has closed, by a calendar that may stand still."""
        return self.suspended is None and self.instant >= self.closes_at

    @property
    def entry(self) -> int:
        """The roll entry of a seat that `why_not_on_roll` let pass."""
        if self.roll_entry_id is None:
            raise LookupError("the seat is not on the roll")
        return self.roll_entry_id


def enter(ballot: Ballot, seat: Seat) -> Entrance:
    """Enter the ballot with one seat; inside a transaction, which the database ends after fifteen seconds."""
    return _told("SELECT * FROM minga_enter_ballot(%s, %s)", ballot, seat)


def glance(ballot: Ballot, seat: Seat, at: datetime) -> Entrance:
    """The same for a page, which decides nothing: no lock, and `at` for the instant."""
    return _told("SELECT * FROM minga_look_at_ballot(%s, %s, %s)", ballot, seat, at)


def _told(question: str, ballot: Ballot, seat: Seat, *more: datetime) -> Entrance:
    with connection.cursor() as cursor:
        cursor.execute(question, [ballot.pk, seat.pk, *more])
        row = cursor.fetchone()
    instant, state, opens_at, closes_at, entry, serial, voted, recused, standing, held, overruled, since = row
    mandates = [
        known(Mandate, {"id": pk, "seat_id": seat.pk, "person_id": person, "role": role, "order": order, "kind": kind})
        for pk, person, role, order, kind in json.loads(held or "[]")
    ]
    return Entrance(
        *(instant, state, opens_at, closes_at, entry, serial, tuple(voted), recused, standing, mandates),
        overruled_mandates=tuple(overruled),
        suspended_at=since,
    )


def why_not_voting(entrance: Entrance) -> DomainError | None:
    """A vote is in time while `opens_at <= t < closes_at` by the database's clock, and while nobody cancelled the
    ballot.
    """
    if entrance.state == Ballot.State.CANCELLED:
        return Conflict("ballot_cancelled", _("This ballot was cancelled."))
    if entrance.suspended:
        return entrance.suspended
    if entrance.instant < entrance.opens_at:
        return Conflict(
            "not_open_yet", _("Voting opens on %(opens_at)s."), data={"opens_at": Moment(entrance.opens_at)}
        )
    if entrance.is_over or entrance.state != Ballot.State.OPEN:
        return Conflict("closed", _("Voting closed on %(closed_at)s."), data={"closed_at": Moment(entrance.closes_at)})
    return None


def why_not_on_roll(entrance: Entrance, seat: Seat) -> DomainError | None:
    """Only a seat on the frozen roll votes, unless it stood aside."""
    data = {"movement": seat.movement.name}
    if entrance.is_recused:
        return Conflict("seat_recused", _("%(movement)s stood aside from this ballot."), data=data)
    if entrance.roll_entry_id is None:
        return Conflict("not_on_roll", _("%(movement)s is not on the roll of this ballot."), data=data)
    return None


def why_not_before(mandate: Mandate, entrance: Entrance) -> DomainError | None:
    """An alternate is refused once somebody ahead of them in order has voted and still holds their mandate.

    Source: design §2, opening. A vote stays when its mandate ends, until the successor recasts: whoever no longer holds
    a mandate is ahead of nobody. A movement that replaced a vote is ahead of everybody who held its mandate then.
    """
    ahead = [m for m in entrance.mandates if m.order < mandate.order and m.pk in entrance.voted_mandates]
    if mandate.pk in entrance.overruled_mandates:
        return Conflict("replaced_by_movement", _("Your movement replaced this vote itself, so you no longer can."))
    if not ahead:
        return None
    if ahead[0].role == Mandate.Role.TITULAR:
        return Conflict("titular_has_voted", _("The titular has voted, so the alternate no longer can."))
    return Conflict("alternate_has_voted", _("An alternate ahead of you in order has voted, so you no longer can."))
