"""What was counted, and what was published of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.guards import append_only
from councils.models import Council
from proposals.voting.models import Ballot


class Tally(models.Model):
    """The result of one rule on one ballot, with its working."""

    append_only = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="tallies")
    rule = models.CharField(max_length=40)
    is_binding = models.BooleanField()
    outcome = models.CharField(max_length=20)
    result = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "rule"], name="one_tally_per_rule"),
            models.UniqueConstraint(fields=["ballot"], condition=Q(is_binding=True), name="one_binding_tally"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.rule}: {self.outcome}"


class Position(models.Model):
    """The immutable published outcome of a ballot. `document` holds the exact bytes that were hashed."""

    append_only = True

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="positions")
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="positions")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["council", "-id"], name="position_council")]
        constraints = [
            models.UniqueConstraint(fields=["council", "year", "number"], name="one_position_per_number"),
            models.UniqueConstraint(fields=["council", "previous_sha256"], name="one_chain_per_council"),
            models.UniqueConstraint(
                fields=["ballot"], condition=Q(supersedes__isnull=True), name="one_first_position_per_ballot"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("position", args=[self.council.slug, self.year, self.number])

    @property
    def reference(self) -> str:
        """The number people cite, such as `CMS/2027/003`."""
        return f"{self.council.code}/{self.year}/{self.number:03d}"
