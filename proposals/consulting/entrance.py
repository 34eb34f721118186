"""Coming to a consultation: every lock of an answer in one round trip, and what is true once they are held."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from common.words import Moment
from councils.models import Standing
from councils.rounds.queries import suspended
from proposals.voting.models import Ballot

from .models import Consultation
from .queries import asked_of

OVER = (Ballot.State.CANCELLED, Ballot.State.MOOT)


@dataclass(frozen=True)
class Asked:
    """A movement as whose member the person may answer, with its standing now."""

    id: int
    movement: str
    name: str
    standing: str | None


@dataclass(frozen=True)
class Entrance:
    """A person at a consultation. `instant` decides; `movements` are those on whose part of the roll they are;
    `suspended_at` is since when the calendar of the round stands still, if it does.
    """

    instant: datetime
    state: str
    opens_at: datetime
    closes_at: datetime
    ballot_state: str
    movements: tuple[Asked, ...]
    suspended_at: datetime | None = None

    def asked(self, movement: str) -> Asked | None:
        """The movement of that address, or the only one there is where none is named."""
        if not movement and len(self.movements) == 1:
            return self.movements[0]
        return next((asked for asked in self.movements if asked.movement == movement), None)


def enter(consultation: Consultation, person: User) -> Entrance:
    """Enter the consultation; inside a transaction, which the database ends after fifteen seconds.

    Whoever closes it excludes everybody who has entered. One person's answers follow one another.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM minga_enter_consultation(%s, %s)", [consultation.pk, person.pk])
        instant, state, opens_at, closes_at, ballot_state, movements, since = cursor.fetchone()
    found = tuple(Asked(*facts) for facts in json.loads(movements or "[]"))
    return Entrance(instant, state, opens_at, closes_at, ballot_state, found, since)


def glance(consultation: Consultation, person: User, at: datetime) -> Entrance:
    """The same for a page, which decides nothing: no lock, and `at` for the instant."""
    known = Standing.objects.filter(seat=OuterRef("seat"), effective_at__lte=at, recorded_at__lt=at)
    latest = known.order_by("-effective_at", "-recorded_at", "-id").values("status")[:1]
    rows = asked_of(person).filter(consultation=consultation).annotate(standing=Subquery(latest))
    found = rows.values_list("pk", "movement", "name", "standing").order_by("movement")
    return Entrance(
        at,
        consultation.state,
        consultation.opens_at,
        consultation.closes_at,
        consultation.ballot.state,
        tuple(Asked(*facts) for facts in found),
        consultation.round.suspended_at,
    )


def why_not_answer(entrance: Entrance) -> DomainError | None:
    """Whoever is on the roll answers in time: `opens_at <= t < closes_at` by the database's clock."""
    return _why_not_asked(entrance) or why_over(entrance)


def why_over(entrance: Entrance) -> DomainError | None:
    """The part of it that is not about the person."""
    if entrance.state == Consultation.State.CANCELLED:
        return Conflict("consultation_cancelled", _("This consultation was cancelled."))
    if entrance.ballot_state in OVER:
        return Conflict("ballot_cancelled", _("The ballot that it was about will not be counted."))
    if entrance.suspended_at is not None and entrance.suspended_at < entrance.closes_at:
        return suspended(entrance.suspended_at)
    if entrance.instant < entrance.opens_at:
        data = {"opens_at": Moment(entrance.opens_at)}
        return Conflict("not_open_yet", _("This consultation opens on %(opens_at)s."), data=data)
    if entrance.instant >= entrance.closes_at or entrance.state != Consultation.State.OPEN:
        data = {"closed_at": Moment(entrance.closes_at)}
        return Conflict("closed", _("This consultation closed on %(closed_at)s."), data=data)
    return None


def _why_not_asked(entrance: Entrance) -> DomainError | None:
    if entrance.movements:
        return None
    sentence = _("You were no member of a movement that is asked here when this consultation opened.")
    return Forbidden("not_on_roll", sentence)
