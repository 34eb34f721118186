"""What a proposal is about and what it asks for, beside its text."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import refuse
from councils.mandates.permissions import why_not_act
from councils.mandates.queries import member_countries
from councils.models import Country, Round, Seat
from councils.wellformed import Fields

from ..models import Proposal
from ..permissions import why_not_now, why_not_own
from ..wording import visible
from .holding import hold, tell

LONGEST_BODY = 200


@dataclass(frozen=True)
class Description:
    """A description that was read: ids of themes, codes of countries, and what is asked and for whom."""

    themes: list[int]
    countries: list[str]
    amount: Decimal | None
    currency: str
    implementing_body: str


def describe_proposal(
    *,
    person: User,
    seat: Seat,
    proposal: Proposal,
    themes: Sequence[str] = (),
    countries: Sequence[str] = (),
    amount: Decimal | str | None = None,
    currency: str = "",
    implementing_body: str = "",
) -> Proposal:
    """Set themes (slugs of the round's), countries (codes of the council's), the amount asked and the implementing
    body.

    What is given replaces what stood there. Refused: to who is not of the movement that began it (403); outside
    drafting, or once it is submitted (409); what is not among the round's themes or the council's countries, an amount
    that is none, is above the envelope or in another currency than it (422).
    """
    with transaction.atomic():
        proposal, entrance = hold(proposal, "describe_proposal")
        at = entrance.instant
        refuse(why_not_own(person, seat, proposal, at))
        refuse(why_not_now("describe_proposal", proposal, entrance), why_not_act(seat, at))
        fields = Fields()
        known = member_countries(proposal.round.council, at)
        read = Description(
            _read_themes(fields, themes, proposal.round),
            _read_countries(fields, countries, known),
            _read_amount(fields, amount, currency, proposal.round),
            fields.currency("currency", currency or proposal.round.currency),
            fields.text("implementing_body", visible(implementing_body), LONGEST_BODY, required=False),
        )
        fields.refuse()
        _write(proposal, read)
        proposal.changed_at = at
        proposal.save(update_fields=["amount", "currency", "implementing_body", "changed_at"])
        tell("describe_proposal", proposal=proposal, person=person, seat=seat, at=at)
    return proposal


def _write(proposal: Proposal, read: Description) -> None:
    proposal.themes.set(read.themes)
    proposal.countries.set(Country.objects.filter(code__in=read.countries))
    proposal.amount, proposal.currency = read.amount, read.currency
    proposal.implementing_body = read.implementing_body


def _read_themes(fields: Fields, given: Sequence[str], round_: Round) -> list[int]:
    known = dict(round_.themes.values_list("slug", "pk"))
    wanted = {str(slug) for slug in fields.listed("themes", given, 100)}
    if wanted - known.keys():
        fields.note("themes", _("This is not among the themes of the round."))
    return [pk for slug, pk in known.items() if slug in wanted]


def _read_countries(fields: Fields, given: Sequence[str], known: list[str]) -> list[str]:
    wanted = {str(code) for code in fields.listed("countries", given, 100)}
    if wanted - set(known):
        fields.note("countries", _("This country is not of the council's region."))
    return [code for code in known if code in wanted]


def _read_amount(fields: Fields, given: Decimal | str | None, currency: str, round_: Round) -> Decimal | None:
    amount = fields.amount("amount", given.strip() if isinstance(given, str) else given, required=False, positive=True)
    if round_.envelope is not None:
        if currency and currency != round_.currency:
            words = _("All amounts of this round are in %(currency)s.")
            fields.note("currency", words % {"currency": round_.currency})
        elif amount is not None and amount > round_.envelope:
            fields.note("amount", _("This is more than the whole envelope of the round."))
    return amount
