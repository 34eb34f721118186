"""What a seat says beside its vote."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.guards import append_only

from .models import RollEntry
from .secrecy.guards import BALLOT_OF_ENTRY, never_on_a_secret_ballot


class Statement(models.Model):
    """A seat's statement of vote, made until the close and published after it. The latest of a seat is shown."""

    append_only = True

    class Kind(models.TextChoices):
        DISSENT = "dissent", _("dissent")
        RESERVATION = "reservation", _("reservation")
        STAND_ASIDE = "stand_aside", _("stand-aside")

    roll_entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    language = models.CharField(max_length=10)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="never_on_a_secret_ballot",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=never_on_a_secret_ballot("a statement of vote", BALLOT_OF_ENTRY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_entry_id} {self.kind}"
