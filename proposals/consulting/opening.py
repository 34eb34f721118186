"""Opening a consultation: what is asked and who is asked are as they are at that instant."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, refuse
from common.locks import Lock, settle_facts, share
from councils.lastword import last_word
from councils.mandates.queries import electorate
from councils.models import Seat
from ledger.record import record
from proposals.voting.models import Ballot
from proposals.voting.paper import LEAST, paper_of

from .models import Consultation, ConsultedMovement
from .permissions import asked_already, why_not_ask, why_not_close_then, why_not_consult

Purpose = Consultation.Purpose


def open_consultation(
    *, person: User, ballot: Ballot, seat: Seat | None = None, closes_at: datetime | None
) -> Consultation:
    """Ask the members of the seat's movement, or without one all members of the council's movements, what they say.

    It opens at once, so that nobody is signed up after it was announced. A movement's consultation on a motion
    instructs its mandate; any other advises. Refused: to who does not coordinate the movement, or is not a secretary
    (403); on a ballot that is over or about to be, twice, for a movement that may not act, and where there is nothing
    to choose from yet (409); a close within the hour, or not before the ballot's (422).
    """
    with transaction.atomic():
        share(Lock.WINDOW, ballot.window_id)
        share(Lock.BALLOT, ballot.pk)
        settle_facts()
        ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=ballot.pk)
        instant = clock.now(ballot.round.council_id)
        refuse(why_not_ask(person, ballot, seat, instant), why_not_consult(ballot, seat, instant))
        asked = _asked(ballot, instant)
        refuse(_why_nothing_asked(ballot, asked), why_not_close_then(ballot, closes_at, instant))
        assert closes_at is not None  # noqa: S101 - narrows the type: refused above
        with last_word(dict.fromkeys(("one_consultation_per_asker", "one_consultation_per_number"), asked_already())):
            consultation = Consultation.objects.create(
                round=ballot.round,
                ballot=ballot,
                number=(ballot.consultations.aggregate(last=Max("number"))["last"] or 0) + 1,
                seat=seat,
                purpose=Purpose.INSTRUCT if seat and ballot.kind == Ballot.Kind.MOTION else Purpose.ADVISE,
                opened_by=person,
                opens_at=instant,
                closes_at=closes_at,
                **asked,
            )
        ConsultedMovement.objects.bulk_create(_movements(consultation), batch_size=2_000)
        _tell(consultation, person)
    return consultation


def _asked(ballot: Ballot, at: datetime) -> dict[str, Any]:
    """The question as it stands, or as the ballot's own opening froze it."""
    if ballot.proposal is not None:
        return {"revision": ballot.revision or ballot.proposal.revision}
    return {"terms": ballot.terms, "options": paper_of(ballot, at) if ballot.options is None else ballot.options}


def _why_nothing_asked(ballot: Ballot, asked: dict[str, Any]) -> DomainError | None:
    least = LEAST if ballot.kind == Ballot.Kind.RANKING else 1
    if ballot.kind == Ballot.Kind.MOTION or len(asked["options"]) >= least:
        return None
    return Conflict("nothing_to_ask", _("There is nothing to choose from on this ballot yet."))


def _movements(consultation: Consultation) -> list[ConsultedMovement]:
    """Whose members are asked: the movement's, or those of every movement that would vote now."""
    if seat := consultation.seat:
        asked = [(seat.pk, seat.movement.slug, seat.movement.name)]
    else:
        electors = electorate(consultation.round.council, consultation.opens_at)
        asked = [(elector.seat_id, elector.movement, elector.name) for elector in electors]
    return [
        ConsultedMovement(consultation=consultation, seat_id=pk, movement=slug, name=name) for pk, slug, name in asked
    ]


def _tell(consultation: Consultation, person: User) -> None:
    record(
        "open_consultation",
        council=consultation.round.council,
        actor=person,
        on_behalf_of=consultation.seat.movement.slug if consultation.seat else "",
        subject=consultation.get_absolute_url(),
        data={
            "asker": consultation.asker,
            "ballot": consultation.ballot.number,
            "purpose": consultation.purpose,
            "closes_at": consultation.closes_at.isoformat(),
        },
        at=consultation.opens_at,
    )
