"""Who may have the ledger sent, and who may say so. Each answer is None or a refusal with its sentence."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from councils.mandates.permissions import why_not_beyond, why_not_hold
from councils.models import Council, Office

from .models import Delivery, Webhook

MOST = 5


def why_not_manage(person: User, webhook: Webhook, at: datetime) -> DomainError | None:
    """A webhook is its subscriber's and the secretariat's; nobody else sees it."""
    if person.pk == webhook.asked_by_id:
        return None
    if why_not_hold(person, webhook.council, Office.Kind.SECRETARY, at=at) is None:
        return None
    return Forbidden("not_your_webhook", _("This webhook is for whoever asked for it, and for the secretariat."))


def why_not_more(person: User, council: Council) -> DomainError | None:
    """Each is read by the secretariat and costs the worker a try: so many of one person stand at a time. Of a rehearsal
    nothing is sent.
    """
    if refusal := why_not_beyond(council):
        return refusal
    if Webhook.objects.standing().filter(council=council, asked_by=person).count() < MOST:
        return None
    sentence = _("You have %(most)s webhooks in this council. End one before you ask for another.")
    return Conflict("too_many_webhooks", sentence, data={"most": MOST})


def why_not_again(person: User, council: Council, address: str) -> Conflict | None:
    """The same twice would send everything twice."""
    mine = Webhook.objects.standing().filter(council=council, asked_by=person, address=address)
    return Conflict("asked_already", _("You have asked for this address already.")) if mine.exists() else None


def why_not_decide(webhook: Webhook) -> Conflict | None:
    """What was consented to can be ended; what was refused can be asked anew."""
    if webhook.state == Webhook.State.WAITING:
        return None
    return Conflict("webhook_decided", _("This webhook no longer waits for consent."))


def why_not_end(webhook: Webhook) -> Conflict | None:
    """There is no end after the end."""
    if webhook.state in (Webhook.State.WAITING, Webhook.State.ACTIVE):
        return None
    return Conflict("webhook_ended", _("This webhook has ended already."))


def why_not_replay(delivery: Delivery) -> Conflict | None:
    """Only what was given up is sent again; the rest goes on by itself."""
    if delivery.webhook.state != Webhook.State.ACTIVE:
        return Conflict("webhook_not_active", _("This webhook is not active: nothing is sent to it."))
    if delivery.dead_at is None:
        return Conflict("not_given_up", _("This entry was not given up: it has arrived, or is still being tried."))
    return None
