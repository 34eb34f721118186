"""The close of a secret ballot: its envelopes are opened together, and then nothing is left that could open them."""

import json
import secrets
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import Conflict
from ledger.record import record
from proposals.tally.choices import check_answer
from proposals.voting.models import Ballot

from .boxes import unseal
from .casting import context_of
from .keys import KeyMissing, destroy_key, read_key
from .models import BallotKey, Envelope, OpenedChoice, Participation

log = structlog.get_logger(__name__)

UNFINISHED = (Ballot.State.PROVISIONAL, Ballot.State.OPEN)


class SealBroken(Conflict):
    """The envelopes of a ballot could not be opened. Why is said without a word of what stands in any of them."""

    def __init__(self) -> None:
        super().__init__("seal_broken", _("The envelopes of this ballot could not be opened. The operator is needed."))


def open_envelopes(ballot: Ballot) -> None:
    """Open the latest envelope of each seat, insert all answers in one statement and a random order, destroy all
    envelopes. In the transaction that closes the ballot, which the caller holds.

    Raises `SealBroken` or, where the key is not at hand, a `Conflict`; then nothing was done, and it is tried again.
    What is raised, and so logged and shown, never carries an answer: a database quotes the row that it refuses.
    """
    try:
        with transaction.atomic():
            choices = _opened(ballot)
            secrets.SystemRandom().shuffle(choices)
            OpenedChoice.objects.bulk_create(choices)
            destroy_envelopes(ballot)
    except KeyMissing as missing:
        sentence = _("The key of this ballot is not at hand: its worker has to have the folder of keys.")
        raise Conflict("key_missing", sentence) from missing
    except Exception as error:
        log.error("envelopes_not_opened", ballot=str(ballot), kind=type(error).__name__)
        raise SealBroken from None


def _opened(ballot: Ballot) -> list[OpenedChoice]:
    latest = list(_latest(Envelope, ballot))
    if {(e.roll_entry_id, e.serial) for e in latest} != {
        (p.roll_entry_id, p.serial) for p in _latest(Participation, ballot)
    }:
        raise SealBroken
    if not latest:
        return []
    private = read_key(BallotKey.objects.get(ballot=ballot).public_key)
    return [_choice(ballot, envelope, private) for envelope in latest]


def _latest(model: Any, ballot: Ballot) -> Any:
    return model.objects.filter(ballot=ballot).order_by("roll_entry_id", "-serial").distinct("roll_entry_id")


def _choice(ballot: Ballot, envelope: Envelope, private: bytes) -> OpenedChoice:
    context = context_of(ballot.pk, envelope.roll_entry_id, envelope.serial)
    told = json.loads(unseal(private, bytes(envelope.box), context=context))
    check_answer(ballot.kind, ballot.terms, ballot.options or [], told["answer"])
    return OpenedChoice(ballot=ballot, answer=told["answer"], code=told.get("code", ""))


def destroy_envelopes(ballot: Ballot) -> None:
    """Delete all envelopes of a ballot that was opened or cancelled, by the one function that may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT minga_destroy_envelopes(%s)", [ballot.pk])


def destroy_spent_key() -> bool:
    """Destroy one private key whose ballot has closed or was cancelled, for good: the close has committed.

    False when there is none, or none that this process can reach. A worker that dies between the two halves is
    followed by another: the file is gone then, and only that is written down.
    """
    with transaction.atomic():
        spent = BallotKey.objects.filter(destroyed_at__isnull=True).exclude(ballot__state__in=UNFINISHED)
        locked = spent.select_for_update(skip_locked=True, of=("self",)).annotate(council=F("ballot__round__council"))
        key = locked.select_related("ballot__round__council").order_by("pk").first()
        if key is None:
            return False
        try:
            destroy_key(key.public_key)
        except (KeyMissing, OSError) as error:
            log.error("key_not_destroyed", ballot=str(key.ballot), why=str(error))
            return False
        key.destroyed_at = clock.now(key.ballot.round.council_id)
        key.save(update_fields=["destroyed_at"])
        record(
            "destroy_key",
            council=key.ballot.round.council,
            actor=None,
            subject=key.ballot.get_absolute_url(),
            data={"ballot": key.ballot.number, "public_key": key.public_key},
            at=key.destroyed_at,
        )
    return True
