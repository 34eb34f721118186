"""What has become of what a body accepted, as the body and the movements each tell it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from common.guards import append_only
from councils.models import Seat
from proposals.drafting.hiding import COLUMNS, IS_MODERATION, Hideable
from proposals.positions.models import Position

from ..models import Transmittal


class FollowUp(Hideable):
    """A report on a position that was accepted, wholly or in part: how far one milestone is on a day, by one teller.

    Without a `seat` it is the body's own; else it is that movement's, which asks nobody. A correction is a report of
    its own that supersedes the first of the same teller. `amount` is what was spent on the milestone by that day;
    `text` and `link` are what shows it.
    """

    append_only = True
    append_only_but = COLUMNS

    class State(models.TextChoices):
        NOT_BEGUN = "not_begun", pgettext_lazy("milestone", "not begun")
        UNDER_WAY = "under_way", pgettext_lazy("milestone", "under way")
        DONE = "done", pgettext_lazy("milestone", "done")
        STOPPED = "stopped", pgettext_lazy("milestone", "stopped")

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="follow_ups")
    serial = models.PositiveIntegerField()
    transmittal = models.ForeignKey(Transmittal, on_delete=models.PROTECT, related_name="follow_ups")
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    milestone = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices)
    as_of = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=12)
    link = models.CharField(max_length=500, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    to_council = "position__council"

    class Meta:
        ordering = ["position", "serial"]
        indexes = [models.Index(fields=["reported_at"], name="follow_up_reported")]
        constraints = [
            models.UniqueConstraint(fields=["position", "serial"], name="one_follow_up_per_serial"),
            models.CheckConstraint(condition=~Q(milestone="") & ~Q(text=""), name="a_follow_up_says_something"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | Q(amount__gte=0) & ~Q(currency=""),
                name="a_follow_up_names_its_currency",
            ),
        ]
        triggers = append_only(but=IS_MODERATION)

    def __str__(self) -> str:
        return f"{self.position_id} #{self.serial} {self.state}"

    def get_absolute_url(self) -> str:
        position = self.position
        page = reverse("follow_ups", args=[position.council.slug, position.year, position.number])
        return f"{page}#report-{self.serial}"
