"""The ballots of the examples, in the form in which a ballot is published. No result stands here: they are counted.

One small council votes on everything. Its countries are called A, B and C and its contributions are invented, so that
nobody is told how they would have voted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COUNTRIES: Mapping[str, Promise] = {"XA": _("country A"), "XB": _("country B"), "XC": _("country C")}
CONTRIBUTIONS = {"XA": "600", "XB": "100", "XC": "200"}
# Each seat with its country (none: a regional movement), its kind, and what it says of the motion.
SEATS: Sequence[tuple[str, Promise, str | None, str]] = (
    ("dockers", _("Dockers' Union"), "XA", "union"),
    ("growers", _("Growers' League"), "XA", "peasant"),
    ("weavers", _("Women Weavers"), "XA", "women"),
    ("fishers", _("Fishers' Cooperative"), "XB", "cooperative"),
    ("students", _("Students"), "XC", "youth"),
    ("elders", _("Council of Elders"), "XC", "indigenous"),
    ("rivers", _("Network of the Rivers"), None, "environmental"),
)
MOTION: Mapping[str, str] = {
    "dockers": "yes",
    "growers": "yes",
    "weavers": "yes",
    "fishers": "no",
    "students": "no",
    "elders": "abstain",
    "rivers": "yes",
}

Options = Mapping[str, tuple[Promise | str, str]]
PATHS: Options = {
    "rail": (_("Mend the railway"), "0"),
    "boats": (_("Build boats"), "0"),
    "roads": (_("Pave the roads"), "0"),
    "nothing": (_("Leave it as it is"), "0"),
}
PROJECTS: Options = {
    "cistern": (_("Cisterns for the hills"), "60"),
    "seeds": (_("A house of seeds"), "40"),
    "school": (_("A school on the coast"), "40"),
}
PEOPLE: Options = {"ana": ("Ana", "0"), "beto": ("Beto", "0"), "carla": ("Carla", "0")}


def seats(number: int = len(SEATS)) -> list[dict[str, Any]]:
    """So many seats of the council; beyond the seven that are named, further ones that only have a number."""
    named: list[dict[str, Any]] = [
        {"id": i, "movement": i, "name": str(name), "country": land, "kind": k} for i, name, land, k in SEATS
    ]
    more = range(len(SEATS) + 1, number + 1)
    numbered = [{"id": f"m{n}", "movement": f"m{n}", "name": f"{n}", "country": "XA", "kind": "other"} for n in more]
    return [*named, *numbered][:number]


def motion(rules: Mapping[str, Any], said: Mapping[str, str] = MOTION, decision_class: str = "") -> dict[str, Any]:
    """A motion on which the seats have said this; whoever is not named did not vote."""
    return {
        "rules": dict(rules),
        "roll": {
            "seats": [seat for seat in seats() if seat["id"] in MOTION],
            "contributions": [{"country": land, "amount": amount} for land, amount in CONTRIBUTIONS.items()],
            "decision_class": decision_class or None,
        },
        "votes": [{"seat": seat, "answer": {choice: "1"}} for seat, choice in said.items()],
        **NOTHING_SAID,
    }


def choice(
    kind: str, rules: Mapping[str, Any], options: Options, answers: Sequence[Any], terms: Mapping[str, Any]
) -> dict[str, Any]:
    """A ballot that is no motion: the first seat gave the first answer, and so on."""
    voting = seats(len(answers))
    return {
        "kind": kind,
        "rules": dict(rules),
        "terms": dict(terms),
        "options": [{"id": one, "name": str(name), "cost": cost} for one, (name, cost) in options.items()],
        "roll": {"seats": voting, "contributions": [], "decision_class": None},
        "votes": [{"seat": seat["id"], "answer": one} for seat, one in zip(voting, answers, strict=True)],
        **NOTHING_SAID,
    }


NOTHING_SAID: Mapping[str, Any] = {"statements": [], "recusals": []}


def _ranked(*names: str) -> dict[str, Any]:
    return {"ranking": [[name] for name in names]}


def _approved(*names: str) -> dict[str, Any]:
    return {"approved": list(names)}


RANKINGS = (
    *[_ranked("rail", "boats", "roads", "nothing")] * 4,
    *[_ranked("roads", "boats", "nothing", "rail")] * 3,
    *[_ranked("boats", "roads", "nothing", "rail")] * 2,
)
WISHES = (*[_approved("cistern", "seeds")] * 3, *[_approved("school")] * 2)
BALLOTS = (*[_ranked("ana", "beto", "carla")] * 5, *[_ranked("carla")] * 2, _ranked("beto"))
RANKING_TERMS = {"status_quo": "nothing"}
BUDGET_TERMS = {"budget": "100", "currency": "", "input": "approval"}
ELECTION_TERMS = {"places": 2}
