"""Naming the lot of a ballot before its close, and drawing it after, for a tie that the rulebook leaves to it."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid, refuse
from common.locks import Lock as DatabaseLock
from common.locks import share
from councils.mandates.permissions import offices_held, why_not_hold
from councils.models import Office
from ledger.record import record
from proposals.tally.lot import digest, seed_of

from .closing import why_no_reason
from .lots import Lot, LotCommitment
from .models import Ballot

HEX = re.compile(r"[0-9a-f]{64}\Z")
SECRET_LIMIT = 200
DUTIES = (Office.Kind.SECRETARY, Office.Kind.MODERATOR, Office.Kind.OBSERVER)
LEAST = 2
COUNTED = (Ballot.State.TALLIED, Ballot.State.PUBLISHED)


def name_lot(*, person: User, ballot: Ballot, method: str, draw: str = "") -> Lot:
    """Name how a tie will be broken: a public draw after the close, or the secrets of two offices.

    Refused: to who is not a secretary (403); once the ballot has closed, or when its lot is named already (409); an
    unknown method, or a draw that is not said (422).
    """
    with transaction.atomic():
        instant = _arrive(ballot)
        refuse(
            why_not_hold(person, ballot.round.council, Office.Kind.SECRETARY, at=instant),
            why_not_before_close(ballot, instant),
            why_named(ballot),
            _why_no_method(method, draw),
        )
        lot = Lot.objects.create(ballot=ballot, method=method, draw=draw.strip(), named_by=person, named_at=instant)
        _tell("name_lot", ballot, person, instant, method=method, draw=lot.draw)
    return lot


def commit_lot(*, person: User, ballot: Ballot, commitment: str) -> LotCommitment:
    """Commit an office to a secret, by its SHA-256, before the close.

    Refused: to who holds no office of the council (403); after the close, when the office has committed, or the
    commitment is another's (409); what is no SHA-256 (422).
    """
    with transaction.atomic():
        instant = _arrive(ballot)
        lot = _lot_of(ballot, Lot.Method.COMMITMENTS)
        refuse(
            why_no_duty(person, ballot, instant),
            why_not_before_close(ballot, instant),
            _why_no_commitment(commitment),
        )
        office = duty_of(person, ballot, instant)
        try:
            with transaction.atomic():
                made = LotCommitment.objects.create(
                    lot=lot, office=office, person=person, commitment=commitment, committed_at=instant
                )
        except IntegrityError as twice:
            raise Conflict("committed_already", _("This office, or this commitment, stands there already.")) from twice
        _tell("commit_lot", ballot, person, instant, office=office, commitment=commitment)
    return made


def open_commitment(*, person: User, ballot: Ballot, secret: str) -> Lot:
    """Open one's commitment after the count of a tie; the last to open draws the lot.

    Refused: to who committed to nothing (403); before there is a tie for the lot, or once opened (409); when the secret
    is not the one that was committed to (422).
    """
    with transaction.atomic():
        instant = _arrive(ballot)
        lot = _lot_of(ballot, Lot.Method.COMMITMENTS)
        mine = lot.commitments.filter(person=person).first()
        refuse(_why_not_mine(mine), why_no_tie(ballot, lot))
        assert mine is not None  # noqa: S101 - narrows the type: refused above
        refuse(_why_not_secret(mine, secret))
        mine.secret, mine.opened_at = secret, instant
        mine.save(update_fields=["secret", "opened_at"])
        secrets = list(lot.commitments.values_list("secret", flat=True))
        _tell("open_commitment", ballot, person, instant, office=mine.office)
        if all(secrets) and len(secrets) >= LEAST:
            _draw(lot, seed_of(secrets), "", person, instant)
    return lot


def enter_draw(*, person: User, ballot: Ballot, result: str, evidence: str) -> Lot:
    """Enter the result of the public draw that was named, with evidence that everybody can look up.

    Refused: to who is not a secretary (403); before there is a tie for the lot, or once drawn (409); without a result
    of at most 200 characters, or without evidence (422).
    """
    with transaction.atomic():
        instant = _arrive(ballot)
        lot = _lot_of(ballot, Lot.Method.DRAW)
        refuse(
            why_not_hold(person, ballot.round.council, Office.Kind.SECRETARY, at=instant),
            why_no_tie(ballot, lot),
            _why_no_result(result),
            why_no_reason(evidence),
        )
        _draw(lot, " ".join(result.split()), evidence.strip(), person, instant)
    return lot


def _arrive(ballot: Ballot) -> datetime:
    """The ballot as it is and the instant that decides; its row comes before the window, as for the conductor."""
    Ballot.objects.select_for_update(no_key=True).only("pk").get(pk=ballot.pk)
    share(DatabaseLock.WINDOW, ballot.window_id)
    ballot.refresh_from_db()
    return clock.now(ballot.round.council_id)


def _draw(lot: Lot, seed: str, evidence: str, person: User, at: datetime) -> None:
    lot.seed, lot.evidence, lot.drawn_by, lot.drawn_at = seed, evidence, person, at
    lot.save(update_fields=["seed", "evidence", "drawn_by", "drawn_at"])
    _tell("draw_lot", lot.ballot, person, at, seed=seed, evidence=evidence)


def _tell(verb: str, ballot: Ballot, person: User, at: datetime, **data: str) -> None:
    record(
        verb,
        council=ballot.round.council,
        actor=person,
        subject=ballot.get_absolute_url(),
        data={"ballot": ballot.number, **data},
        at=at,
    )


def duty_of(person: User, ballot: Ballot, at: datetime) -> str:
    """The office by which the person may commit, the first of secretary, moderator, observer; empty without one."""
    held = offices_held(person, ballot.round.council, at)
    return next((duty for duty in DUTIES if duty in held), "")


def why_no_duty(person: User, ballot: Ballot, at: datetime) -> DomainError | None:
    """Offices commit, so that it is known who answers for a secret."""
    return why_not_hold(person, ballot.round.council, *DUTIES, at=at)


def why_not_before_close(ballot: Ballot, at: datetime) -> DomainError | None:
    """What is named after the close could be chosen for its result."""
    if ballot.round.standing(at) < ballot.window.closes_at and ballot.state in (
        Ballot.State.PROVISIONAL,
        Ballot.State.OPEN,
    ):
        return None
    return Conflict(
        "ballot_closed", _("The lot is named before the close, so that nobody can choose it for its result.")
    )


def why_named(ballot: Ballot) -> DomainError | None:
    """A lot is named once."""
    if not Lot.objects.filter(ballot=ballot).exists():
        return None
    return Conflict("lot_named_already", _("The lot of this ballot is named already."))


def why_no_tie(ballot: Ballot, lot: Lot) -> DomainError | None:
    """A lot is drawn once, and only for a tie that the rulebook leaves to it."""
    if lot.seed:
        return Conflict("drawn_already", _("The lot of this ballot has been drawn."))
    tied = ballot.tallies.filter(is_binding=True, outcome="tied").exists()
    if ballot.state in COUNTED and tied and (ballot.rules or {}).get("tied") == "lot":
        return None
    return Conflict("no_tie", _("There is no tie on this ballot that the rulebook leaves to the lot."))


def _lot_of(ballot: Ballot, method: str) -> Lot:
    lot = Lot.objects.select_for_update().filter(ballot=ballot, method=method).first()
    if lot is None:
        raise Conflict("no_lot", _("No lot of this kind was named for this ballot."))
    lot.ballot = ballot
    return lot


def _why_no_method(method: str, draw: str) -> DomainError | None:
    if method not in Lot.Method.values:
        sentence = _("Choose a public draw, or the secrets of two offices.")
        return Invalid("unknown_method", sentence, fields={"method": sentence})
    if method == Lot.Method.DRAW and why_no_reason(draw):
        sentence = _("Say which draw it is, when it is held, and which of its numbers count.")
        return Invalid("no_draw", sentence, fields={"draw": sentence})
    return None


def _why_no_commitment(commitment: str) -> DomainError | None:
    if HEX.match(commitment):
        return None
    sentence = _("A commitment is the SHA-256 of the secret: 64 digits and small letters from a to f.")
    return Invalid("no_commitment", sentence, fields={"commitment": sentence})


def _why_not_mine(mine: LotCommitment | None) -> DomainError | None:
    if mine is None:
        return Forbidden("no_commitment_of_yours", _("You have committed to no secret on this ballot."))
    return Conflict("opened_already", _("Your secret has been opened.")) if mine.secret else None


def _why_not_secret(mine: LotCommitment, secret: str) -> DomainError | None:
    if 0 < len(secret) <= SECRET_LIMIT and "\x00" not in secret and digest(secret) == mine.commitment:
        return None
    sentence = _("This is not the secret that was committed to: its SHA-256 is another.")
    return Invalid("another_secret", sentence, fields={"secret": sentence})


def _why_no_result(result: str) -> DomainError | None:
    if 0 < len(" ".join(result.split())) <= SECRET_LIMIT and "\x00" not in result:
        return None
    sentence = _("Write the result of the draw, in at most 200 characters.")
    return Invalid("no_result", sentence, fields={"result": sentence})
