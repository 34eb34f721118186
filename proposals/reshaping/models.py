"""Two proposals become one, or one becomes two, when every sponsor agrees."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.models import Seat
from proposals.drafting.models import Proposal, Revision


class Reshaping(models.Model):
    """The plan of a merge (`other` is absorbed into `proposal`) or of a split (`other` is made from part of
    `proposal`).

    `wording` is the text of `proposal` afterwards, `other_wording` that of the new one: `{"language", "title",
    "summary", "text"}`. Once done, `anchors` says where each paragraph went, a list of `{"from", "to"}` with
    `[proposal number, paragraph id]`, so that comments keep theirs.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("merge")
        SPLIT = "split", _("split")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("reshaping", "waiting for the sponsors")
        DONE = "done", pgettext_lazy("reshaping", "done")
        DECLINED = "declined", pgettext_lazy("reshaping", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("reshaping", "withdrawn")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="reshapings")
    other = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="reshaped_by")
    base = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    other_base = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    wording = models.JSONField()
    other_wording = models.JSONField(null=True)
    reason = models.TextField()
    anchors = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal"], condition=Q(state="proposed"), name="one_reshaping_at_a_time"),
            models.CheckConstraint(
                condition=Q(kind="merge", other__isnull=False) | Q(kind="split", other_wording__isnull=False),
                name="a_reshaping_has_two_sides",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.proposal_id}"

    def get_absolute_url(self) -> str:
        round_ = self.proposal.round
        return reverse("reshaping", args=[round_.council.slug, round_.number, self.proposal.number, self.pk])


class Consent(models.Model):
    """What a sponsor answers to a reshaping; None while it has not."""

    reshaping = models.ForeignKey(Reshaping, on_delete=models.PROTECT, related_name="consents")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    is_given = models.BooleanField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["reshaping", "seat"], name="one_consent_per_seat")]

    def __str__(self) -> str:
        return f"{self.reshaping_id} {self.seat_id}"
