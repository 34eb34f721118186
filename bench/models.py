"""The one table that the product does not have."""

from django.conf import settings
from django.db import models


class Mark(models.Model):
    """What the bare view inserts: a row as narrow as an act can be, with the person who did it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    choice = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.choice}"
