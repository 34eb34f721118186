"""What was counted, and what was published of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.guards import append_only
from councils.models import Council
from ledger.models import SigningKey
from proposals.voting.models import Ballot

# What the numbers of a series bear behind the council's code.
MARKS = {"imports": "-I"}
PDF, PNG = "application/pdf", "image/png"
# The rendition that is no file in a language: the picture by which other sites show the result.
CARD = ""


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
    """The immutable published outcome of a ballot. `document` holds the exact bytes that were hashed.

    Each series of a council has numbers and a chain of its own: what it decided, and what was imported.
    """

    append_only = True

    class Series(models.TextChoices):
        OWN = "", _("the council's own")
        IMPORTS = "imports", _("imported")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="positions")
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="positions")
    series = models.CharField(max_length=10, choices=Series.choices, blank=True, default=Series.OWN)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField()

    to_council = "council"

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["council", "-id"], name="position_council")]
        constraints = [
            models.UniqueConstraint(fields=["council", "series", "year", "number"], name="one_position_per_number"),
            models.UniqueConstraint(fields=["council", "series", "previous_sha256"], name="one_chain_per_series"),
            models.UniqueConstraint(
                fields=["ballot"], condition=Q(supersedes__isnull=True), name="one_first_position_per_ballot"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return self._address("")

    def _address(self, of: str) -> str:
        place = [self.council.slug, self.year, self.number]
        if self.series:
            return reverse(f"{of}series_position", args=[place[0], self.series, *place[1:]])
        return reverse(f"{of}position", args=place)

    @property
    def data_url(self) -> str:
        """Its address in the public API."""
        return self._address("api:")

    def file_url(self, language: str) -> str:
        """Where it is as a file, printed in a language of its text."""
        return f"{self.get_absolute_url().rstrip('/')}.{language}.pdf"

    @property
    def card_url(self) -> str:
        """Where the picture is by which other sites show it."""
        return f"{self.get_absolute_url().rstrip('/')}.png"

    @property
    def reference(self) -> str:
        """The number people cite, such as `CMS/2027/003`; `CMS-I/2027/003` was imported."""
        return f"{self.council.code}{MARKS.get(self.series, '')}/{self.year}/{self.number:03d}"


class Signature(models.Model):
    """A signature of the exact bytes of a position's document, which stands beside them."""

    append_only = True

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="signatures")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=128)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["position", "key"], name="one_signature_per_key")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.position_id} {self.key_id}"


class Package(models.Model):
    """The tally package of a position as it is handed out, and the hash that the next one of its series names.

    `votes_file` is what the votes are called in the format that others read; empty where none can hold them.
    """

    append_only = True

    position = models.OneToOneField(Position, on_delete=models.PROTECT, related_name="package")
    content = models.BinaryField()
    manifest_sha256 = models.CharField(max_length=64, unique=True)
    votes_file = models.CharField(max_length=20, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.position_id} {self.manifest_sha256[:12]}"


class Rendition(models.Model):
    """A position as the file that people print, in one language of its text, or as its card (`CARD`); written once by
    the worker.
    """

    append_only = True

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="renditions")
    language = models.CharField(max_length=10)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rendered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position", "language"], name="one_rendition_per_language")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.position_id} {self.language}"


class RenderingTry(models.Model):
    """How far the rendering of a position has come: what was begun and did not end is begun again at `next_try_at`.

    `is_done` once there is a rendition in every language of the text.
    """

    position = models.OneToOneField(Position, on_delete=models.PROTECT, related_name="rendering")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    is_done = models.BooleanField(default=False)
    failure = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.position_id}: {self.attempts}"
