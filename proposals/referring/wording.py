"""What a referral says and asks, read from what somebody sent."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from councils.models import Country
from councils.wellformed import LANGUAGES, Fields
from proposals.drafting.wording import LONGEST_TITLE, visible

from .models import Referral

LONGEST_TEXT, MOST_COUNTRIES = 40_000, 60
# A round takes weeks: who asks for an answer tomorrow does not ask a council.
SHORTEST, LONGEST = timedelta(days=7), timedelta(days=3660)


def read_referral(
    *,
    kind: object,
    title: object,
    text: object,
    language: object,
    due_at: object,
    amount: object,
    currency: object,
    category: object,
    countries: object,
    at: datetime,
) -> dict[str, Any]:
    """The columns of a referral, or `Invalid` with every sentence. A project has an amount and a category."""
    fields = Fields()
    which = fields.one_of("kind", kind, Referral.Kind.values)
    is_project = which == Referral.Kind.PROJECT
    sum_ = fields.amount("amount", amount, required=is_project)
    due = fields.instant("due_at", due_at, required=True)
    if due and due < at + SHORTEST:
        fields.note("due_at", _("A council is given a week at least."))
    elif due and due > at + LONGEST:
        fields.note("due_at", _("A council is given ten years at most."))
    listed = fields.listed("countries", countries, MOST_COUNTRIES)
    if not all(isinstance(country, Country) for country in listed):
        fields.note("countries", _("There is no such country here."))
    found = {
        "kind": which,
        "title": fields.text("title", visible(title), LONGEST_TITLE),
        "text": fields.text("text", visible(text), LONGEST_TEXT, lines=True),
        "language": fields.one_of("language", language, LANGUAGES),
        "amount": sum_,
        "currency": fields.currency("currency", currency) if sum_ is not None else "",
        "category": _read_category(fields, category, is_needed=is_project),
        "due_at": due,
    }
    fields.refuse()
    return found


def _read_category(fields: Fields, category: object, *, is_needed: bool) -> str:
    if not category and not is_needed:
        return ""
    return fields.one_of("category", category, Referral.Category.values)
