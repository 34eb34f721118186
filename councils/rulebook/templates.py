"""Three rulebooks to begin with: what each decides by, and for whom it is good.

They are starting points and no rules of their own: a council that takes one adopts its data as version 1, and changes
it like any other. What stands in a template is therefore written out wherever the defaults do not say it, and a
template may change without changing any council.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Template:
    """A rulebook to begin with: its name, what it decides by and for whom it is good in a sentence each, its data."""

    code: str
    name: Promise
    decides: Promise
    suits: Promise
    data: Mapping[str, object]


def _half() -> list[dict[str, object]]:
    return [{"fraction": "1/2", "base": "yes+no", "strict": True}]


def _present(share: str) -> list[dict[str, object]]:
    return [{"kind": "seats_present", "share": share, "strict": False}]


# Time enough for an assembly to meet between two weekends, and for a delegate to reach a line.
UNHURRIED = {"drafting": 168, "discussion": 168, "settlement": 72, "plenary": 72, "voting": 72, "response": 168}

TEMPLATES: Mapping[str, Template] = {
    template.code: template
    for template in (
        Template(
            "one-country-one-vote",
            _("One country, one vote"),
            _(
                "A proposal is adopted if more countries say yes than no. Each country says what the majority of its "
                "movements says, and half of the seats must vote."
            ),
            _("Good for a council whose countries differ much in size and in money, and meet as equals."),
            {
                "binding": "countries",
                "rules": {"countries": {"thresholds": _half()}},
                "quorum": _present("1/2"),
                "second_call": True,
                "second_call_quorum": _present("1/3"),
                "tied": "rejected",
                "adequacy_rule": "countries",
                "minimum_hours": UNHURRIED,
            },
        ),
        Template(
            "consensus",
            _("Consensus"),
            _(
                "A proposal is adopted if at least one movement says yes and none blocks; a plain no does not stop it. "
                "Two thirds of the seats must vote."
            ),
            _("Good for a council of few movements that know each other and would rather talk longer than outvote."),
            {
                "binding": "consensus",
                "quorum": _present("2/3"),
                "second_call": True,
                "second_call_quorum": _present("1/2"),
                "plenary_seats": 1,
                "adequacy_rule": "seats",
                "minimum_hours": {**UNHURRIED, "discussion": 336},
            },
        ),
        Template(
            "double-majority",
            _("Double majority"),
            _(
                "A proposal is adopted if it has the majority twice: of the countries, and of the capital that they "
                "have subscribed. Half of the seats must vote."
            ),
            _(
                "Good for a council whose advice is to be heard where money is committed. It needs the contributions "
                "of the countries, which the secretariat records before the first vote."
            ),
            {
                "binding": "double_majority",
                "rules": {"double_majority": {"tracks": {"countries": _half(), "capital": _half()}}},
                "quorum": _present("1/2"),
                "second_call": True,
                "second_call_quorum": _present("1/3"),
                "contributions": "subscribed",
                "currency": "USD",
                "adequacy_rule": "countries",
                "minimum_hours": UNHURRIED,
            },
        ),
    )
}
