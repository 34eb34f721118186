"""Countries with their contributions, movements, and who belongs to them."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import NO_LINE
from common.addresses import address
from common.finding import Plain
from common.guards import append_only
from common.languages import MultilingualField, say


class Country(models.Model):
    """A nation, by its ISO 3166-1 alpha-2 code. `time_zone` is its capital's, for showing a close in local time."""

    code = models.CharField(max_length=2, primary_key=True)
    name = MultilingualField()
    time_zone = models.CharField(max_length=64)

    to_council = None

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=models.Q(code__regex=r"^[A-Z]{2}$"), name="country_code_iso")]

    def __str__(self) -> str:
        return say(self.name) or self.code


class Contribution(models.Model):
    """What a country has subscribed to or paid into the bank from `effective_at` on, as known from `recorded_at` on.

    A correction is a later row, never an edit: a roll opened before it stays as it was.
    """

    append_only = True

    class Kind(models.TextChoices):
        SUBSCRIBED = "subscribed", _("subscribed")
        PAID = "paid", _("paid")

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["country", "kind", "-effective_at", "-recorded_at"], name="contribution_at")]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="contribution_not_negative"),
            models.CheckConstraint(condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="contribution_currency_iso"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.country_id} {self.kind} {self.amount} {self.currency}"


class Movement(models.Model):
    """An organisation of one kind, of one country or, without one, regional. Its standing is a matter of each
    council.
    """

    class Kind(models.TextChoices):
        UNION = "union", _("trade union")
        PEASANT = "peasant", _("peasant movement")
        INDIGENOUS = "indigenous", _("indigenous movement")
        WOMEN = "women", _("women's movement")
        YOUTH = "youth", _("youth movement")
        URBAN = "urban", _("urban movement")
        ENVIRONMENTAL = "environmental", _("environmental movement")
        COOPERATIVE = "cooperative", _("cooperative")
        OTHER = "other", _("other movement")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="movements")
    description = MultilingualField(blank=True)
    is_demonstration = models.BooleanField(default=False)
    founded_at = models.DateTimeField()

    to_council = None

    class Meta:
        ordering = ["slug"]
        indexes = [GinIndex(OpClass(Plain("name"), name="gin_trgm_ops"), name="movement_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("movement", self.slug)


class Membership(models.Model):
    """A person belongs to a movement, from–until. Their name is shown in public only by their consent."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        COORDINATOR = "coordinator", _("coordinator")

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    is_named = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["person", "movement"], name="membership_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["movement", "person"],
                condition=models.Q(ends_at__isnull=True),
                name="membership_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.movement_id} {self.role}"


# The address of an invitation whose own was forgotten.
NOBODY = f"forgotten{NO_LINE}"


class Invitation(models.Model):
    """An address is invited to a movement; the link works once and until `expires_at`. Only the hash of its token is
    kept.
    """

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The secret of the link, known only to whoever has just written the invitation; no column holds it.
    token = ""

    def __str__(self) -> str:
        return f"{self.movement_id} {self.invited_at:%Y-%m-%d}"
