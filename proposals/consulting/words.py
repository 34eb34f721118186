"""What the counts of a consultation are called, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import clock
from common.languages import say
from proposals.voting.models import Ballot
from proposals.voting.veiling import left_options
from proposals.voting.words import choice_word

from .models import Consultation

MEASURES: dict[str, Promise] = {
    "choices": _("How many members said what."),
    "approvals": _("How many members approved each option."),
    "points": _("How many points the members gave each option together."),
    "first_ranks": _("How many members put each option first; equal ones count for each."),
}
MEANINGS: dict[str, Promise] = {
    "yes": _("Our movement should adopt this text."),
    "no": _("Our movement should not adopt it."),
    "abstain": _("Our movement should take no side."),
    "block": _("Our movement should refuse it on principle, and stop it where that can be done."),
}


def option_words(consultation: Consultation) -> dict[str, str]:
    """What each option of the question is called."""
    if consultation.ballot.kind == Ballot.Kind.MOTION:
        return {choice: choice_word(choice) for choice in MEANINGS}
    at = clock.now(consultation.round.council_id)
    left = left_options(consultation.options, consultation.round_id, at)
    return {option["id"]: _name(option) for option in left}


def _name(option: Mapping[str, Any]) -> str:
    name = option.get("name") or option["id"]
    return say(name) if isinstance(name, Mapping) else str(name)
