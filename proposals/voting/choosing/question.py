"""What is asked on a ballot that is no motion: on what terms, by which rule, and which rules do not fit it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.templatetags.minga import money
from councils.models import Country
from councils.rulebook.choosing_words import choice_sentences
from councils.rulebook.rules import read_rulebook
from proposals.tally.choices import SECTION
from proposals.voting.models import Ballot
from proposals.voting.paper import withdrawn_from

from .forms import question_words
from .options import Shown, shown_options
from .sending import asks_for

Row = tuple[str, str]


def question_page(ballot: Ballot, at: datetime) -> dict[str, Any]:
    """What the page of the ballot shows of its question; nothing for a motion, whose question is its text."""
    if ballot.kind == Ballot.Kind.MOTION:
        return {"options": []}
    options = shown_options(ballot, at)
    return {
        "options": options,
        "withdrawn": withdrawn_from(ballot),
        "terms": _terms(ballot, options),
        "limits": limits_of(ballot),
        "asks_for": asks_for(ballot),
        "question_words": question_words(ballot),
    }


def rule_of_choice(rules: Mapping[str, Any] | None, kind: str) -> dict[str, str] | None:
    """The binding rule's name and sentence for a ballot of this kind; None without a rulebook."""
    if rules is None:
        return None
    choices = read_rulebook(rules).choices
    name, sentence = choice_sentences(choices, kind)
    return {"code": getattr(choices, SECTION[kind]).binding, "name": name, "sentence": sentence, "decision_class": ""}


def limits_of(ballot: Ballot) -> list[str]:
    """What cannot be applied to this ballot, and why: nobody should look for it in vain beside the result."""
    if ballot.kind == Ballot.Kind.ELECTION:
        limits = [
            _("Persons are elected by equal seats: neither countries nor contributions weigh here."),
            _("A vote is not divided: a seat with a split mandate casts one whole answer."),
        ]
        if ballot.terms.get("places", 1) > 1:
            limits.append(_("Instant runoff fills one place, so it is not applied to this election."))
        return limits
    limits = [_("A vote is not divided: a seat with a split mandate casts one whole answer.")]
    if ballot.kind == Ballot.Kind.RANKING and not ballot.terms.get("status_quo"):
        limits.append(
            _("No option is the status quo, so the Schulze method with quorum and majority is not applied here.")
        )
    limits.append(_("The rules for motions, such as consensus or a double majority, ask for a yes and a no."))
    return limits


def _terms(ballot: Ballot, options: Sequence[Shown]) -> list[Row]:
    if ballot.kind == Ballot.Kind.ALLOCATION:
        return _money_terms(ballot, options)
    if ballot.kind == Ballot.Kind.ELECTION:
        return _places_terms(ballot)
    quo = next((option for option in options if option.is_status_quo), None)
    return [(_("Status quo"), str(quo))] if quo else []


def _money_terms(ballot: Ballot, options: Sequence[Shown]) -> list[Row]:
    terms = ballot.terms
    currency = terms.get("currency", "")
    asked = sum((option.cost or Decimal(0) for option in options), Decimal(0))
    rows = [
        (_("To be divided"), money(terms["budget"], currency)),
        (_("All projects together cost"), money(asked, currency)),
    ]
    countries, themes = _names(ballot)
    for label, key in ((_("At most"), "caps"), (_("At least"), "floors")):
        for by, table in (terms.get(key) or {}).items():
            names = countries if by == "country" else themes
            bounds = [f"{names.get(code, code)}: {money(bound, currency)}" for code, bound in sorted(table.items())]
            if bounds:
                rows.append((label, " · ".join(bounds)))
    return rows


def _places_terms(ballot: Ballot) -> list[Row]:
    terms, places = ballot.terms, ballot.terms.get("places", 1)
    words = ngettext("%(n)d place", "%(n)d places", places)
    rows = [(_("To be elected"), words % {"n": places})]
    kept = terms.get("minimum_places") or []
    countries = _names(ballot)[0] if any(entry["group"] == "country" for entry in kept) else {}
    for entry in kept:
        words = ngettext("%(name)s: at least %(n)d place", "%(name)s: at least %(n)d places", entry["places"])
        name = countries.get(entry["value"], entry["value"])
        rows.append((_("Kept"), words % {"name": name, "n": entry["places"]}))
    is_secret = terms.get("is_secret") is True
    rows.append((_("The votes are"), _("secret") if is_secret else _("open: published after the close")))
    return rows


def _names(ballot: Ballot) -> tuple[dict[str, str], dict[str, str]]:
    """What the countries and themes are called that the terms name by their codes."""
    terms = ballot.terms
    bounds = [*(terms.get("caps") or {}).items(), *(terms.get("floors") or {}).items()]
    codes = {code for by, table in bounds for code in table if by == "country"}
    codes |= {entry["value"] for entry in terms.get("minimum_places") or [] if entry["group"] == "country"}
    countries = {country.code: str(country) for country in Country.objects.filter(code__in=codes)} if codes else {}
    is_themed = any(by == "theme" and table for by, table in bounds)
    return countries, {theme.slug: str(theme) for theme in ballot.round.themes.all()} if is_themed else {}
