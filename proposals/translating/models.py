"""A proposal's text in other languages, passage by passage."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.models import Seat
from proposals.drafting.hiding import IS_REMOVAL
from proposals.drafting.models import Proposal

from .choosing import REVIEWED


class Translation(models.Model):
    """One version of a passage (a paragraph by its id, `title` or `summary`) in one language. Which one is shown is
    said by `translating.choosing`.

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

    to_council = "proposal__round__council"

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
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="a_review_is_of_somebody_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(origin="machine", made_by__isnull=True) | Q(origin="human", made_by__isnull=False),
                name="a_machine_is_nobody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="words_never_change",
                operation=pgtrigger.UpdateOf("text", "source_sha256", "passage", "language", "serial", "made_by_id"),
                condition=pgtrigger.Condition("NOT " + IS_REMOVAL % "translation"),
            ),
            pgtrigger.Protect(
                name="reviewed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.reviewed_at IS NOT NULL AND NOT {IS_REMOVAL % 'translation'}"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.passage} {self.language} {self.serial}"

    @property
    def standing(self) -> str:
        """As `translating.choosing` calls it: reviewed, or by whom it was made."""
        return REVIEWED if self.reviewed_at else self.origin

    @property
    def is_stale(self) -> bool:
        """Whether the original reads otherwise now; for a row with `original_sha256`, which the query annotates."""
        return self.source_sha256 != self.original_sha256  # type: ignore[attr-defined] # see above


class MachineRequest(models.Model):
    """Somebody asked that a machine translate what a proposal lacks in a language. The worker carries it out: all of
    it, or nothing, and then again later.

    `failure` is a code of `translating.translator`, and stands in words on the page. `passages` is how many the machine
    has translated; none of them is written before all are there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the machine")
        DONE = "done", _("done")
        FAILED = "failed", _("given up")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="machine_requests")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    passages = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "language"], condition=Q(state="waiting"), name="one_waiting_machine_request"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.language} {self.state}"
