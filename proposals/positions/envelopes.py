"""What if there were more to spend, or less: the votes of an allocation recounted with another envelope.

It binds nobody and is kept nowhere but in the cache. Only the closed ballot's published form is read, so that anybody
can recount this too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from common.errors import Invalid
from councils.rulebook.words import rule_name
from proposals.tally.choices import recount_choice
from proposals.voting.models import Ballot
from proposals.voting.queries import ballot_document

from .choice_words import amount, chosen_words
from .paper import Paper, paper_of
from .words import TONES, outcome_word

# Up to so many times the real envelope; a larger one says nothing about this vote.
MOST_TIMES = 10
MOST_VOTERS = 10_000
LONGEST = 20
KEPT = 24 * 3600
# As the page itself writes thousands in one language or another: 1.500.000 is no fraction of anything.
GROUPED = re.compile(r"\d{1,3}(?P<sign>[.,])\d{3}(?:(?P=sign)\d{3})*(?:(?!(?P=sign))[.,]\d{1,2})?", re.ASCII)
Tallies = list[dict[str, Any]]


@dataclass(frozen=True)
class EnvelopeRow:
    """What one rule would say with that envelope, and how it differs from what it says."""

    name: str
    is_binding: bool
    word: str
    tone: str
    chosen: str
    entering: str
    leaving: str
    cost: str


@dataclass(frozen=True)
class Envelope:
    """The form with what was typed, why it was refused (or empty), and what was counted with it."""

    real: str
    currency: str
    most: str
    typed: str
    error: str
    asked: str
    rows: list[EnvelopeRow]


def read_envelope(ballot: Ballot, document: Mapping[str, Any], typed: str | None) -> Envelope | None:
    """What is asked on the page of an allocation; None for every other kind, and for an import of so many voters that
    a recount would keep others waiting. `typed` None: nobody asked yet.
    """
    if ballot.kind != Ballot.Kind.ALLOCATION or document["roll"].get("voters", 0) > MOST_VOTERS:
        return None
    terms = document["terms"]
    real, currency = Fraction(terms.get("budget", "0")), terms.get("currency", "")
    shown = {
        "real": amount(str(real), currency),
        "currency": currency,
        "most": amount(str(real * MOST_TIMES), currency),
    }
    if typed is None:
        return Envelope(**shown, typed="", error="", asked="", rows=[])
    try:
        asked = read_amount(typed, real)
    except Invalid as refusal:
        return Envelope(**shown, typed=typed[:LONGEST], error=str(refusal.sentence), asked="", rows=[])
    rows = _rows(document, recounted(ballot, document, asked), paper_of(document["options"]))
    return Envelope(**shown, typed=typed, error="", asked=amount(str(Fraction(asked)), currency), rows=rows)


def read_amount(typed: str, real: Fraction) -> Decimal:
    """The envelope that was typed, to the cent. Refused is what is no amount, and more than `MOST_TIMES` the real one
    (422).
    """
    text = typed.strip() if len(typed) <= LONGEST and typed.isascii() else ""
    if grouped := GROUPED.fullmatch(text):
        text = text.replace(grouped["sign"], "")
    text = text.replace(",", ".")
    try:
        value = Decimal(text) if text.replace(".", "", 1).isdigit() else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_nan() or value != value.quantize(Decimal("0.01")):
        raise Invalid("no_amount", _("Write an amount of money in figures, such as 1500.50."))
    if Fraction(value) > real * MOST_TIMES:
        sentence = _("At most %(times)d times the real envelope can be tried.") % {"times": MOST_TIMES}
        raise Invalid("envelope_too_large", sentence)
    return value.quantize(Decimal("0.01"))


def recounted(ballot: Ballot, document: Mapping[str, Any], asked: Decimal) -> Tallies:
    """Every rule with another envelope, from the cache where somebody asked the same before."""
    key = f"envelope:{ballot.roll_sha256}:{ballot.pk}:{asked}"
    found = cache.get(key)
    if found is None:
        # The page of an import is shown without its votes.
        document = ballot_document(ballot) if ballot.is_imported else document
        other = {**document, "terms": {**document["terms"], "budget": str(asked)}}
        found = [
            {"rule": tally.rule, "outcome": tally.outcome, **_kept(tally.result)}
            for tally in recount_choice(other).tallies
        ]
        cache.set(key, found, KEPT)
    return found


def _kept(result: Mapping[str, Any]) -> dict[str, Any]:
    return {"selected": list(result.get("selected", ())), "total_cost": result.get("total_cost", "0")}


def _rows(document: Mapping[str, Any], tallies: Tallies, paper: Paper) -> list[EnvelopeRow]:
    real = {result["rule"]: result for result in document["results"]}
    currency = document["terms"].get("currency", "")
    rows = []
    for tally in tallies:
        told = real.get(tally["rule"], {"result": {}, "is_binding": False})
        before: Sequence[str] = told["result"].get("selected", ())
        rows.append(
            EnvelopeRow(
                name=rule_name(tally["rule"]),
                is_binding=told["is_binding"],
                word=outcome_word(tally["outcome"]),
                tone=TONES.get(tally["outcome"], ""),
                chosen=chosen_words(document["kind"], tally["selected"], paper),
                entering=paper.names([one for one in tally["selected"] if one not in before]),
                leaving=paper.names([one for one in before if one not in tally["selected"]]),
                cost=amount(tally["total_cost"], currency),
            )
        )
    return sorted(rows, key=lambda row: not row.is_binding)
