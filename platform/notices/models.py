"""Notices: what one person is told of one act on one channel; how they wish to be told; and what came of it."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledger.models import Entry

from .devices import Device, Push
from .outgoing import Outgoing
from .registry import KINDS

__all__ = [
    "Bounce",
    "Cursor",
    "Device",
    "Notice",
    "Outgoing",
    "Plan",
    "Postbox",
    "Preference",
    "Push",
    "Reminder",
    "Walk",
]


class Cursor(models.Model):
    """The place in the settled ledger up to which acts were looked at. One row."""

    cursor_transaction = models.BigIntegerField(default=0)
    cursor_entry = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_cursor_of_notices")]

    def __str__(self) -> str:
        return f"{self.cursor_transaction}/{self.cursor_entry}"


class Walk(models.Model):
    """An act whose audience is walked, in the order of people's ids: `last_person` is the last that was told."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    last_person = models.BigIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="notice_walks", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.entry_id} after {self.last_person}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def inbox(self, person: Any) -> "NoticeQuerySet":
        """What a person finds on the site, the newest first."""
        return self.filter(person=person, channel=Notice.Channel.INBOX).order_by("-id")

    def unread(self, person: Any) -> "NoticeQuerySet":
        """What of it they have not opened."""
        return self.inbox(person).filter(read_at__isnull=True)

    def waiting(self) -> "NoticeQuerySet":
        """The letters that are still to go out."""
        return self.filter(channel=Notice.Channel.EMAIL, sent_at__isnull=True, dropped_at__isnull=True)

    def to_hand_out(self) -> "NoticeQuerySet":
        """What the devices of their persons do not have yet."""
        return self.filter(channel=Notice.Channel.PUSH, sent_at__isnull=True, dropped_at__isnull=True)


class Notice(models.Model):
    """What one person is told of one act on one channel, once: the database refuses a second.

    On the site it waits to be read. A letter waits for `due_at`; with others of the same digest it goes out as one. It
    is sent, or dropped for a reason that the person can read. What goes to devices is handed out to each of them then.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox", _("on the site")
        EMAIL = "email", _("by e-mail")
        PUSH = "push", _("on a device")

    class Dropped(models.TextChoices):
        LATE = "late", _("It would have come too late.")
        DONE = "done", _("It was done before the letter went out.")
        REFUSED = "refused", _("Your mailbox refused it.")
        PAUSED = "paused", _("Letters to your mailbox are paused.")
        DECLINED = "declined", _("You had declined such letters.")
        EXHAUSTED = "exhausted", _("The mail server did not take it for five days.")

    # Found through the index of `one_notice_per_person_cause_and_channel`.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    kind = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    is_digest = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped = models.CharField(max_length=10, choices=Dropped.choices, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entry", "channel"], name="one_notice_per_person_cause_and_channel"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True), name="notice_sent_or_dropped"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_inbox", condition=Q(channel="inbox")),
            models.Index(
                fields=["due_at", "id"],
                name="notice_waiting",
                condition=Q(channel="email", sent_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(
                fields=["person", "due_at"],
                name="notice_waiting_for",
                condition=Q(channel="email", sent_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(
                fields=["sent_at"], name="notice_letter_sent", condition=Q(channel="email", sent_at__isnull=False)
            ),
            models.Index(
                fields=["due_at", "id"],
                name="notice_to_hand_out",
                condition=Q(channel="push", sent_at__isnull=True, dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} to {self.person_id} ({self.channel})"


class Preference(models.Model):
    """How a person wishes to be told of one kind by letter; without a row what is urgent at once, the rest in a digest.

    On the site everything is told; it disturbs nobody.
    """

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DIGEST = "digest", _("in a digest")
        NEVER = "never", _("never")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    how = models.CharField(max_length=8, choices=How.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_preference_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=sorted(KINDS)), name="preference_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.how}"


class Postbox(models.Model):
    """When a person's digest goes out, in their own zone, and whether their mailbox takes letters at all.

    `weekday` 0 is Monday; None is every day. A mailbox that refuses is paused, and its owner is told on the site. What
    came back before they had letters sent again is no longer held against it.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="postbox", primary_key=True
    )
    hour = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(23)])
    weekday = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(6)])
    paused_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hour__lt=24), name="postbox_hour"),
            models.CheckConstraint(condition=Q(weekday__isnull=True) | Q(weekday__lt=7), name="postbox_weekday"),
        ]

    def __str__(self) -> str:
        return f"postbox of {self.person_id}"


class Bounce(models.Model):
    """A letter that came back, for good or for now, in the words of the server that could not deliver it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    is_permanent = models.BooleanField()
    of_mailbox = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    came_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "is_permanent"], name="one_bounce_of_a_letter_and_kind")
        ]

    def __str__(self) -> str:
        return f"letter {self.notice_id} came back"


class Plan(models.Model):
    """That the reminders of a deadline, as it stood, were planned. A deadline that moves is planned anew.

    `deadline` is the name under which a room registered it, `target_id` the row of the room that has it.
    """

    deadline = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    council_id = models.BigIntegerField(null=True)
    ends_at = models.DateTimeField()
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "target_id", "ends_at"], name="one_plan_per_deadline")
        ]

    def __str__(self) -> str:
        return f"{self.deadline} {self.target_id}"


class Reminder(models.Model):
    """One reminder of a deadline, so many hours before it: due at an instant, and then done, once.

    `outcome` says what was done: it was told, or it came to nothing, because nobody was missing, the deadline had
    moved, a later reminder was due as well, or it was over.
    """

    class Outcome(models.TextChoices):
        TOLD = "told", _("told")
        NOBODY = "nobody", _("nobody was missing")
        MOVED = "moved", _("the deadline had moved")
        OVERTAKEN = "overtaken", _("the next reminder was due as well")
        OVER = "over", _("it was over")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reminders")
    hours = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "hours"], name="one_reminder_per_plan_and_hours")]
        indexes = [models.Index(fields=["due_at", "id"], name="reminder_due", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.hours} h before {self.plan_id}"
