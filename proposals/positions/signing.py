"""Signing what was published, in a step of its own: a key that is missing or wrong holds up no position."""

from collections.abc import Iterable

import structlog
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject

from common import clock
from common.locks import Lock, exclude
from common.proof.canonical import canonical
from common.proof.signatures import ALGORITHM, KeyTrouble
from common.published import published
from ledger.sealing.keys import KeyRetired, current_key, signer

from .models import Position, Signature

log = structlog.get_logger(__name__)


def sign_one_position() -> bool:
    """Sign the oldest position that is not signed. False: all are, or this process has no key that signs.

    What a rehearsal came to is never signed: a signature says that a council decided it.
    """
    try:
        mine = signer()
        key = current_key(mine) if mine else None
    except (KeyTrouble, KeyRetired) as trouble:
        log.error("nothing_is_signed", reason=str(trouble))
        return False
    if mine is None or key is None:
        return False
    with transaction.atomic():
        # No row is locked: the application's role may change none of this table, and for PostgreSQL that is the same.
        exclude(Lock.SIGNATURES, 0)
        unsigned = published(Position.objects.all()).filter(~Exists(Signature.objects.filter(position=OuterRef("pk"))))
        position = unsigned.order_by("id").first()
        if position is None:
            return False
        Signature.objects.create(
            position=position,
            key=key,
            value=mine.sign(bytes(position.document)),
            signed_at=clock.now(None),
        )
    return True


def signatures_of(position: OuterRef) -> ArraySubquery:
    """The signatures of a position, oldest first, within the query that reads it."""
    facts = {"key": "key__name", "public_key": "key__public_key", "signature": "value"}
    return ArraySubquery(Signature.objects.filter(position=position).values(json=JSONObject(**facts)))


def published_body(document: bytes, sha256: str, signatures: Iterable[dict[str, str]]) -> bytes:
    """The position as it goes out: the exact stored bytes, their SHA-256, and the signatures.

    Nothing stands beside the bytes that is not proven by itself: when they were signed is not among it.
    """
    beside = canonical([{"algorithm": ALGORITHM, **signature} for signature in signatures])
    return b'{"position":' + document + b',"sha256":"' + sha256.encode() + b'","signatures":' + beside + b"}"
