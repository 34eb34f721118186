"""What is settled of a ballot before its roll freezes: who stands aside, and what is challenged."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.guards import append_only
from councils.models import Seat

from .models import Ballot


class Recusal(models.Model):
    """A seat stands aside from one ballot for a conflict of interest. Said before the opening, it keeps the seat off
    the roll.
    """

    append_only = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="recusals")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    recused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recused_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="one_recusal_per_seat")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.seat_id}"


class RollChallenge(models.Model):
    """A mandate holder challenges a provisional roll (or the decision class); the secretariat answers with reasons."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="challenges")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.raised_at:%Y-%m-%d}"
