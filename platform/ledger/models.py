"""The append-only record of every act."""

from django.conf import settings
from django.db import connection, models
from django.db.models import Func

from common.guards import append_only

from .sealing.models import Seal, SealedEntry, SealNode, SigningKey

__all__ = ["CurrentTransaction", "Entry", "EntryQuerySet", "Seal", "SealNode", "SealedEntry", "SigningKey", "horizon"]


class CurrentTransaction(Func):
    """The id of the transaction that writes the row, by which readers tell what has committed."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


def horizon() -> int:
    """The oldest transaction that still runs: whatever those before it wrote, they have committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads of the ledger."""

    def settled(self) -> "EntryQuerySet":
        """Entries below the snapshot horizon: no transaction still running can commit one among them later.

        A reader that goes by id or time alone would step over an entry that was written early and committed late.
        """
        return self.filter(transaction_id__lt=horizon())

    def of_council(self, council_id: int) -> "EntryQuerySet":
        """One council's entries, newest first."""
        return self.filter(council_id=council_id).order_by("-id")


class Entry(models.Model):
    """One act: who (as a mark that only the salt ties to a person), for whom, what, on what, when.

    `data` is public from the moment it is written. The ledger is on a lower floor than councils, so it holds a
    council's id without a foreign key, and the address of its subject as text.
    """

    append_only = True

    council_id = models.BigIntegerField(null=True, db_index=False)
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_mark = models.CharField(max_length=16, blank=True)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    transaction_id = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    objects = EntryQuerySet.as_manager()

    # It stands on a floor below the councils: whoever reads entries of several leaves rehearsals out by their ids.
    to_council = None

    class Meta:
        indexes = [
            models.Index(fields=["council_id", "-id"], name="entry_council"),
            models.Index(fields=["council_id", "verb", "-id"], name="entry_council_verb"),
            models.Index(fields=["subject", "id"], name="entry_subject"),
            models.Index(fields=["transaction_id", "id"], name="entry_settled"),
            models.Index(fields=["council_id", "transaction_id", "id"], name="entry_council_settled"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.id} {self.verb} {self.subject}"
