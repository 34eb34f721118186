"""Councils, who has a seat in them, who holds its mandate, and the offices."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.guards import append_only
from common.languages import MultilingualField, say
from councils.movements.models import Country, Movement

# How the address of a rehearsal ends, and no other council's.
REHEARSAL = r"-rehearsal-[0-9]{1,4}$"
# As far as a clock is turned in all: a round with its answers and what follows them, several times over.
FURTHEST = timedelta(days=3660)


class Council(models.Model):
    """A body. Advisory councils deliberate here; the others are addressees that answer.

    Only a council that was created as a rehearsal may have its clock moved, and only forward; triggers keep that from
    being changed. Its address says that it is one, so that no page of another council has to ask. See
    `docs/decisions/0079`.
    """

    class Kind(models.TextChoices):
        ADVISORY = "advisory", _("advisory council")
        MINISTERIAL = "ministerial", _("ministerial council")
        PRESIDENTIAL = "presidential", _("presidential council")
        BANK_BOARD = "bank_board", _("board of the bank")

    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    name = MultilingualField()
    description = MultilingualField(blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    languages = models.JSONField(default=list)
    is_two_person = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    is_rehearsal = models.BooleanField(default=False)
    rehearsal_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="rehearsals")
    clock_offset = models.DurationField(default=timedelta)
    founded_at = models.DateTimeField()

    to_council = ""

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_rehearsal=True) | Q(clock_offset=timedelta()), name="only_a_rehearsal_moves_its_clock"
            ),
            models.CheckConstraint(
                condition=Q(clock_offset__gte=timedelta(), clock_offset__lte=FURTHEST), name="clock_moved_within_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_rehearsal=False, code__regex=r"^[A-Z0-9]{2,12}$")
                | Q(is_rehearsal=True, code__regex=r"^REHEARSAL-[A-Z0-9]{2,12}-[0-9]{1,4}$"),
                name="council_code_shape",
            ),
            models.CheckConstraint(
                condition=Q(is_rehearsal=True, rehearsal_of__isnull=False, kind="advisory", slug__regex=REHEARSAL)
                | Q(is_rehearsal=False, rehearsal_of__isnull=True) & ~Q(slug__regex=REHEARSAL),
                name="a_rehearsal_is_told_by_its_address",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="a_rehearsal_is_born_one",
                operation=pgtrigger.UpdateOf("is_rehearsal", "rehearsal_of_id"),
                condition=pgtrigger.Q(old__is_rehearsal__df=pgtrigger.F("new__is_rehearsal"))
                | pgtrigger.Q(old__rehearsal_of__df=pgtrigger.F("new__rehearsal_of")),
            ),
            pgtrigger.Protect(
                name="no_clock_goes_back",
                operation=pgtrigger.UpdateOf("clock_offset"),
                condition=pgtrigger.Q(old__clock_offset__gt=pgtrigger.F("new__clock_offset")),
            ),
        ]

    def __str__(self) -> str:
        return say(self.name) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("council", args=[self.slug])


class Accession(models.Model):
    """A country belongs to a council's region from `effective_at` on, or no longer does. The latest known row says
    so.
    """

    append_only = True

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="accessions")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="accessions")
    is_member = models.BooleanField()
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "country", "-effective_at", "-recorded_at"], name="accession_at")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.council_id} {self.country_id} {self.is_member}"


class Seat(models.Model):
    """What votes: a movement's place in a council. Whether it may act is said by its standing."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="seats")
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="seats")

    to_council = "council"

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["council", "movement"], name="one_seat_per_movement")]

    def __str__(self) -> str:
        return f"{self.movement}"


class Standing(models.Model):
    """A movement's standing in a council from `effective_at` on: applied, admitted, suspended or left. Superseded,
    never edited.
    """

    append_only = True

    class Status(models.TextChoices):
        APPLIED = "applied", _("applied")
        ADMITTED = "admitted", _("admitted")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("left")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="standings")
    status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.TextField(blank=True)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["seat", "-effective_at", "-recorded_at"], name="standing_at")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.seat_id} {self.status}"


class Period(Func):
    """`[starts_at, the earlier of ends_at and revoked_at)` as a range; a mandate revoked before it began is an empty
    one.
    """

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Mandate(models.Model):
    """A person holds a seat for a period, as titular or as an alternate in order. Two titulars of one seat never
    overlap.

    `kind` says what the movement left to the holder: free, bound to its instructions, or free to divide the seat's vote
    by a stated ratio. It is said when the mandate is granted, and changes only with another mandate.
    """

    class Role(models.TextChoices):
        TITULAR = "titular", _("titular")
        ALTERNATE = "alternate", _("alternate")

    class Kind(models.TextChoices):
        FREE = "free", pgettext_lazy("mandate", "free")
        BOUND = "bound", pgettext_lazy("mandate", "bound")
        SPLIT = "split", pgettext_lazy("mandate", "split")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="mandates")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=10, choices=Role.choices)
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.FREE)
    order = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    evidence = models.FileField(upload_to="evidence/%Y/", blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "seat"], name="mandate_person"),
            models.Index(fields=["seat"], name="mandate_seat"),
        ]
        constraints = [
            ExclusionConstraint(
                name="titulars_never_overlap",
                expressions=[
                    (F("seat"), RangeOperators.EQUAL),
                    (Period("starts_at", Least("ends_at", "revoked_at"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(role="titular"),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="mandate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("starts_at")),
                name="mandate_revoked_after_start",
            ),
            models.CheckConstraint(
                condition=Q(role="titular", order=0) | Q(role="alternate", order__gte=1),
                name="alternates_have_an_order",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="of_one_kind_for_good",
                operation=pgtrigger.UpdateOf("kind"),
                condition=pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.role}"


class Office(models.Model):
    """A person's duty in a council for a period."""

    class Kind(models.TextChoices):
        SECRETARY = "secretary", _("secretary")
        MODERATOR = "moderator", _("moderator")
        OBSERVER = "observer", _("observer")
        RESPONDENT = "respondent", _("respondent")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="offices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="offices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "council"], name="office_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="office_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} {self.kind}"


class PendingAct(models.Model):
    """An act on roll, mandates or rulebook that one officer proposed and another has yet to confirm (two-person
    control).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="pending_acts")
    verb = models.CharField(max_length=60)
    payload = models.JSONField()
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")) | Q(state="refused"),
                name="nobody_confirms_their_own_act",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.state}"
