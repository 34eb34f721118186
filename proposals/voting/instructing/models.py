"""What a movement instructs its seat to answer."""

from django.conf import settings
from django.db import models

from common.guards import append_only
from councils.models import Seat

from ..models import Ballot


class Instruction(models.Model):
    """A movement instructs the holders of its bound or split mandates for one ballot. The latest of a seat stands.

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
    instructed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    instructed_at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["ballot", "seat", "-id"], name="instruction_latest")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.seat_id}"
