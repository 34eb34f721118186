"""A letter that was written in the middle of something else: a code, an invitation, the word of a change.

It waits here for the worker, in the transaction of what it tells, so that a page never waits for a mail server and
nothing is lost while there is none.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

WAITS = Q(due_at__isnull=False)


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    """Reads of letters that were written and have not gone."""

    def waiting(self) -> "OutgoingQuerySet":
        """Neither sent nor given up."""
        return self.filter(WAITS)

    def due(self, now: datetime) -> "OutgoingQuerySet":
        """Those of them whose time has come."""
        return self.filter(due_at__lte=now)


class Outgoing(models.Model):
    """One letter for one address, as it is handed to the mail server: `message` is head and text.

    Both hold what nobody else may read, codes and links, so they are gone as soon as the letter is sent or given up:
    the database refuses a row that keeps them. It waits for `due_at`, which goes too, until `useful_until`.
    """

    class Dropped(models.TextChoices):
        LATE = "late"
        REFUSED = "refused"
        NOBODY = "nobody"

    email = models.EmailField(blank=True)
    message = models.BinaryField(null=True)
    written_at = models.DateTimeField()
    useful_until = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped = models.CharField(max_length=10, choices=Dropped.choices, blank=True)
    failure = models.CharField(max_length=60, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=WAITS & Q(sent_at__isnull=True, dropped_at__isnull=True, message__isnull=False) & ~Q(email="")
                | ~WAITS & Q(sent_at__isnull=False, dropped_at__isnull=True, message__isnull=True, email="")
                | ~WAITS & Q(sent_at__isnull=True, dropped_at__isnull=False, message__isnull=True, email=""),
                name="outgoing_waits_or_holds_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="outgoing_waiting", condition=WAITS),
            models.Index(fields=["sent_at"], name="outgoing_sent", condition=Q(sent_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"outgoing {self.pk}"

    def end(self, **how: Any) -> None:
        """Let it wait no longer; `how` says what became of it. Not saved yet."""
        for name, value in {"email": "", "message": None, "due_at": None, **how}.items():
            setattr(self, name, value)
