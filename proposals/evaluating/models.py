"""What those who would have to carry a proposal out say of it before the vote."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.guards import append_only
from common.languages import MultilingualField
from councils.models import Council
from proposals.drafting.hiding import COLUMNS, IS_MODERATION, Hideable
from proposals.drafting.models import Proposal, Revision


class Evaluation(Hideable):
    """A technical and cost evaluation of a proposal, by the staff of a body that the round is addressed to.

    It is of one revision and is not changed: a later one of the same body takes its place, and both stay to be read.
    `office` is where in the body its author works, as they say it; their name is the person's own, who can have it
    erased. What is commented on it stands in the discussion, at the anchor.
    """

    append_only = True
    append_only_but = COLUMNS

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="evaluations")
    number = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="evaluations")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    technical = MultilingualField()
    risks = MultilingualField(blank=True)
    cost = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    office = models.CharField(max_length=120)
    evaluated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField()

    to_council = "proposal__round__council"

    class Meta:
        ordering = ["proposal", "number"]
        indexes = [models.Index(fields=["evaluated_at"], name="evaluation_changed")]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="one_evaluation_per_number"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True, currency="") | Q(cost__gte=0, currency__regex="^[A-Z]{3}$"),
                name="a_cost_has_a_currency",
            ),
        ]
        triggers = append_only(but=IS_MODERATION)

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.anchor}"

    def get_absolute_url(self) -> str:
        return f"{self.proposal.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Its place on the page of the proposal, and where a comment points to; paragraphs are `p1`, `p2`, …"""
        return f"e{self.number}"
