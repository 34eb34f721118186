"""The devices on which a person is told, and what each of them still has to get."""

from django.conf import settings
from django.db import models
from django.db.models import Q

LONGEST_ENDPOINT = 1_000


class Device(models.Model):
    """A browser that its person has asked to be told on: the address of its maker's server, and the browser's keys.

    The words are encrypted for the browser alone. A browser has one person at a time, who can remove it; one that has
    forgotten us is removed when its server says so.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    endpoint = models.CharField(max_length=LONGEST_ENDPOINT, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"a device of {self.person_id}"


class Push(models.Model):
    """One notice for one device, once: waiting, taken by the device's server, or given up."""

    notice = models.ForeignKey("notices.Notice", on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="pushes")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "device"], name="one_push_per_notice_and_device"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True), name="push_sent_or_dropped"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="push_waiting",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.notice_id} for device {self.device_id}"
