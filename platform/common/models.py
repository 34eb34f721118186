"""What is known of time: the permit that lets a database's clock be moved, when the site was up, and how far the clocks
of its machines were apart.
"""

from django.db import models
from django.db.models import F, Q


class ClockPermit(models.Model):
    """A row here lets `minga.now` move this database's clock. Only the tests and the demonstration loader write one."""

    reason = models.TextField()
    granted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.reason


class Heartbeat(models.Model):
    """One time through which the site answered without a gap: each beat makes it longer, and one that comes too late
    begins another.
    """

    began_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last_at__gte=F("began_at")), name="heartbeat_goes_on")]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M:%S} – {self.last_at:%Y-%m-%d %H:%M:%S}"


class ClockComparison(models.Model):
    """How far the clocks of one machine and of Redis were from the database's when they were last compared.

    Seconds, positive when that clock is ahead; beyond what the question itself took to travel, so that a slow line is
    no wrong clock. None: that clock could not be asked.
    """

    machine = models.CharField(max_length=200, unique=True)
    compared_at = models.DateTimeField()
    application = models.FloatField()
    redis = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.machine} {self.application:+.3f} s"
