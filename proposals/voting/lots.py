"""The lot of a ballot: named before the close, drawn after it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models import Office

from .models import Ballot


class Lot(models.Model):
    """How a tie on this ballot will be broken. What was named before the close never changes; the seed is entered once.

    `attempts`, `next_try_at` and `failure` are the conductor's, as of a ballot.
    """

    class Method(models.TextChoices):
        DRAW = "draw", _("a public draw")
        COMMITMENTS = "commitments", _("secrets of two offices")

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="lot")
    method = models.CharField(max_length=12, choices=Method.choices)
    draw = models.TextField(blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    seed = models.CharField(max_length=200, blank=True)
    evidence = models.TextField(blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(method="commitments") | ~Q(draw=""), name="a_draw_is_named"),
            models.CheckConstraint(
                condition=Q(seed="", drawn_at__isnull=True) | ~Q(seed="") & Q(drawn_at__gt=models.F("named_at")),
                name="drawn_after_it_was_named",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="named_once_and_drawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__method__df=pgtrigger.F("new__method"))
                | pgtrigger.Q(old__draw__df=pgtrigger.F("new__draw"))
                | pgtrigger.Q(old__named_at__df=pgtrigger.F("new__named_at"))
                | (~pgtrigger.Q(old__seed="") & pgtrigger.Q(old__seed__df=pgtrigger.F("new__seed"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.method}"


class LotCommitment(models.Model):
    """One office's commitment to a secret, made before the close and opened after it."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="commitments")
    office = models.CharField(max_length=12, choices=Office.Kind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    secret = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["commitment"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "person"], name="one_commitment_per_person"),
            models.UniqueConstraint(fields=["lot", "office"], name="one_commitment_per_office"),
            models.UniqueConstraint(fields=["lot", "commitment"], name="no_commitment_is_copied"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_committed_anew",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__commitment__df=pgtrigger.F("new__commitment")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.office}"
