"""A round is one call for priorities; its windows are the stages of the calendar."""

from datetime import datetime

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Least, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.clock import CouncilNow
from common.languages import MultilingualField, say
from councils.mandates.models import Council


class Round(models.Model):
    """One call for priorities (*convocatoria*): text, themes, envelope, calendar, addressees.

    While it is suspended its calendar stands still at `suspended_at`: nothing opens, nothing closes, and nothing that a
    deadline ends can be done.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    title = MultilingualField()
    call = MultilingualField()
    envelope = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    addressees = models.ManyToManyField(Council, related_name="+", blank=True)
    convened_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.TextField(blank=True)

    to_council = "council"

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="one_round_per_number"),
            models.CheckConstraint(condition=Q(envelope__isnull=True) | Q(envelope__gt=0), name="envelope_positive"),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=True, suspension_reason="")
                | Q(Q(suspended_at__isnull=False), ~Q(suspension_reason="")),
                name="suspended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return say(self.title)

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.council.slug, self.number])

    def standing(self, at: datetime) -> datetime:
        """The instant at which the calendar stands at `at`: `at` itself, or that of the suspension."""
        return at if self.suspended_at is None else min(at, self.suspended_at)


def standing_now(path: str) -> Least:
    """The same within a query: `standing_now("window__round")` of the round that the path leads to. PostgreSQL's LEAST
    passes over what is null.
    """
    return Least(CouncilNow(F(f"{path}__council_id")), F(f"{path}__suspended_at"))


class Theme(models.Model):
    """A subject of a round, such as food and energy sovereignty."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="themes")
    slug = models.SlugField(max_length=60)
    name = MultilingualField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "slug"], name="one_theme_per_slug")]

    def __str__(self) -> str:
        return say(self.name)


class Span(Func):
    """`[opens_at, closes_at)` as a range."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


# Whoever moves a window need not remember that calendars count: the database does.
CHANGED = "SELECT minga_now(r.council_id) INTO NEW.changed_at FROM councils_round r WHERE r.id = NEW.round_id; "


class Window(models.Model):
    """One stage of a round, open while `opens_at <= t < closes_at`. What follows at either end is the worker's to
    carry out.

    Those for votes on answers are no stages of the calendar: each answer has one of its own, whatever else is open.

    When the site was down over the last minutes of a vote, from `outage_began_at` to `outage_ended_at`, the ballots of
    the window stay uncounted until `held_until`; until then it may be extended although it has closed.

    `sequence` is how often its bounds were moved, and `changed_at` when that was last, or when it was made.
    """

    class Kind(models.TextChoices):
        DRAFTING = "drafting", _("drafting")
        DISCUSSION = "discussion", _("discussion")
        SETTLEMENT = "settlement", _("settlement")
        PLENARY = "plenary", _("plenary")
        VOTING = "voting", _("voting")
        RESPONSE = "response", _("response")
        ADEQUACY = "adequacy", _("vote on an answer")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="windows")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opening_done_at = models.DateTimeField(null=True, blank=True)
    closing_done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)
    outage_began_at = models.DateTimeField(null=True, blank=True)
    outage_ended_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=Now())

    to_council = "round__council"

    class Meta:
        ordering = ["opens_at", "id"]
        indexes = [
            models.Index(fields=["opens_at"], name="window_to_open", condition=Q(opening_done_at__isnull=True)),
            models.Index(fields=["closes_at"], name="window_to_close", condition=Q(closing_done_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="window_lasts"),
            models.CheckConstraint(
                condition=Q(outage_began_at__isnull=True, outage_ended_at__isnull=True, held_until__isnull=True)
                | Q(outage_began_at__lt=F("outage_ended_at"), held_until__gte=F("closes_at")),
                name="held_for_an_outage",
            ),
            ExclusionConstraint(
                name="one_open_window_of_a_kind",
                expressions=[
                    (F("round"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                    (Span("opens_at", "closes_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=~Q(kind="adequacy"),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="made_at", operation=pgtrigger.Insert, when=pgtrigger.Before, func=f"{CHANGED}RETURN NEW;"
            ),
            pgtrigger.Trigger(
                name="every_move_counts",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="IF ROW(OLD.opens_at, OLD.closes_at) IS DISTINCT FROM ROW(NEW.opens_at, NEW.closes_at) THEN "
                f"NEW.sequence := OLD.sequence + 1; {CHANGED}"
                "ELSE NEW.sequence := OLD.sequence; NEW.changed_at := OLD.changed_at; END IF; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.kind}"

    def is_held(self, at: datetime) -> bool:
        """Whether what was cast in it stays uncounted at `at`, because the site was down when it closed."""
        return self.held_until is not None and at < self.held_until
