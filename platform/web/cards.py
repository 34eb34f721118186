"""A proposal as the page of its round shows it, drawn once and remembered.

What is remembered depends on nothing but what is handed over and the language, so it can never be stale. See
`proposals.deliberation.drawing`, where the same is done with comments.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from councils.models import Country, Round
from proposals.models import Ballot, Proposal
from proposals.positions.words import TONES, outcome_word

STATE_TONES = {Ballot.State.OPEN: "warn", Ballot.State.CANCELLED: "bad"}
# Longer ones are rare, and would fill the memory.
LONGEST_REMEMBERED = 4_000


class Card(NamedTuple):
    """What is shown of a proposal, as it was read: `country_name` and `ballots` (number, state, binding outcome; the
    second is a second call) are JSON.
    """

    number: int
    movement: str
    country: str | None
    country_name: str | None
    title: str
    language: str
    summary: str
    stage: str
    amount: Decimal | None
    currency: str
    ballots: str | None


def draw(card: Card, round_: Round) -> SafeString:
    """The proposal as HTML, for a page in the active language."""
    drawer = _draw if len(card.summary or "") <= LONGEST_REMEMBERED else _draw.__wrapped__
    return drawer(card, round_.council.slug, round_.number, get_language())


@lru_cache(maxsize=2048)
def _draw(card: Card, council: str, round_number: int, _language: str | None) -> SafeString:
    nation = Country(code=card.country, name=json.loads(card.country_name or "{}")) if card.country else None
    context = {
        "card": card,
        "url": reverse("proposal", args=[council, round_number, card.number]),
        "country": nation,
        "stage": Proposal.Stage(card.stage).label,
        "ballots": [_ballot(council, round_number, *facts) for facts in json.loads(card.ballots or "[]")],
    }
    return mark_safe(render_to_string("web/_card.html", context).strip())  # noqa: S308 - a template's


def question_card(question: Mapping[str, Any], round_: Round) -> dict[str, object]:
    """A ballot that is on no proposal, as `rounds.Found` tells it: what it asks, of which kind it is, and its state."""
    facts = (question["number"], question["state"], question["outcome"])
    kind = Ballot.Kind(question["kind"]).label
    return {"title": question["title"], "kind": kind, **_ballot(round_.council.slug, round_.number, *facts)}


def _ballot(council: str, round_number: int, number: int, state: str, outcome: str | None) -> dict[str, object]:
    """One ballot: number, address, label, tone, and whether it is open."""
    stage = Ballot.State(state)
    return {
        "number": number,
        "url": reverse("ballot", args=[council, round_number, number]),
        "label": outcome_word(outcome) if outcome else stage.label,
        "tone": TONES.get(outcome, "") if outcome else STATE_TONES.get(stage, ""),
        "is_open": stage == Ballot.State.OPEN,
    }
