"""What a movement instructs its seat to answer."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from common.guards import append_only
from councils.models import Seat

from ..models import Ballot
from ..secrecy.guards import never_on_a_secret_ballot


class Instruction(models.Model):
    """A movement instructs the holders of its bound or split mandates for one ballot. The latest of a seat stands, and
    what its members said in a consultation before what any coordinator says.

    `commitment` is SHA-256 over salt, answer and text in canonical JSON: the ledger shows it until the close, when what
    it stands for is published. The `evidence` stays private.
    """

    append_only = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="instructions")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField()
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    evidence = models.FileField(upload_to="evidence/%Y/", blank=True)
    is_of_members = models.BooleanField(default=False)
    instructed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    instructed_at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["ballot", "seat", "-id"], name="instruction_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "seat"], condition=Q(is_of_members=True), name="members_instruct_once"
            ),
            models.CheckConstraint(
                condition=Q(is_of_members=True, instructed_by__isnull=True)
                | Q(is_of_members=False, instructed_by__isnull=False),
                name="members_or_a_coordinator_instruct",
            ),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="never_on_a_secret_ballot",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=never_on_a_secret_ballot("an instruction"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.seat_id}"
