"""A consultation of members before a ballot, the movements that it asks, and what their members answer."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.guards import append_only
from councils.models import Round, Seat
from proposals.drafting.models import Revision
from proposals.voting.models import Ballot

# Answers are counted by what they hold: the choice of a motion, or what each option of a ballot paper was given.
WITHIN_ITS_WINDOW = (
    "SELECT c.state, c.opens_at, c.closes_at, r.council_id, r.suspended_at INTO deadline "
    "FROM proposals_consultation c JOIN councils_round r ON r.id = c.round_id "
    "JOIN proposals_consultedmovement m ON m.consultation_id = c.id "
    "WHERE c.id = NEW.consultation_id AND m.id = NEW.asked_id; "
    "instant := minga_now(deadline.council_id); "
    "IF deadline.state IS DISTINCT FROM 'open' OR NEW.answered_at < deadline.opens_at "
    "OR NEW.answered_at >= deadline.closes_at OR NEW.answered_at > instant "
    "OR NEW.answered_at < instant - interval '1 minute' OR deadline.suspended_at < deadline.closes_at THEN "
    "RAISE EXCEPTION 'an answer to consultation % at % is outside its window', NEW.consultation_id, NEW.answered_at "
    "USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_within_its_window'; "
    "END IF; RETURN NEW;"
)


class Consultation(models.Model):
    """A movement asks its members, or a council all members of its movements, what they say to a ballot's question.

    Without a `seat` it is the council that asks. What is asked is frozen when it opens, at once with the act that opens
    it: the text, or the terms and options. The roll is nobody's list but a rule (`queries.on_roll`): whoever was a
    member of a movement that is asked when it opened. `result` holds what is published, and never who answered what.

    `state` is the worker's progress and no deadline: whether an answer is in time is a comparison with `closes_at`.
    """

    class Purpose(models.TextChoices):
        INSTRUCT = "instruct", _("to instruct the mandate")
        ADVISE = "advise", _("to advise")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        COUNTED = "counted", _("counted")
        CANCELLED = "cancelled", _("cancelled")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="consultations")
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="consultations")
    number = models.PositiveIntegerField()
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    terms = models.JSONField(default=dict)
    options = models.JSONField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancellation_reason = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    to_council = "round__council"

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["closes_at", "id"], name="consultation_open", condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "number"], name="one_consultation_per_number"),
            models.UniqueConstraint(
                fields=["ballot", "seat"],
                condition=~Q(state="cancelled"),
                nulls_distinct=False,
                name="one_consultation_per_asker",
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="consultation_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(state="counted", result__isnull=False, counted_at__isnull=False)
                | ~Q(state="counted") & Q(result__isnull=True, counted_at__isnull=True),
                name="a_counted_consultation_has_a_result",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen_at_its_opening",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(OLD.ballot_id, OLD.round_id, OLD.number, OLD.seat_id, OLD.purpose, OLD.revision_id, "
                    "OLD.terms, OLD.options, OLD.opens_at) IS DISTINCT FROM "
                    "ROW(NEW.ballot_id, NEW.round_id, NEW.number, NEW.seat_id, NEW.purpose, NEW.revision_id, "
                    "NEW.terms, NEW.options, NEW.opens_at) OR NEW.closes_at < OLD.closes_at "
                    "OR OLD.state <> 'open' AND (OLD.state <> NEW.state OR OLD.result IS DISTINCT FROM NEW.result)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id}/{self.number}"

    def get_absolute_url(self) -> str:
        place = [self.round.council.slug, self.round.number, self.ballot.number, self.number]
        return reverse("consultation", args=place)

    @property
    def asker(self) -> str:
        """Who asks, as the ledger and the API name them: a movement's slug, or the council's."""
        return self.seat.movement.slug if self.seat else self.round.council.slug


class ConsultedMovement(models.Model):
    """One movement whose members are asked, under its name at the opening."""

    append_only = True

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="movements")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    movement = models.CharField(max_length=80)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["movement"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "seat"], name="a_movement_is_asked_once"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.movement}"


class ConsultationAnswer(models.Model):
    """What one person answers: one row, which a later answer before the close takes the place of.

    Unlike a vote it is nobody's to read again, so nothing is kept of what was answered before. There may be a million:
    the two indexes serve the one answer of a person, and the count.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="answers", db_index=False)
    asked = models.ForeignKey(ConsultedMovement, on_delete=models.PROTECT, related_name="answers", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.JSONField()
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["consultation", "asked"], name="answer_counted")]
        constraints = [models.UniqueConstraint(fields=["person", "consultation"], name="one_answer_per_person")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="answered_within_its_window",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("deadline", "record"), ("instant", "timestamptz")],
                func=WITHIN_ITS_WINDOW,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} #{self.pk}"
