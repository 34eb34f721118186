"""What the pages of webhooks read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from councils.mandates.permissions import why_not_hold
from councils.models import Council, Office

from .models import Delivery, Webhook
from .words import failure_word

MOST = 100
MOST_DEAD = 50


@dataclass(frozen=True)
class Dead:
    """One entry that was given up: which, what, when, why, and after how many tries."""

    entry: int
    verb: str
    at: datetime
    why: str
    attempts: int


def webhooks_of(council: Council) -> QuerySet[Webhook]:
    """The council's webhooks, the latest first."""
    return Webhook.objects.filter(council=council).select_related("council", "asked_by").order_by("-id")


def webhooks_shown(person: User, council: Council, at: datetime) -> list[Webhook]:
    """To a secretary all, to everybody else their own; each with how many entries wait and how many are dead."""
    shown = webhooks_of(council)
    if why_not_hold(person, council, Office.Kind.SECRETARY, at=at):
        shown = shown.filter(asked_by=person)
    waiting, dead = _count(delivered_at__isnull=True, dead_at__isnull=True), _count(dead_at__isnull=False)
    return list(shown.annotate(waiting=waiting, dead=dead)[:MOST])


def _count(**which: bool) -> Coalesce:
    """How many deliveries of a webhook are so: each kind is counted in an index of its own, whatever was delivered."""
    found = Delivery.objects.filter(webhook=OuterRef("pk"), **which).order_by().values("webhook")
    return Coalesce(Subquery(found.annotate(number=Count("pk")).values("number")), 0)


def waiting_for_consent(council: Council) -> QuerySet[Webhook]:
    """Those that the secretariat has not answered, the oldest first."""
    asked = webhooks_of(council).filter(consented_at=None, refused_at=None, ended_at=None)
    return asked.order_by("asked_at", "id")


def given_up_by(council: Council) -> QuerySet[Any]:
    """The active webhooks that have entries which were given up, each with how many (`dead`)."""
    active = webhooks_of(council).filter(consented_at__isnull=False, ended_at=None)
    return active.annotate(dead=_count(dead_at__isnull=False)).filter(dead__gt=0)


def dead_letters(webhook: Webhook) -> list[Dead]:
    """What was given up, the latest first."""
    found = Delivery.objects.filter(webhook=webhook, dead_at__isnull=False).select_related("entry")
    return [
        Dead(one.entry_id, one.entry.verb, one.entry.at, failure_word(one.failure, one.status), one.attempts)
        for one in found.order_by("-id")[:MOST_DEAD]
    ]


def waiting_count(webhook: Webhook) -> int:
    """How many entries are still to be sent."""
    return Delivery.objects.filter(webhook=webhook, delivered_at__isnull=True, dead_at__isnull=True).count()
