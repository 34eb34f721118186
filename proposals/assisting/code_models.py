"""Codes on paper, by which people without e-mail sign in once, for one thing."""

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from councils.models import Council, Seat
from proposals.consulting.models import Consultation
from proposals.voting.models import Ballot


class CodeBatch(models.Model):
    """Codes that a movement had made at once: for its own seat at a ballot, or for its members in a consultation. They
    are good until that closes, whenever that is by then.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="code_batches")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="code_batches")
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="code_batches")
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.PROTECT, related_name="code_batches"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["council", "id"], name="code_batch_live", condition=Q(withdrawn_at__isnull=True)),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_withdrawn",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.withdrawn_at IS NOT NULL OR ROW(OLD.council_id, OLD.seat_id, OLD.ballot_id, "
                    "OLD.consultation_id, OLD.made_by_id, OLD.made_at) IS DISTINCT FROM "
                    "ROW(NEW.council_id, NEW.seat_id, NEW.ballot_id, NEW.consultation_id, NEW.made_by_id, "
                    "NEW.made_at)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.seat_id}"

    @property
    def closes_at(self) -> datetime:
        """Until when its codes are good, as things stand."""
        return self.consultation.closes_at if self.consultation else self.ballot.window.closes_at


class AccessCode(models.Model):
    """One person's code, of which only the hash is kept. It opens one session, once."""

    batch = models.ForeignKey(CodeBatch, on_delete=models.PROTECT, related_name="codes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "person"], name="one_code_per_person_and_batch")]
        indexes = [models.Index(fields=["batch"], name="code_unused", condition=Q(used_at__isnull=True))]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_used",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.used_at IS NOT NULL OR ROW(OLD.batch_id, OLD.person_id, OLD.code_hash) IS DISTINCT FROM "
                    "ROW(NEW.batch_id, NEW.person_id, NEW.code_hash)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.pk}"
