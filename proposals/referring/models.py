"""What a body that decides asks a council, before it decides."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.guards import append_only
from councils.models import Council, Country, Round
from proposals.drafting.hiding import Hideable
from proposals.drafting.kept import KeptFile


class Referral(Hideable):
    """A question or a project that a body refers to a council, with the instant by which it asks for an answer.

    The secretariat opens a round from it, on *how it should be done*, or declines with reasons. What was asked does not
    change; `due_at` closes nothing.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", pgettext_lazy("referral", "question")
        PROJECT = "project", pgettext_lazy("referral", "project")

    class Category(models.TextChoices):
        A = "a", _("A: significant and lasting harm is possible")
        B = "b", _("B: limited harm, which can be mended")
        C = "c", _("C: little or no harm")
        FINANCE = "fi", _("FI: through other financial institutions")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("referral", "waits for the secretariat")
        OPENED = "opened", pgettext_lazy("referral", "a round was opened")
        DECLINED = "declined", pgettext_lazy("referral", "declined")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="referrals")
    body = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="referrals_made")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    language = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    countries = models.ManyToManyField(Country, blank=True, related_name="+")
    category = models.CharField(max_length=2, choices=Category.choices, blank=True)
    referred_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    referred_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    round = models.OneToOneField(Round, null=True, on_delete=models.PROTECT, related_name="referral")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    to_council = "council"

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["council", "id"], name="referral_waiting", condition=Q(state="waiting")),
            models.Index(fields=["changed_at"], name="referral_changed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="one_referral_per_number"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | Q(amount__gte=0, currency__regex="^[A-Z]{3}$"),
                name="an_amount_referred_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, round__isnull=True)
                | Q(state="opened", decided_at__isnull=False, round__isnull=False)
                | Q(state="declined", decided_at__isnull=False, round__isnull=True) & ~Q(reason=""),
                name="a_referral_is_opened_or_declined_with_reasons",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="asked_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(OLD.council_id, OLD.body_id, OLD.number, OLD.kind, OLD.title, OLD.text, OLD.language, "
                    "OLD.amount, OLD.currency, OLD.category, OLD.referred_at, OLD.due_at) IS DISTINCT FROM "
                    "ROW(NEW.council_id, NEW.body_id, NEW.number, NEW.kind, NEW.title, NEW.text, NEW.language, "
                    "NEW.amount, NEW.currency, NEW.category, NEW.referred_at, NEW.due_at) "
                    "OR OLD.state <> 'waiting' AND ROW(OLD.state, OLD.round_id, OLD.reason) IS DISTINCT FROM "
                    "ROW(NEW.state, NEW.round_id, NEW.reason)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("referral", args=[self.council.slug, self.number])

    @property
    def reference(self) -> str:
        """How people cite it: the letter R keeps it apart from positions and letters."""
        return f"{self.council.code}/R{self.number}"


def document_path(document: "ReferralDocument", name: str) -> str:
    """Where the file is stored: by a name that nobody chose."""
    return f"referrals/{document.public_id}"


class ReferralDocument(KeptFile):
    """A file beside a referral."""

    append_only = True

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="documents")
    file = models.FileField(upload_to=document_path)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()

    class Meta(KeptFile.Meta):
        triggers = append_only()
