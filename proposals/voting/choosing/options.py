"""What can be chosen on a ballot that is no motion, as its pages show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from common.languages import say
from councils.models import Country, Movement
from proposals.voting.answer_words import option_name
from proposals.voting.models import Ballot
from proposals.voting.paper import paper_of
from proposals.voting.veiling import left_options


@dataclass(frozen=True)
class Shown:
    """One option. `name` is a text under its language, or under none where that is not known; `url` leads to its
    proposal; what does not apply to it is empty.
    """

    id: str
    name: Mapping[str, str]
    cost: Decimal | None = None
    countries: str = ""
    themes: str = ""
    url: str = ""
    movement: str = ""
    expertise: str = ""
    statement: str = ""
    language: str = ""
    is_status_quo: bool = False

    def __str__(self) -> str:
        return say(self.name) or self.id


def shown_options(ballot: Ballot, at: datetime) -> list[Shown]:
    """The ballot paper as it was frozen, or as it would be if nothing changed until the opening: five queries at most.

    The name of a proposal is what the moderation left of it.
    """
    if ballot.kind == Ballot.Kind.MOTION:
        return []
    told = ballot.options if ballot.options is not None else paper_of(ballot, ballot.window.opens_at)
    countries = _countries(told)
    themes = {theme.slug: str(theme) for theme in ballot.round.themes.all()} if _any(told, "themes") else {}
    movements = _movements(told)
    left = left_options(told, ballot.round_id, at)
    return [_shown(ballot, option, countries, themes, movements) for option in left]


def _shown(
    ballot: Ballot,
    option: Mapping[str, Any],
    countries: Mapping[str, str],
    themes: Mapping[str, str],
    movements: Mapping[str, str],
) -> Shown:
    (language, name), number = option_name(option), option.get("proposal")
    codes = option.get("countries") or [code for code in [option.get("country")] if code]
    return Shown(
        id=option["id"],
        name={language: name},
        cost=Decimal(option["cost"]) if "cost" in option else None,
        countries=", ".join(countries.get(code, code) for code in codes),
        themes=", ".join(themes.get(slug, slug) for slug in option.get("themes", ())),
        url=reverse("proposal", args=[ballot.round.council.slug, ballot.round.number, number]) if number else "",
        movement=movements.get(option.get("on_behalf_of", ""), ""),
        expertise=option.get("expertise", ""),
        statement=option.get("statement", ""),
        language=option.get("language", ""),
        is_status_quo=option["id"] == ballot.terms.get("status_quo"),
    )


def _any(told: Iterable[Mapping[str, Any]], key: str) -> bool:
    return any(option.get(key) for option in told)


def _countries(told: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    codes = {code for option in told for code in [*option.get("countries", ()), option.get("country")] if code}
    return {country.code: str(country) for country in Country.objects.filter(code__in=codes)} if codes else {}


def _movements(told: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    slugs = {option["on_behalf_of"] for option in told if option.get("on_behalf_of")}
    return dict(Movement.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}
