"""An amendment, its texts, who stands behind it, and who wants the plenary to decide on it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from common.guards import append_only
from councils.models import Seat
from proposals.drafting.hiding import IS_REMOVAL, Hideable
from proposals.drafting.models import Proposal, Revision


class Amendment(Hideable):
    """A movement's change to named paragraphs of one revision, with reasons. Its state is moved by
    `amending.actions.move_amendment` alone; a trigger holds it to that.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("amendment", "open")
        ACCEPTED = "accepted", pgettext_lazy("amendment", "accepted by the sponsors")
        DECLINED = "declined", pgettext_lazy("amendment", "declined by the sponsors")
        WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "withdrawn")
        SENT = "sent", pgettext_lazy("amendment", "sent to the plenary")
        ADOPTED = "adopted", pgettext_lazy("amendment", "adopted by the plenary")
        REJECTED = "rejected", pgettext_lazy("amendment", "rejected by the plenary")
        MOOT = "moot", pgettext_lazy("amendment", "moot")
        LAPSED = "lapsed", pgettext_lazy("amendment", "lapsed")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="amendments")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    text = models.ForeignKey("proposals.AmendmentText", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    state_reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    plenary_order = models.PositiveIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField()

    to_council = "proposal__round__council"

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["proposal", "state", "number"], name="amendment_proposal_state")]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_amendment_per_number")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="state_moves_by_its_verb",
                operation=pgtrigger.UpdateOf("state"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=(
                    "IF coalesce(current_setting('minga.moving_amendment', true), '') <> OLD.id::text THEN "
                    "RAISE EXCEPTION 'the state of amendment % is moved by move_amendment alone', OLD.id; "
                    "END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} a{self.number}"

    def get_absolute_url(self) -> str:
        round_ = self.proposal.round
        return reverse("amendment", args=[round_.council.slug, round_.number, self.proposal.number, self.number])


class AmendmentText(models.Model):
    """An immutable version of what an amendment says, against one revision. A later one carries it over to the text as
    it is by then.

    `changes` is a list of `{"op", "paragraph"}` with, as the op needs it, `"text"`, `"language"` and `"after"`:
    `replace` a paragraph, `insert` one after it (`""` for the beginning), `delete` it, `move` it after another.
    """

    append_only = True

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="texts")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField()
    reasons = models.TextField()
    language = models.CharField(max_length=10)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["amendment", "number"], name="one_amendment_text_per_number")]
        triggers = append_only(but=IS_REMOVAL % "amendmenttext")

    def __str__(self) -> str:
        return f"{self.amendment_id} t{self.number}"


class AmendmentSponsorship(models.Model):
    """Another movement stands behind an amendment, until it withdraws."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="sponsorships")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "seat"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_amendment_sponsorship_per_seat",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.seat_id}"


class PlenaryCall(models.Model):
    """A seat wants the plenary to decide on an amendment that the sponsors declined."""

    append_only = True

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="plenary_calls")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["amendment", "seat"], name="one_plenary_call_per_seat")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.seat_id}"
