"""A proposal's text in other languages, passage by passage."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.models import Seat
from proposals.drafting.hiding import IS_REMOVAL
from proposals.drafting.models import Proposal


class Translation(models.Model):
    """One version of a passage (a paragraph by its id, `title` or `summary`) in one language. The highest serial is
    shown.

    `source_sha256` is the hash of the original that was translated: once the original reads otherwise, the translation
    is stale. A machine's has no author. Its words never change; reviewed, it says by whom, who is never its author.
    """

    class Origin(models.TextChoices):
        HUMAN = "human", _("by a person")
        MACHINE = "machine", _("by a machine")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="translations")
    passage = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    serial = models.PositiveIntegerField()
    text = models.TextField()
    source_sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "language", "passage", "serial"], name="one_translation_per_serial"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | Q(made_by__isnull=True) | ~Q(reviewed_by=F("made_by")),
                name="nobody_reviews_their_own_translation",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="words_never_change",
                operation=pgtrigger.UpdateOf("text", "source_sha256", "passage", "language", "serial", "made_by_id"),
                condition=pgtrigger.Condition("NOT " + IS_REMOVAL % "translation"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.passage} {self.language} {self.serial}"
