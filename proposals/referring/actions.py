"""Referring a question or a project to a council, and what its secretariat makes of it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from common import clock
from common.errors import refuse
from councils.mandates.queries import rulebook_at
from councils.models import Council, Country, Round
from councils.rounds.actions import convene_round
from councils.rulebook.rules import default_rulebook, read_rulebook
from councils.wellformed import Fields
from ledger.record import record
from proposals.drafting.keeping import checked, dropped_on_failure

from .models import Referral, ReferralDocument
from .permissions import why_not_decide, why_not_more, why_not_refer, why_not_speak_for, why_not_waiting
from .wording import read_referral

State = Referral.State


def refer_to_council(
    *,
    person: User,
    body: Council,
    council: Council,
    kind: str,
    title: str,
    text: str,
    language: str,
    due_at: datetime | None,
    amount: Decimal | str | None = None,
    currency: str = "",
    countries: Sequence[Country] = (),
    category: str = "",
) -> Referral:
    """Ask a council how something should be done. Everybody reads it at once.

    Refused: to who does not answer for the body (403); of and to the wrong kind of council, and while five wait (409);
    a project without an amount or an environmental category, and whatever is missing or wrong (422).
    """
    with transaction.atomic():
        Council.objects.select_for_update(no_key=True).only("pk").get(pk=council.pk)
        at = clock.now(council.pk)
        refuse(why_not_speak_for(person, body, at), why_not_refer(body, council))
        facts = read_referral(
            kind=kind,
            title=title,
            text=text,
            language=language,
            due_at=due_at,
            amount=amount,
            currency=currency,
            category=category,
            countries=countries,
            at=at,
        )
        number = (council.referrals.aggregate(last=Max("number"))["last"] or 0) + 1
        referral = Referral.objects.create(
            council=council, body=body, number=number, referred_by=person, referred_at=at, changed_at=at, **facts
        )
        referral.countries.set(countries)
        _tell("refer_to_council", referral, person, at, kind=referral.kind, due_at=referral.due_at.isoformat())
    return referral


def attach_document(*, person: User, referral: Referral, file: File, name: str = "") -> ReferralDocument:
    """Put a file beside a referral that waits; it is only ever served as a download, and stays.

    Refused: to who does not answer for the body (403); once the secretariat has decided, and beside ten (409); what is
    empty, too large, or of a kind that is not taken (422).
    """
    kept = ReferralDocument(referral=referral, attached_by=person)
    with dropped_on_failure([kept]), transaction.atomic():
        referral, at = _hold(referral)
        refuse(why_not_speak_for(person, referral.body, at), why_not_waiting(referral), why_not_more(referral))
        rulebook = rulebook_at(referral.council, at)
        rules = read_rulebook(rulebook.data) if rulebook else default_rulebook()
        kept.attached_at = at
        checked(kept, file, name, rules.attachment_megabytes).save()
        _touch(referral, at)
        _tell("attach_document", referral, person, at, sha256=kept.sha256)
    return kept


def open_round(*, actor: User, referral: Referral, addressees: Sequence[Council], **call: Any) -> Round:
    """Convene a round from a referral. Whoever asked is among those who are to answer, chosen or not.

    `call` is what `convene_round` takes besides. Refused: to who is no secretary (403); what was decided on already
    (409); and as convening is (422).
    """
    with transaction.atomic():
        referral, at = _hold(referral)
        refuse(why_not_decide(actor, referral.council, at), why_not_waiting(referral))
        asked = list(dict.fromkeys([*addressees, referral.body]))
        round_ = convene_round(council=referral.council, actor=actor, addressees=asked, **call)
        referral.state, referral.round = State.OPENED, round_
        _decide(referral, actor, at)
        _tell("open_round", referral, actor, at, round=round_.number)
    return round_


def decline_referral(*, actor: User, referral: Referral, reason: str) -> Referral:
    """Open no round from it, with reasons that everybody reads.

    Refused: to who is no secretary (403); what was decided on already (409); without reasons (422).
    """
    with transaction.atomic():
        referral, at = _hold(referral)
        refuse(why_not_decide(actor, referral.council, at), why_not_waiting(referral))
        fields = Fields()
        words = fields.reason(reason)
        fields.refuse()
        referral.state, referral.reason = State.DECLINED, words
        _decide(referral, actor, at)
        _tell("decline_referral", referral, actor, at, reason=words)
    return referral


def _hold(referral: Referral) -> tuple[Referral, datetime]:
    """The council and the referral, alone and in this order, as convening takes them; and the instant."""
    Council.objects.select_for_update(no_key=True).only("pk").get(pk=referral.council_id)
    Referral.objects.select_for_update(no_key=True).only("pk").get(pk=referral.pk)
    held = Referral.objects.select_related("council", "body").get(pk=referral.pk)
    return held, clock.now(held.council_id)


def _decide(referral: Referral, actor: User, at: datetime) -> None:
    referral.decided_by, referral.decided_at, referral.changed_at = actor, at, at
    referral.save(update_fields=["state", "round", "reason", "decided_by", "decided_at", "changed_at"])


def _touch(referral: Referral, at: datetime) -> None:
    referral.changed_at = at
    referral.save(update_fields=["changed_at"])


def _tell(verb: str, referral: Referral, person: User, at: datetime, **facts: object) -> None:
    record(
        verb,
        council=referral.council,
        actor=person,
        subject=referral.get_absolute_url(),
        data={"referral": referral.reference, "body": referral.body.slug, **facts},
        at=at,
    )
