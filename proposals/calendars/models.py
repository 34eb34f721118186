"""The address of a person's own calendar."""

from django.conf import settings
from django.db import models


class CalendarKey(models.Model):
    """Whoever has the token reads this person's calendar without signing in, until it is revoked.

    The token stands in one address, which is shown once; here is its hash.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_keys")
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"calendar {self.pk}"
