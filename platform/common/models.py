"""The permit that lets a database's clock be moved."""

from django.db import models


class ClockPermit(models.Model):
    """A row here lets `minga.now` move this database's clock. Only the tests and the demonstration loader write one."""

    reason = models.TextField()
    granted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.reason
