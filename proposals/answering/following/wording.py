"""What a report says, read from what somebody sent."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from councils.wellformed import FIRST_YEAR, LANGUAGES, Fields
from proposals.drafting.wording import visible

from .models import FollowUp

LONGEST_MILESTONE, LONGEST_TEXT, LONGEST_LINK = 200, 8_000, 500
is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Told:
    """How far a milestone is on a day, what was spent on it by then, and what shows it."""

    milestone: str
    state: str
    as_of: date
    amount: Decimal | None
    currency: str
    text: str
    language: str
    link: str


def read_report(
    *,
    milestone: object,
    state: object,
    as_of: object,
    amount: object,
    currency: object,
    text: object,
    language: object,
    link: object,
    today: date,
) -> Told:
    """The report that was sent, or `Invalid` with every sentence. Without an amount there is no currency either."""
    fields = Fields()
    money = fields.amount("amount", amount, required=False)
    told = Told(
        milestone=" ".join(fields.text("milestone", visible(milestone), LONGEST_MILESTONE).split()),
        state=fields.one_of("state", state, FollowUp.State.values),
        as_of=_day(fields, as_of, today),
        amount=money,
        currency=fields.currency("currency", currency) if money is not None else "",
        text=fields.text("text", visible(text), LONGEST_TEXT, lines=True),
        language=fields.one_of("language", language, LANGUAGES),
        link=_link(fields, link),
    )
    fields.refuse()
    return told


def _day(fields: Fields, value: object, today: date) -> date:
    """A day, given as such or in ISO 8601, that has come."""
    if isinstance(value, str) and len(value) == len("2026-01-01"):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, date):
        fields.note("as_of", _("This is not a date.") if value else _("This is missing."))
    elif value > today:
        fields.note("as_of", _("A report is about a day that has come."))
    elif value.year < FIRST_YEAR:
        fields.note("as_of", _("Only years from %(first)s on can stand here.") % {"first": FIRST_YEAR})
    else:
        return value
    return today


def _link(fields: Fields, value: object) -> str:
    """An address on the web, or none."""
    link = fields.text("link", value, LONGEST_LINK, required=False)
    try:
        if link:
            is_address(link)
    except ValidationError:
        fields.note("link", _("This is not an address on the web: it begins with https://."))
    return link
