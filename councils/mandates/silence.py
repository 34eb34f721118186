"""A person may not write in a council for a time. It says nothing of votes: nobody's mandate rests."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .models import Council


class Silence(models.Model):
    """Decided by moderation, which tells the person why; an appeal may end it early."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="silences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="silences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["person", "council", "ends_at"], name="silence_person")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="silence_ends")]

    def __str__(self) -> str:
        return f"{self.council_id} {self.person_id}"
