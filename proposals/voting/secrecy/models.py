"""A secret ballot in the database: its public key, who took part, what is sealed until the close, what was opened.

After the close nothing here ties an answer to a seat: the envelopes are deleted by the transaction that inserts all
answers at once, in a random order and under random keys. What must not happen is refused by triggers, whoever tries.
"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from common.guards import append_only
from councils.models import Mandate
from proposals.voting.models import Ballot, RollEntry

from .guards import BESIDE_ITS_ENVELOPE, DESTROYED_ONCE_OPENED, KEY_OF_A_SECRET_BALLOT, OPENED_TOGETHER, SEALED_IN_TIME


class BallotKey(models.Model):
    """The public half of the key to which the envelopes of a ballot are sealed, made at its opening.

    `has_codes` and `size` (of what an envelope holds, in bytes, the same for every answer) are fixed with it.
    `destroyed_at` says when the private half, which never was here, was seen to be gone.
    """

    ballot = models.OneToOneField(Ballot, primary_key=True, on_delete=models.PROTECT, related_name="key")
    public_key = models.CharField(max_length=64, unique=True)
    has_codes = models.BooleanField(default=False)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["ballot"], name="key_undestroyed", condition=Q(destroyed_at__isnull=True))]
        triggers = [
            pgtrigger.Trigger(
                name="of_a_secret_ballot",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=KEY_OF_A_SECRET_BALLOT,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="destroyed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__destroyed_at__isnull=False)
                | pgtrigger.Q(old__ballot_id__df=pgtrigger.F("new__ballot_id"))
                | pgtrigger.Q(old__public_key__df=pgtrigger.F("new__public_key"))
                | pgtrigger.Q(old__has_codes__df=pgtrigger.F("new__has_codes"))
                | pgtrigger.Q(old__size__df=pgtrigger.F("new__size"))
                | pgtrigger.Q(old__made_at__df=pgtrigger.F("new__made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.public_key[:8]}"


class Participation(models.Model):
    """That a seat took part, and by whom; never what it answered, and not when. The receipt proves as much.

    It stands beside an envelope of the same serial, which is what the deadline was asked of.
    """

    append_only = True

    # As of a vote: found through the indexes below.
    roll_entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="participations", db_index=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="participations", db_index=False)
    serial = models.PositiveIntegerField()
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+", db_index=False)
    capacity = models.CharField(max_length=10, choices=Mandate.Role.choices)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=20, unique=True)

    # What the voter is told once, and the database never: where the rulebook has codes.
    code = ""

    class Meta:
        ordering = ["roll_entry", "serial"]
        indexes = [
            models.Index(fields=["ballot", "roll_entry", "-serial"], name="participation_latest"),
            models.Index(fields=["mandate", "roll_entry"], name="participation_by_mandate"),
        ]
        constraints = [models.UniqueConstraint(fields=["roll_entry", "serial"], name="one_participation_per_serial")]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="beside_its_envelope",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=BESIDE_ITS_ENVELOPE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_entry_id} #{self.serial}"


class Envelope(models.Model):
    """One sealed answer, until the close. The highest serial of a roll entry is opened; no other ever is."""

    append_only = True

    roll_entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="+")
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveIntegerField()
    box = models.BinaryField()
    cast_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ballot", "roll_entry", "-serial"], name="envelope_latest")]
        constraints = [models.UniqueConstraint(fields=["roll_entry", "serial"], name="one_envelope_per_serial")]
        triggers = [
            *(trigger for trigger in append_only() if trigger.name == "never_truncated"),
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="sealed_within_its_window",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("deadline", "record"), ("instant", "timestamptz")],
                func=SEALED_IN_TIME,
            ),
            pgtrigger.Trigger(
                name="destroyed_once_opened",
                operation=pgtrigger.Delete,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(old="gone"),
                func=DESTROYED_ONCE_OPENED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_entry_id} #{self.serial}"


class OpenedChoice(models.Model):
    """One answer of somebody: no seat, no instant, no serial, and a key that is random like its place in the table.

    `code` is that of the voter where the rulebook has codes. All answers of a ballot come in one statement.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="opened_choices")
    answer = models.JSONField()
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "code"], condition=~Q(code=""), name="a_code_is_of_one_choice")
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="opened_together",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="fresh"),
                func=OPENED_TOGETHER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.id}"
