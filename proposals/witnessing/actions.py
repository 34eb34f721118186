"""Heads of the ledger go out every week to all who hold a mandate, so that no host can rewrite its past unseen."""

import json
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import NO_LINE, User
from common import clock
from common.locks import Lock, exclude
from common.proof.canonical import canonical, instant_text
from common.words import day_of
from councils.mandates.queries import mandates_at
from ledger.models import Seal, SigningKey
from ledger.record import record
from ledger.sealing.queries import signatures_of
from notices.outbox import mail_server

from .models import HeadMail

log = structlog.get_logger(__name__)

EVERY = timedelta(days=7)
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=6)
CHUNK = 1_000


def queue_heads() -> int:
    """Once a week, give everybody with a mandate in force the latest head to be sent. Returns to how many.

    Nothing is queued while nothing is sealed, or while the last head that went out is the latest there is.
    """
    with transaction.atomic():
        exclude(Lock.HEADS, 0)
        now, seal = clock.now(None), Seal.objects.first()
        last = HeadMail.objects.aggregate(at=Max("queued_at"))["at"]
        if seal is None or (last and now < last + EVERY) or HeadMail.objects.filter(seal=seal).exists():
            return 0
        held = mandates_at(now).filter(seat__council__is_rehearsal=False)
        people = User.objects.filter(pk__in=held.order_by().values("person"), is_active=True)
        people = people.exclude(email__endswith=NO_LINE)
        ids = people.order_by("pk").values_list("pk", flat=True)
        mails = (HeadMail(seal=seal, person_id=pk, queued_at=now) for pk in ids.iterator(CHUNK))
        count = len(HeadMail.objects.bulk_create(mails, batch_size=CHUNK))
        record("send_heads", council=None, actor=None, subject="", data={"size": seal.size, "people": count}, at=now)
    return count


def forget_sent(before: datetime) -> int:
    """Drop that heads were sent, by the instant at which they were queued. Of the last one it is kept, or it would go
    out again. Returns how many.
    """
    last = HeadMail.objects.aggregate(seal=Max("seal"))["seal"]
    return HeadMail.objects.filter(sent_at__isnull=False, queued_at__lt=before).exclude(seal=last).delete()[0]


def due_heads(now: datetime) -> QuerySet[HeadMail]:
    """The mails that wait and whose time has come."""
    return HeadMail.objects.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=now), sent_at__isnull=True)


def send_one_head() -> bool:
    """Send one of the mails that wait. False: none is due.

    What the mail server refuses is tried again after a minute, then after twice as long each time.
    """
    with transaction.atomic():
        now = clock.now(None)
        due = due_heads(now).select_for_update(skip_locked=True, of=("self",), no_key=True)
        mail = due.select_related("seal__key", "person").order_by("id").first()
        if mail is None:
            return False
        try:
            letter = letter_of(mail)
            letter.connection = mail_server()
            letter.send()
        except OSError as error:  # smtplib's errors are among them
            _set_aside(mail, now, error)
        else:
            mail.sent_at, mail.failure = now, ""
        mail.save(update_fields=["sent_at", "attempts", "next_try_at", "failure"])
    return True


def letter_of(mail: HeadMail) -> EmailMessage:
    """The letter in the person's language, with the head and the public keys as files."""
    seal = mail.seal
    with translation.override(mail.person.language or settings.LANGUAGE_CODE):
        words = {"seal": seal, "site": settings.SITE_URL, "name": f"minga-head-{seal.size}.json"}
        letter = EmailMessage(
            _("The sealed record of %(date)s: please keep this letter") % {"date": day_of(seal.sealed_at)},
            render_to_string("proposals/mail/head.txt", words),
            None,
            [mail.person.email],
        )
    head = {"head": json.loads(bytes(seal.document)), "sha256": seal.sha256, "signatures": signatures_of(seal)}
    letter.attach(words["name"], canonical(head).decode(), "application/json")
    letter.attach("minga-keys.json", canonical(_keys()).decode(), "application/json")
    return letter


def _keys() -> list[dict[str, str | None]]:
    return [
        {
            "key": key.name,
            "public_key": key.public_key,
            "valid_from": instant_text(key.valid_from),
            "valid_until": instant_text(key.valid_until) if key.valid_until else None,
        }
        for key in SigningKey.objects.all()
    ]


def _set_aside(mail: HeadMail, now: datetime, error: OSError) -> None:
    mail.attempts += 1
    mail.next_try_at = now + min(FIRST_RETRY * 2 ** min(mail.attempts - 1, 20), LONGEST_RETRY)
    mail.failure = f"{type(error).__name__}: {error}"[:300]
    log.warning("head_not_sent", mail=mail.pk, attempts=mail.attempts, reason=mail.failure)
