"""Asking for a webhook, consenting to it, refusing it, ending it, and sending again what was given up."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import User
from common import clock
from common.errors import refuse
from common.locks import Lock, exclude
from common.reaching.addresses import BadAddressError, read_address
from councils.mandates.permissions import why_not_hold
from councils.models import Council, Office
from councils.wellformed import Fields
from ledger.models import horizon
from ledger.record import record

from .models import Delivery, Webhook
from .permissions import why_not_again, why_not_decide, why_not_end, why_not_manage, why_not_more, why_not_replay
from .signing import make_secret
from .words import ADDRESSES

LONGEST_NAME, LONGEST_ADDRESS = 120, 500
SECRETARY = Office.Kind.SECRETARY


def ask_webhook(*, person: User, council: Council, subscriber: str, address: str) -> Webhook:
    """Ask that the council's entries be sent to an address. Nothing is sent before the secretariat has consented.

    Whoever is signed in may ask. Refused: in a rehearsal, a sixth that stands, and the same address again (409); an
    address that is no public `https` one, or no name (422).
    """
    with transaction.atomic():
        exclude(Lock.WEBHOOKS, person.pk)
        at = clock.now(council.pk)
        fields = Fields()
        subscriber = fields.text("subscriber", subscriber, LONGEST_NAME)
        address = _read(fields, address)
        fields.refuse()
        refuse(why_not_again(person, council, address), why_not_more(person, council))
        webhook = Webhook.objects.create(
            council=council,
            subscriber=subscriber,
            address=address,
            secret=make_secret(),
            asked_by=person,
            asked_at=at,
        )
        _tell("ask_webhook", webhook, person, at)
    return webhook


def consent_webhook(*, webhook: Webhook, actor: User) -> Webhook:
    """Let the entries be sent, from those on that are not settled at this moment.

    Refused: to who is no secretary of the council (403); when it no longer waits (409).
    """
    with transaction.atomic():
        webhook, at = _hold(webhook)
        refuse(why_not_hold(actor, webhook.council, SECRETARY, at=at), why_not_decide(webhook))
        webhook.consented_by, webhook.consented_at = actor, at
        # Before the horizon all has committed; whatever is at it or after it is still to come.
        webhook.cursor_transaction, webhook.cursor_entry = horizon(), 0
        webhook.save(update_fields=["consented_by", "consented_at", "cursor_transaction", "cursor_entry"])
        _tell("consent_webhook", webhook, actor, at)
    return webhook


def refuse_webhook(*, webhook: Webhook, actor: User, reason: str) -> Webhook:
    """Say no, with a reason that everybody can read.

    Refused: to who is no secretary of the council (403); when it no longer waits (409); without a reason (422).
    """
    with transaction.atomic():
        webhook, at = _hold(webhook)
        refuse(why_not_hold(actor, webhook.council, SECRETARY, at=at), why_not_decide(webhook))
        fields = Fields()
        reason = fields.reason(reason)
        fields.refuse()
        webhook.refused_by, webhook.refused_at = actor, at
        webhook.reason, webhook.secret = reason, ""
        webhook.save(update_fields=["refused_by", "refused_at", "reason", "secret"])
        _tell("refuse_webhook", webhook, actor, at, {"reason": reason})
    return webhook


def end_webhook(*, webhook: Webhook, actor: User, reason: str = "") -> Webhook:
    """Send nothing more, not even what waits. The subscriber needs no reason, the secretariat does.

    Refused: to everybody else (403); after the end, or a refusal (409); a secretary without a reason (422).
    """
    with transaction.atomic():
        webhook, at = _hold(webhook)
        refuse(why_not_manage(actor, webhook, at), why_not_end(webhook))
        fields = Fields()
        reason = fields.reason(reason, required=actor.pk != webhook.asked_by_id)
        fields.refuse()
        end(webhook, actor, at, reason)
    return webhook


def replay_delivery(*, delivery: Delivery, actor: User) -> Delivery:
    """Try again what was given up, from the first pause on, under the same id.

    Refused: to who neither subscribed nor is a secretary (403); where nothing is sent, and what was not given up (409).
    """
    with transaction.atomic():
        webhook, at = _hold(delivery.webhook)
        delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
        delivery.webhook = webhook
        refuse(why_not_manage(actor, webhook, at), why_not_replay(delivery))
        delivery.attempts, delivery.first_tried_at, delivery.dead_at = 0, None, None
        delivery.next_try_at = clock.now(None)
        delivery.save(update_fields=["attempts", "first_tried_at", "dead_at", "next_try_at"])
        _tell("replay_delivery", webhook, actor, at, {"entry": delivery.entry_id})
    return delivery


def end(webhook: Webhook, actor: User | None, at: datetime, reason: str) -> None:
    """Write the end of a webhook that the caller holds; without an actor, the receiver itself has asked for it."""
    webhook.ended_by, webhook.ended_at = actor, at
    webhook.reason, webhook.secret = reason, ""
    webhook.save(update_fields=["ended_by", "ended_at", "reason", "secret"])
    _tell("end_webhook", webhook, actor, at, {"reason": reason})


def _hold(webhook: Webhook) -> tuple[Webhook, datetime]:
    held = Webhook.objects.select_for_update(no_key=True, of=("self",)).select_related("council").get(pk=webhook.pk)
    return held, clock.now(held.council_id)


def _read(fields: Fields, value: object) -> str:
    address = fields.text("address", value, LONGEST_ADDRESS)
    try:
        if address:
            read_address(address, is_private_allowed=settings.WEBHOOKS_PRIVATE)
    except BadAddressError as error:
        fields.note("address", str(ADDRESSES[error.code]))
    return address


def _tell(
    verb: str, webhook: Webhook, actor: User | None, at: datetime, facts: Mapping[str, object] | None = None
) -> None:
    """The entry. Of the address the host alone: path and query may hold a key of the receiver's."""
    host = read_address(webhook.address, is_private_allowed=True).host
    data = {"webhook": webhook.pk, "subscriber": webhook.subscriber, "host": host, **(facts or {})}
    subject = webhook.get_absolute_url()
    record(verb, council=webhook.council, actor=actor, subject=subject, data=data, at=at)
