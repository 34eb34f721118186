"""Casting on a secret ballot: who took part, and beside it what nobody can read."""

import secrets
from collections.abc import Mapping
from typing import Any

from accounts.models import User
from common.proof.canonical import canonical
from common.rows import add
from councils.models import Mandate, Seat
from ledger.record import record
from proposals.voting.entrance import Entrance
from proposals.voting.models import Ballot

from .boxes import seal
from .models import BallotKey, Envelope, Participation

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """Twelve characters that can be read aloud: no 0, O, 1 or I."""
    code = "".join(secrets.choice(ALPHABET) for _position in range(12))
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def cast_secret_vote(
    *, person: User, seat: Seat, ballot: Ballot, mandate: Mandate, entrance: Entrance, answer: Mapping[str, Any]
) -> Participation:
    """Write that the seat took part, and its answer in an envelope; in the transaction of `cast_vote`, which refused
    whatever is to be refused.

    A later one of the seat takes its place. Nothing that is written holds the answer, or a hash of it that could be
    held against an answer later; the voter's code is in what is returned, and otherwise in the envelope alone.
    """
    key = BallotKey.objects.get(ballot=ballot)
    serial, code = entrance.last_serial + 1, new_code() if key.has_codes else ""
    told: dict[str, Any] = {"answer": dict(answer), **({"code": code} if code else {})}
    box = seal(
        bytes.fromhex(key.public_key),
        canonical(told),
        context=context_of(ballot.pk, entrance.entry, serial),
        size=key.size,
    )
    add(Envelope(roll_entry_id=entrance.entry, ballot=ballot, serial=serial, box=box, cast_at=entrance.instant))
    participation = add(
        Participation(
            roll_entry_id=entrance.entry,
            ballot=ballot,
            serial=serial,
            mandate=mandate,
            capacity=mandate.role,
            cast_by=person,
            receipt=new_code(),
        )
    )
    participation.code = code
    record(
        "cast_secret_vote",
        council=seat.council,
        actor=person,
        on_behalf_of=seat.movement.slug,
        subject=ballot.get_absolute_url(),
        data={"seat": seat.movement.slug, "serial": serial},
        at=entrance.instant,
    )
    return participation


def context_of(ballot: int, roll_entry: int, serial: int) -> bytes:
    """Where an envelope belongs: moved to another seat or serial, it does not open."""
    return f"{ballot}/{roll_entry}/{serial}".encode()
