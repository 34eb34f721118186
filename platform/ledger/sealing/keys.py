"""The key that this process signs with, and the public record of all keys."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from common import clock
from common.locks import Lock, exclude
from common.proof.signatures import Signer
from ledger.record import record

from .models import SigningKey


class KeyRetired(LookupError):
    """This process has a key that another has followed; a key is never taken up again."""


def signer() -> Signer | None:
    """What this process signs with; None where it has no key, as whoever serves visitors has none.

    Raises `KeyTrouble` for a key that is none.
    """
    return Signer(settings.SIGNING_KEY) if settings.SIGNING_KEY else None


def current_key(signer: Signer) -> SigningKey:
    """The public record of the key, which is made the first time that it is used: it then ends the one before it.

    Raises `KeyRetired` for a key that was followed by another.
    """
    found = SigningKey.objects.filter(name=signer.name).first()
    if found is None:
        with transaction.atomic():
            exclude(Lock.KEYS, 0)
            found = SigningKey.objects.filter(name=signer.name).first() or _begin(signer, clock.now(None))
    if found.valid_until is not None:
        raise KeyRetired(f"the key {found.name} was followed by another and does not sign again")
    return found


def _begin(signer: Signer, instant: datetime) -> SigningKey:
    """Publish the key and end the one before it, in one ledger entry that everybody can find."""
    before = SigningKey.objects.filter(valid_until__isnull=True).first()
    if before:
        before.valid_until = instant
        before.save(update_fields=["valid_until"])
    begun = SigningKey.objects.create(name=signer.name, public_key=signer.public_key, valid_from=instant)
    record(
        "begin_key",
        council=None,
        actor=None,
        subject="/api/v1/keys/",
        data={"key": begun.name, "public_key": begun.public_key, "before": before.name if before else None},
        at=instant,
    )
    return begun
