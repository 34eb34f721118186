"""Sending what was adopted to those who are to answer: a step of its own, so that nothing here holds up publishing."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from common import clock
from common.locks import Lock, exclude
from common.published import of_no_rehearsal
from councils.models import Council, Window
from councils.rulebook.rules import read_rulebook
from ledger.record import record
from proposals.positions.document import DECIDED
from proposals.positions.models import Position
from proposals.voting.models import Ballot

from .letters import send, unsent
from .models import OPEN_STATES, Transmittal

log = structlog.get_logger(__name__)

State = Transmittal.State
# The first sweep after the publication sends; what is older than this did not go out.
SENT_WITHIN = timedelta(minutes=5)


def send_one_transmittal() -> bool:
    """Send the oldest position or letter that was not sent to an addressee, or close a transmittal whose position was
    superseded. False: there is none.

    One that fails is told to the log and passed over: it waits for the next sweep, and the others do not wait for it.
    """
    for row, step in chain(_waiting(_overtaken(), _close), _waiting(_unsent(), _send), _waiting(unsent(), send)):
        try:
            if step(row):
                return True
        except Exception as error:  # whatever a step raises; the other rows go on
            log.error("transmittal_failed", row=str(row), kind=type(row).__name__, exc_info=error)
    return False


def send_transmittal(*, position: Position, addressee: Council) -> Transmittal | None:
    """Send a position to one addressee. None when it was sent already: twice does nothing more."""
    with transaction.atomic():
        exclude(Lock.TRANSMITTAL, position.pk)
        if Transmittal.objects.filter(position=position, addressee=addressee).exists():
            return None
        at = clock.now(position.council_id)
        made = Transmittal.objects.create(
            position=position, addressee=addressee, sent_at=at, due_at=due_at(position, at), changed_at=at
        )
        record(
            "send_transmittal",
            council=position.council,
            actor=None,
            subject=made.get_absolute_url(),
            data={
                "reference": position.reference,
                "addressee": addressee.slug,
                "due_at": made.due_at.isoformat(),
            },
            at=at,
        )
    return made


def supersede_transmittal(*, transmittal: Transmittal, later: Position) -> bool:
    """Ask no more for an answer to a position whose place another has taken. False when it was answered meanwhile."""
    with transaction.atomic():
        related = Transmittal.objects.select_related("position__council", "addressee").defer("position__document")
        held = related.select_for_update(of=("self",), no_key=True).get(pk=transmittal.pk)
        if held.state not in OPEN_STATES:
            return False
        at = clock.now(held.council.pk)
        held.state, held.superseded_at, held.changed_at = State.SUPERSEDED, at, at
        held.save(update_fields=["state", "superseded_at", "changed_at"])
        record(
            "supersede_transmittal",
            council=held.council,
            actor=None,
            subject=held.get_absolute_url(),
            data={
                "reference": held.reference,
                "addressee": held.addressee.slug,
                "later": later.reference,
            },
            at=at,
        )
    return True


def due_at(position: Position, at: datetime) -> datetime:
    """By when an answer is asked for: the close of the round's window for responses, where it has one that is still to
    close; else the days that the rulebook of the ballot gives.
    """
    windows = Window.objects.filter(round=position.ballot.round_id, kind=Window.Kind.RESPONSE, closes_at__gt=at)
    closes_at = windows.order_by("-closes_at").values_list("closes_at", flat=True).first()
    return closes_at or at + timedelta(days=read_rulebook(position.ballot.rules or {}).response_days)


def overdue_to_send(council: Council, now: datetime) -> QuerySet[Position]:
    """Of a council, what should have been sent by now: each sweep tries it again, and the log says what is wrong."""
    return _unsent().filter(council=council, published_at__lte=now - SENT_WITHIN)


def _unsent() -> QuerySet[Position]:
    """What the councils themselves adopted and nothing has superseded, once for each addressee (`to`) that has still to
    be sent it. What they think of an answer is sent to nobody, and what a rehearsal came to neither.
    """
    sent = Transmittal.objects.filter(position=OuterRef("pk"), addressee=OuterRef("to"))
    adopted = Position.objects.filter(
        ~Q(ballot__kind=Ballot.Kind.MOTION, ballot__proposal__isnull=True),
        of_no_rehearsal(Position),
        series=Position.Series.OWN,
        outcome__in=DECIDED,
        superseded_by__isnull=True,
    ).annotate(to=F("ballot__round__addressees"))
    waiting = adopted.filter(~Exists(sent), to__isnull=False).select_related("council", "ballot")
    return waiting.defer("document").order_by("id", "to")


def _overtaken() -> QuerySet[Transmittal]:
    """Open transmittals of superseded positions."""
    found = Transmittal.objects.filter(state__in=OPEN_STATES, position__superseded_by__isnull=False)
    related = found.select_related("position__superseded_by__council")
    return related.defer("position__document", "position__superseded_by__document").order_by("id")


def _waiting(rows: QuerySet[Any], step: Callable[[Any], bool]) -> Iterator[tuple[Any, Callable[[Any], bool]]]:
    """Each row with its step; the second table is asked only when the first has no work."""
    for row in rows:
        yield row, step


def _send(position: Position) -> bool:
    to = position.to  # type: ignore[attr-defined] # annotated by _unsent
    return send_transmittal(position=position, addressee=Council.objects.get(pk=to)) is not None


def _close(transmittal: Transmittal) -> bool:
    position = transmittal.position
    return position is not None and supersede_transmittal(transmittal=transmittal, later=position.superseded_by)
