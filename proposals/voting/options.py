"""What can be chosen on a ballot that is no motion."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.languages import MultilingualField
from councils.models import Seat
from proposals.drafting.models import Proposal

from .models import Ballot


class Option(models.Model):
    """A text, a proposal that costs, or a person: on the ballot paper once `accepted`, in the order of `place`.

    What is frozen of it at the opening stands in the ballot's `options`. A person was nominated by a seat and says
    whether they accept; a text or a proposal was put there by the secretariat, which is its acceptance, and may be
    taken off by it, with a reason that everybody reads.
    """

    class State(models.TextChoices):
        NOMINATED = "nominated", _("nominated")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="choices")
    code = models.CharField(max_length=40)
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACCEPTED)
    title = MultilingualField(blank=True)
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cost = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="candidacies"
    )
    name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    expertise = models.CharField(max_length=40, blank=True)
    statement = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    nominated_for = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "code"], name="one_option_per_code"),
            models.UniqueConstraint(
                fields=["ballot", "proposal"], condition=Q(proposal__isnull=False), name="a_proposal_is_one_option"
            ),
            models.UniqueConstraint(
                fields=["ballot", "candidate"], condition=Q(candidate__isnull=False), name="a_person_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(candidate__isnull=True)
                | Q(proposal__isnull=True, cost__isnull=True, nominated_for__isnull=False),
                name="an_option_is_of_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.code}"
