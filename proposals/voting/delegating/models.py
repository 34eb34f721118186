"""A seat's vote, handed on to another seat."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common.guards import append_only
from councils.models import Mandate, Round, Seat

from ..models import Ballot
from ..secrecy.guards import never_on_a_secret_ballot


class Delegation(models.Model):
    """A seat hands its vote on to another for one ballot, or (without one) for every ballot of the round; without `to`
    it takes it back. The latest row of a seat stands, and what it said of a ballot stands before what it said of the
    round.

    `seat` and `to` are seats of the round's council. What counts is resolved at the close: `Ballot.delegations`.
    """

    append_only = True

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="delegations")
    ballot = models.ForeignKey(Ballot, null=True, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["round", "ballot"], name="delegation_of_ballot")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to__isnull=True) | ~Q(to=F("seat")), name="nobody_delegates_to_themselves"
            ),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="never_on_a_secret_ballot",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=never_on_a_secret_ballot("a delegation"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} → {self.to_id}"
