"""Versions of a council's decision rules. What they mean is read by `rules`, which knows no database."""

from django.conf import settings
from django.db import models

from common.guards import append_only


class Rulebook(models.Model):
    """One immutable version of a council's decision rules, in force from `effective_at` until a later version is.

    `data` is what `councils.rulebook.rules.read_rulebook` reads. A ballot copies it when it opens.
    """

    append_only = True

    council = models.ForeignKey("councils.Council", on_delete=models.PROTECT, related_name="rulebooks")
    version = models.PositiveIntegerField()
    data = models.JSONField()
    note = models.TextField(blank=True)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    to_council = "council"

    class Meta:
        ordering = ["council", "version"]
        constraints = [models.UniqueConstraint(fields=["council", "version"], name="one_rulebook_per_version")]
        indexes = [models.Index(fields=["council", "-effective_at", "-version"], name="rulebook_at")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.council_id} v{self.version}"
