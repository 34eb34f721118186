"""What is kept of the sealed ledger: keys, the tree by its complete nodes, and the signed heads."""

from django.db import models
from django.db.models import F, Q

from common.guards import append_only


class SigningKey(models.Model):
    """The public half of a key that positions and heads are signed with, from when until when.

    The secret half stands in the environment of the worker that publishes, and nowhere else. A key that was followed by
    another is never taken up again.
    """

    append_only = False

    name = models.CharField(max_length=16, unique=True)
    public_key = models.CharField(max_length=64, unique=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    to_council = None

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "valid_until", condition=Q(valid_until__isnull=True), nulls_distinct=False, name="one_key_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="key_ends_after_begin"
            ),
        ]
        triggers = append_only(
            but="(OLD.valid_until IS NULL AND NEW.id = OLD.id AND NEW.name = OLD.name"
            " AND NEW.public_key = OLD.public_key AND NEW.valid_from = OLD.valid_from)"
        )

    def __str__(self) -> str:
        return self.name


class SealedEntry(models.Model):
    """Which leaf of the tree an entry is."""

    append_only = True

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField("ledger.Entry", on_delete=models.PROTECT, related_name="sealed")

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.index}: {self.entry_id}"


class SealNode(models.Model):
    """A complete node of the tree, by its level (0: the leaves) and index; what `common.proof.merkle` calls a node."""

    append_only = True

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_hash_per_node")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Seal(models.Model):
    """A signed head: so many entries, the root over them, and the exact bytes that were signed."""

    append_only = True

    size = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    previous = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="next")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=128)
    sealed_at = models.DateTimeField()

    to_council = None

    class Meta:
        ordering = ["-size"]
        constraints = [
            models.UniqueConstraint(
                "previous", condition=Q(previous__isnull=True), nulls_distinct=False, name="one_first_seal"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="seal_of_something"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.size} entries, {self.root[:12]}"
