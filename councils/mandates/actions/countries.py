"""Which countries belong to a council's region, and what they have contributed: facts, superseded and never edited."""

from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from councils.mandates.models import Accession, Council, PendingAct
from councils.mandates.two_person import Act, controlled
from councils.movements.models import Contribution, Country
from councils.wellformed import Fields


def why_not_share(council: Council) -> DomainError | None:
    """Contributions are the same for all councils, so one whose clock can be moved may not write them."""
    if not council.is_rehearsal:
        return None
    sentence = gettext_lazy("Contributions are shared by all councils: a rehearsal cannot record any.")
    return Conflict("rehearsal", sentence)


def why_not_change(council: Council, country: Country, is_member: bool, at: datetime) -> DomainError | None:
    """What is so already at that instant needs no fact."""
    rows = Accession.objects.filter(council=council, country=country, effective_at__lte=at)
    latest = rows.order_by("-effective_at", "-recorded_at", "-id").first()
    if (latest is not None and latest.is_member) != is_member:
        return None
    sentence = (
        gettext_lazy("%(country)s belongs to this council already.")
        if is_member
        else gettext_lazy("%(country)s does not belong to this council.")
    )
    return Conflict("nothing_to_change", sentence, data={"country": str(country)})


def record_accession(
    *,
    council: Council,
    country: Country | str,
    is_member: bool,
    actor: User,
    effective_at: datetime | str | None = None,
    reason: str = "",
) -> Accession | PendingAct:
    """A country joins the council's region, or leaves it, from `effective_at` (now without one). Past counts stay.

    Refused: all but secretaries, and what is so already at that instant.
    """
    facts = {"country": _code(country), "is_member": bool(is_member), "effective_at": effective_at}
    return _accession.act_or_propose(council=council, actor=actor, reason=reason, facts=facts)


@controlled("record_accession")
def _accession(act: Act) -> Accession:
    fields = Fields()
    country = _country(fields, act.facts["country"])
    effective_at = fields.instant("effective_at", act.facts["effective_at"]) or act.now
    country = fields.needed(country)
    is_member = act.facts["is_member"]
    refuse(why_not_change(act.council, country, is_member, effective_at))
    accession = Accession.objects.create(
        council=act.council,
        country=country,
        is_member=is_member,
        effective_at=effective_at,
        recorded_at=act.now,
        reason=act.reason,
    )
    data = {"country": country.code, "change": "joins" if is_member else "leaves"}
    _tell(act, {**data, "effective_at": effective_at.isoformat()})
    return accession


def record_contribution(
    *,
    council: Council,
    country: Country | str,
    kind: str,
    amount: Decimal | str | int,
    actor: User,
    currency: str = "USD",
    effective_at: datetime | str | None = None,
    source: str = "",
    reason: str = "",
) -> Contribution | PendingAct:
    """What a country has subscribed or paid altogether from `effective_at` on (now without one); not an addition.

    Refused: all but secretaries, rehearsals, and what is not well-formed. Rolls opened before it is recorded keep what
    they froze, whatever `effective_at` says.
    """
    facts = {"country": _code(country), "kind": kind, "amount": amount, "currency": currency, "source": source}
    return _contribution.act_or_propose(
        council=council, actor=actor, reason=reason, facts={**facts, "effective_at": effective_at}
    )


@controlled("record_contribution")
def _contribution(act: Act) -> Contribution:
    refuse(why_not_share(act.council))
    fields = Fields()
    country = _country(fields, act.facts["country"])
    kind = fields.one_of("kind", act.facts["kind"], Contribution.Kind.values)
    amount = fields.amount("amount", act.facts["amount"])
    currency = fields.currency("currency", act.facts["currency"])
    effective_at = fields.instant("effective_at", act.facts["effective_at"]) or act.now
    source = fields.text("source", act.facts["source"], 300, required=False)
    contribution = Contribution.objects.create(
        country=fields.needed(country),
        kind=kind,
        amount=fields.needed(amount),
        currency=currency,
        effective_at=effective_at,
        recorded_at=act.now,
        source=source,
    )
    data = {"country": act.facts["country"], "kind": kind, "amount": str(amount), "currency": currency}
    _tell(act, {**data, "effective_at": effective_at.isoformat(), "source": source})
    return contribution


def _code(country: Country | str) -> str:
    return country.pk if isinstance(country, Country) else country


def _country(fields: Fields, code: object) -> Country | None:
    clean = fields.text("country", code, 2)
    country = Country.objects.filter(pk=clean).first()
    if country is None:
        fields.note("country", _("There is no such country here."))
    return country


def _tell(act: Act, data: dict[str, object]) -> None:
    act.record(subject=reverse("council_seats", args=[act.council.slug]), data=data)
