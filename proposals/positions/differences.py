"""Whose weight made the difference, in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .words import called, outcome_word


def differences(pivots: Mapping[str, Any] | None, names: Mapping[str, str]) -> list[str]:
    """Who alone changes the outcome of a rule by abstaining, and the fewest seats that change it by changing sides."""
    if not pivots:
        return []
    alone = [
        *_alone(pivots["countries"], "country", _("Had one of these countries alone abstained"), names),
        *_alone(pivots["seats"], "seat", _("Had one of these seats alone abstained"), names),
    ]
    return [*(alone or [_("No country and no seat alone changes this outcome by abstaining.")]), _switch(pivots, names)]


def _alone(found: Sequence[Mapping[str, str]], key: str, opening: str, names: Mapping[str, str]) -> list[str]:
    by_outcome: dict[str, list[str]] = {}
    for pivot in found:
        by_outcome.setdefault(pivot["outcome"], []).append(pivot[key])
    said = _("%(opening)s, the outcome would be “%(outcome)s”: %(names)s.")
    return [
        said % {"opening": opening, "outcome": outcome_word(outcome), "names": called(ids, names)}
        for outcome, ids in by_outcome.items()
    ]


def _switch(pivots: Mapping[str, Any], names: Mapping[str, str]) -> str:
    switch = pivots["smallest_switch"]
    if switch is None:
        return _("No seats that change sides, however many, change this outcome.")
    data = {"n": switch["size"], "names": called(switch["seats"], names), "outcome": outcome_word(switch["outcome"])}
    sentence = ngettext(
        "The fewest seats that change it by changing sides: %(n)d (%(names)s). It would then be “%(outcome)s”.",
        "The fewest seats that change it by changing sides: %(n)d (%(names)s). It would then be “%(outcome)s”.",
        switch["size"],
    )
    if not switch["exact"]:
        certain = _("Searched by the largest weight first; certain is only that no set of up to %(n)d seats does.")
        return f"{sentence % data} {certain % {'n': switch['none_up_to']}}"
    return sentence % data
