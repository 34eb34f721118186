"""Who has the ledger sent to an address of theirs, and each entry that is to arrive there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.models import Council
from ledger.models import Entry


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Reads of webhooks."""

    def active(self) -> "WebhookQuerySet":
        """Those to which entries are sent."""
        return self.filter(consented_at__isnull=False, ended_at__isnull=True)

    def standing(self) -> "WebhookQuerySet":
        """Those that wait for consent or have it."""
        return self.filter(refused_at__isnull=True, ended_at__isnull=True)


class Webhook(models.Model):
    """An address that is to have the council's entries, once the secretariat has consented.

    The cursor is the place in the settled ledger up to which deliveries were queued. `rest_until` keeps a second worker
    away while one tries, and a subscriber that takes long from taking the time of the others. The secret is needed to
    sign with, so it is stored as it is; it ends with the webhook.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for consent")
        ACTIVE = "active", pgettext_lazy("webhook", "active")
        REFUSED = "refused", _("refused")
        ENDED = "ended", pgettext_lazy("webhook", "ended")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="webhooks")
    subscriber = models.CharField(max_length=120)
    address = models.CharField(max_length=500)
    secret = models.CharField(max_length=80, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    consented_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    consented_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    cursor_transaction = models.BigIntegerField(default=0)
    cursor_entry = models.BigIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    rest_until = models.DateTimeField(null=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "asked_by", "address"],
                condition=Q(refused_at__isnull=True, ended_at__isnull=True),
                name="one_webhook_per_person_and_address",
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True) | Q(refused_at__isnull=True), name="consented_or_refused"
            ),
        ]

    def __str__(self) -> str:
        return self.subscriber

    def get_absolute_url(self) -> str:
        return reverse("webhook", args=[self.council.slug, self.pk])

    @property
    def state(self) -> str:
        """Which of its states it is in."""
        if self.ended_at:
            return self.State.ENDED
        if self.refused_at:
            return self.State.REFUSED
        return self.State.ACTIVE if self.consented_at else self.State.WAITING

    def get_state_display(self) -> str:
        return str(self.State(self.state).label)

    @property
    def shown_address(self) -> str:
        """The address without its query, in which some receivers keep a key."""
        address, mark, _query = self.address.partition("?")
        return f"{address}?…" if mark else address


class Delivery(models.Model):
    """One entry for one webhook: sent until it is taken, or until three days after the first try it is dead."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "entry"], name="one_delivery_per_webhook_and_entry")]
        indexes = [
            models.Index(
                fields=["webhook", "next_try_at"],
                name="delivery_waiting",
                condition=Q(delivered_at__isnull=True, dead_at__isnull=True),
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_dead", condition=Q(dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def message_id(self) -> str:
        """What the receiver knows it by: the same at every try, so that what came twice is recognised."""
        return f"minga-{self.webhook_id}-{self.entry_id}"
