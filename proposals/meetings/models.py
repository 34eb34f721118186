"""A meeting of a council, what is on its agenda, who was there, and its minutes."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from common.guards import append_only
from councils.models import Council, Round, Seat
from proposals.drafting.kept import KeptFile
from proposals.drafting.models import Proposal
from proposals.voting.models import Ballot

# A seat is marked by whom the acts let, and never before the meeting begins: the database asks its own clock.
ONCE_BEGUN = (
    "SELECT m.state, m.starts_at, m.council_id INTO meeting "
    "FROM proposals_meeting m JOIN councils_seat s ON s.council_id = m.council_id "
    "WHERE m.id = NEW.meeting_id AND s.id = NEW.seat_id; "
    "IF meeting.state IS DISTINCT FROM 'convened' OR NEW.marked_at < meeting.starts_at "
    "OR NEW.marked_at > minga_now(meeting.council_id) THEN "
    "RAISE EXCEPTION 'attendance of meeting % at % is outside its time', NEW.meeting_id, NEW.marked_at "
    "USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_once_begun'; "
    "END IF; RETURN NEW;"
)


class Meeting(models.Model):
    """Mandate holders meet, in a place or on a line or both, from `starts_at` to `ends_at`.

    `zone` is the one in which people were told the hour. `joining_url` is for those who may come and stands in nothing
    that is public. Whether it is going on is a comparison with its bounds; `sequence` counts every change of it.
    """

    class State(models.TextChoices):
        CONVENED = "convened", pgettext_lazy("meeting", "convened")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meetings")
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    place = models.CharField(max_length=300, blank=True)
    joining_url = models.URLField(max_length=500, blank=True)
    zone = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.CONVENED)
    reason = models.TextField(blank=True)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    convened_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_default=Now())
    sequence = models.PositiveIntegerField(default=0)

    to_council = "council"

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["council", "starts_at"], name="meeting_of_council"),
            models.Index(fields=["changed_at"], name="meeting_changed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="one_meeting_per_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_meeting_lasts"),
            models.CheckConstraint(condition=Q(state="convened") | ~Q(reason=""), name="a_cancelled_meeting_says_why"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="stays_the_meeting_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(OLD.council_id, OLD.number, OLD.convened_at) IS DISTINCT FROM "
                    "ROW(NEW.council_id, NEW.number, NEW.convened_at) OR OLD.state = 'cancelled'"
                ),
            ),
            pgtrigger.Trigger(
                name="every_change_counts",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="IF TG_OP = 'INSERT' THEN NEW.sequence := 0; ELSE NEW.sequence := OLD.sequence + 1; END IF; "
                "NEW.changed_at := minga_now(NEW.council_id); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.council.slug, self.number])

    @property
    def reference(self) -> str:
        """How people cite it: the letter M keeps it apart from positions, letters and referrals."""
        return f"{self.council.code}/M{self.number}"


class AgendaItem(models.Model):
    """One point of the agenda; it may be about a proposal or a ballot."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="+")
    ballot = models.ForeignKey(Ballot, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_item_per_place"),
            models.CheckConstraint(
                condition=Q(proposal__isnull=True) | Q(ballot__isnull=True), name="an_item_is_about_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Attendance(models.Model):
    """A seat is there, or is not (any more): the latest row of a seat says so."""

    append_only = True

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveSmallIntegerField()
    is_present = models.BooleanField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat", "serial"], name="one_mark_per_serial"),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="marked_once_begun",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("meeting", "record")],
                func=ONCE_BEGUN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.seat_id} {self.is_present}"


class Minutes(models.Model):
    """What was said and agreed. Never changed: one with a higher serial takes their place, for a `reason`."""

    append_only = True

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    serial = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-serial"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "serial"], name="one_minutes_per_serial"),
            models.CheckConstraint(condition=Q(serial=1) | ~Q(reason=""), name="later_minutes_say_why"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.meeting_id} ({self.serial})"


def minutes_path(kept: "MinutesFile", name: str) -> str:
    """Where the file is stored: by a name that nobody chose."""
    return f"minutes/{kept.public_id}"


class MinutesFile(KeptFile):
    """The minutes as they were signed in the room."""

    append_only = True

    minutes = models.OneToOneField(Minutes, on_delete=models.PROTECT, related_name="scan")
    file = models.FileField(upload_to=minutes_path)

    class Meta(KeptFile.Meta):
        triggers = append_only()
