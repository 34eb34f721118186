"""What the seats of a council think of an answer."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from proposals.positions.models import Position
from proposals.voting.models import Ballot

from .models import Response, Transmittal

# What is said of a vote that says nothing yet.
RUNNING = "running"


class Rating(models.Model):
    """The vote on whether an answer is adequate: one of each round of asking, on the answer that was in force when it
    was called. It is a motion like others; `outcome` is what its `position`, the one in force, says of the answer.
    """

    class Outcome(models.TextChoices):
        ADEQUATE = "adequate", pgettext_lazy("answer", "adequate")
        INADEQUATE = "inadequate", pgettext_lazy("answer", "inadequate")
        UNDECIDED = "undecided", pgettext_lazy("answer", "undecided")
        VOID = "void", pgettext_lazy("answer", "vote void")

    transmittal = models.OneToOneField(Transmittal, on_delete=models.PROTECT, related_name="rating")
    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="rating")
    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="rating")
    called_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    position = models.OneToOneField(Position, null=True, on_delete=models.PROTECT, related_name="rating")
    concluded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], name="rating_running", condition=Q(outcome=""))]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", concluded_at__isnull=True) | ~Q(outcome="") & Q(concluded_at__isnull=False),
                name="a_concluded_rating_says_when",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_is_rated_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(OLD.transmittal_id, OLD.response_id, OLD.ballot_id, OLD.called_at) IS DISTINCT FROM "
                    "ROW(NEW.transmittal_id, NEW.response_id, NEW.ballot_id, NEW.called_at) "
                    "OR OLD.outcome <> '' AND NEW.outcome = ''"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.stands}"

    @property
    def stands(self) -> str:
        """What it says of the answer, or that it runs."""
        return self.outcome or RUNNING
