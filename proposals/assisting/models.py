"""What is done on paper for people without a line."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models import Mandate
from proposals.voting.guards import CAST_IN_TIME
from proposals.voting.models import Ballot, RollEntry, Vote
from proposals.voting.secrecy.guards import never_on_a_secret_ballot


class PaperReading(models.Model):
    """What one person read off the signed paper of a seat. Private, and no vote: it becomes one with a second person's
    reading that says the same.

    `mandate` is that of whoever signed, `signed_at` what the paper says of when, if it does. By `reference` or `scan`
    the secretariat finds the paper again. A later reading by the same person replaces this one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for another person")
        REPLACED = "replaced", _("replaced")
        WITHDRAWN = "withdrawn", _("withdrawn")
        CAST = "cast", _("cast")

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="paper_readings")
    roll_entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="paper_readings")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField()
    signed_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    scan = models.FileField(upload_to="evidence/%Y/", blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    vote = models.ForeignKey(Vote, null=True, on_delete=models.PROTECT, related_name="paper_readings")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["ballot", "roll_entry"], name="paper_waiting", condition=Q(state="waiting")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["roll_entry", "entered_by"], condition=Q(state="waiting"), name="one_reading_per_person"
            ),
            models.UniqueConstraint(fields=["vote", "entered_by"], name="two_people_read_a_paper"),
            models.CheckConstraint(
                condition=Q(state="cast", vote__isnull=False) | ~Q(state="cast") & Q(vote__isnull=True),
                name="a_reading_is_cast_with_its_vote",
            ),
            models.CheckConstraint(condition=~Q(reference="", scan=""), name="a_paper_can_be_found_again"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'waiting' OR ROW(OLD.ballot_id, OLD.roll_entry_id, OLD.mandate_id, OLD.answer, "
                    "OLD.signed_at, OLD.reference, OLD.scan, OLD.entered_by_id, OLD.entered_at) IS DISTINCT FROM "
                    "ROW(NEW.ballot_id, NEW.roll_entry_id, NEW.mandate_id, NEW.answer, NEW.signed_at, NEW.reference, "
                    "NEW.scan, NEW.entered_by_id, NEW.entered_at)"
                ),
            ),
            pgtrigger.Trigger(
                name="read_within_its_window",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("deadline", "record"), ("instant", "timestamptz")],
                func=CAST_IN_TIME.replace("NEW.cast_at", "NEW.entered_at") + never_on_a_secret_ballot("a paper"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_entry_id} {self.state}"

    def says_the_same(self, other: "PaperReading") -> bool:
        """Whether two people read the same: who signed, what, and when."""
        mine = (self.mandate_id, self.answer, self.signed_at)
        return mine == (other.mandate_id, other.answer, other.signed_at)
