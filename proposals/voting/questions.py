"""*Is it well-formed?* asked of a question that the secretariat puts to the vote: its title, its options, its terms.

Every problem is told at once, beside the field to which it belongs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from councils.models import Country, Round
from councils.wellformed import Fields
from proposals.drafting.models import Proposal
from proposals.tally.answers import INPUTS, MOST_POINTS
from proposals.tally.roll import TallyError
from proposals.tally.terms import GROUPS, read_terms

from .models import Ballot

TITLE_LIMIT = 200
MOST_OPTIONS = 200
MOST_PLACES = 100
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", re.ASCII)
# What the terms of each kind may say.
TERMS = {
    Ballot.Kind.RANKING: ("status_quo",),
    Ballot.Kind.ALLOCATION: ("budget", "currency", "input", "most", "caps", "floors"),
    Ballot.Kind.ELECTION: ("places", "minimum_places", "is_secret"),
}
LEAST_OPTIONS = {Ballot.Kind.RANKING: 2, Ballot.Kind.ALLOCATION: 1, Ballot.Kind.ELECTION: 0}


@dataclass(frozen=True)
class Choice:
    """What is to be put on the ballot paper: a text under a `code`, or an admitted proposal with what it costs."""

    code: str
    title: Mapping[str, str]
    proposal: Proposal | None = None
    cost: Decimal | None = None


@dataclass(frozen=True)
class Question:
    """A question that can be put: everything in it was read."""

    kind: str
    title: Mapping[str, str]
    terms: Mapping[str, Any]
    choices: Sequence[Choice]


def read_question(
    round_: Round, kind: str, title: Mapping[str, str], terms: Mapping[str, Any], choices: Sequence[Choice]
) -> Question:
    """The question as it is kept. Refused (422) is what could not be voted on or counted, all of it at once.

    The budget of an allocation is the round's envelope, and its currency the round's, where the terms name none.
    """
    fields = Fields()
    kind = fields.one_of("kind", kind, tuple(TERMS))
    fields.refuse()
    named = fields.texts("title", title, TITLE_LIMIT)
    put = _choices(fields, round_, kind, choices)
    if unknown := sorted(set(terms) - set(TERMS[Ballot.Kind(kind)])):
        fields.note("terms", _("Such a ballot has no term “%(name)s”.") % {"name": unknown[0][:40]})
    read = READERS[Ballot.Kind(kind)](fields, round_, terms, put)
    fields.refuse()
    try:
        read_terms(read)
    except TallyError:
        fields.note("terms", _("The terms of this ballot cannot be read."))
    fields.refuse()
    return Question(kind, named, read, put)


def _choices(fields: Fields, round_: Round, kind: str, choices: Sequence[Choice]) -> list[Choice]:
    if len(choices) > MOST_OPTIONS:
        fields.note("options", _("At most 200 options can stand on a ballot."))
        return []
    if len(choices) < LEAST_OPTIONS[Ballot.Kind(kind)]:
        words = _("Choose at least one project.") if kind == Ballot.Kind.ALLOCATION else _("Name at least two options.")
        fields.note("options", words)
    if choices and kind == Ballot.Kind.ELECTION:
        fields.note("options", _("Candidates are nominated: nobody else puts them on the ballot paper."))
    proposals = [choice.proposal.pk for choice in choices if choice.proposal]
    if len({choice.code for choice in choices}) < len(choices) or len(set(proposals)) < len(proposals):
        fields.note("options", _("An option stands there twice."))
    return [_choice(fields, round_, kind, choice) for choice in choices]


def _choice(fields: Fields, round_: Round, kind: str, choice: Choice) -> Choice:
    if not CODE.fullmatch(choice.code):
        fields.note("options", _("The id of an option is at most 40 letters and digits, with hyphens between them."))
    if (proposal := choice.proposal) is None:
        title = fields.texts("options", choice.title, TITLE_LIMIT)
    else:
        title = dict(choice.title)
        if proposal.round_id != round_.pk or proposal.stage != Proposal.Stage.ADMITTED:
            fields.note("options", _("Only admitted proposals of this round can be put to the vote."))
    if kind != Ballot.Kind.ALLOCATION:
        if choice.cost is not None:
            fields.note("options", _("Only the projects of an allocation have costs."))
        return Choice(choice.code, title, proposal)
    cost = Fields()
    read = cost.amount("cost", choice.cost, positive=True)
    for sentence in cost.problems.values():
        fields.note("options", _("The cost of a project is an amount above 0. %(why)s") % {"why": sentence})
    return Choice(choice.code, title, proposal, read)


def _ranking(fields: Fields, round_: Round, terms: Mapping[str, Any], choices: Sequence[Choice]) -> dict[str, Any]:
    named = terms.get("status_quo")
    if named is not None and named not in {choice.code for choice in choices}:
        fields.note("status_quo", _("The status quo is one of the options."))
    return dict(terms)


def _allocation(fields: Fields, round_: Round, terms: Mapping[str, Any], choices: Sequence[Choice]) -> dict[str, Any]:
    budget = fields.amount("budget", terms.get("budget") or round_.envelope, positive=True)
    read: dict[str, Any] = {
        "budget": str(budget),
        "currency": fields.currency("currency", terms.get("currency") or round_.currency),
        "input": fields.one_of("input", terms.get("input") or INPUTS[0], INPUTS),
    }
    if "most" in terms:
        most = terms["most"]
        read["most"] = None if most is None else fields.whole("most", most, 1, MOST_POINTS)
    known = _known(round_)
    for name in ("caps", "floors"):
        if name in terms:
            read[name] = _bounds(fields, name, terms[name], known)
    if budget is not None:
        _why_no_bounds(fields, read.get("caps") or {}, read.get("floors") or {}, budget)
    return read


def _known(round_: Round) -> dict[str, set[str]]:
    """The codes by which bounds may be kept."""
    return {
        "country": set(Country.objects.values_list("code", flat=True)),
        "theme": set(round_.themes.values_list("slug", flat=True)),
    }


def _bounds(fields: Fields, name: str, told: object, known: Mapping[str, set[str]]) -> dict[str, dict[str, str]]:
    if not isinstance(told, Mapping) or not all(by in known and isinstance(told[by], Mapping) for by in told):
        fields.note(name, _("Such a bound is kept by country or by theme."))
        return {}
    read: dict[str, dict[str, str]] = {}
    for by, table in told.items():
        for code, bound in table.items():
            if code not in known[by]:
                words = _("There is no such country or theme in this round: %(code)s.")
                fields.note(name, words % {"code": str(code)[:40]})
            elif (amount := fields.amount(name, bound)) is not None:
                read.setdefault(by, {})[code] = str(amount)
    return read


def _why_no_bounds(
    fields: Fields, caps: Mapping[str, Mapping[str, str]], floors: Mapping[str, Mapping[str, str]], budget: Decimal
) -> None:
    """Note bounds that no choice of projects could keep."""
    for by, table in floors.items():
        if sum(map(Decimal, table.values())) > budget:
            fields.note("floors", _("These amounts are together more than there is to divide."))
        for code, floor in table.items():
            cap = caps.get(by, {}).get(code)
            if cap is not None and Decimal(cap) < Decimal(floor):
                fields.note("floors", _("At least and at most contradict each other: %(code)s.") % {"code": code})


def _election(fields: Fields, round_: Round, terms: Mapping[str, Any], choices: Sequence[Choice]) -> dict[str, Any]:
    read: dict[str, Any] = {"places": fields.whole("places", terms.get("places", 1), 1, MOST_PLACES)}
    if "minimum_places" in terms:
        read["minimum_places"] = _minimum(fields, terms["minimum_places"], read["places"])
    if "is_secret" in terms:
        read["is_secret"] = terms["is_secret"] is True
    return read


def _minimum(fields: Fields, told: object, places: int) -> list[dict[str, Any]]:
    read = []
    for entry in fields.listed("minimum_places", told, MOST_PLACES):
        if not isinstance(entry, Mapping):
            fields.note("minimum_places", _("Each kept place names its country or its field of expertise."))
            continue
        group = fields.one_of("minimum_places", entry.get("group"), GROUPS)
        value = fields.text("minimum_places", entry.get("value"), 40)
        if group == "country" and value and not Country.objects.filter(code=value).exists():
            fields.note("minimum_places", _("There is no such country: %(code)s.") % {"code": value})
        kept = fields.whole("minimum_places", entry.get("places"), 1, places)
        read.append({"group": group, "value": value, "places": kept})
    if len({entry["group"] for entry in read}) > 1:
        fields.note("minimum_places", _("Places are kept by country or by field of expertise, not by both at once."))
    if len({entry["value"] for entry in read}) < len(read):
        fields.note("minimum_places", _("A country or field stands there twice."))
    if sum(entry["places"] for entry in read) > places:
        fields.note("minimum_places", _("More places are kept than there are."))
    return read


READERS = {Ballot.Kind.RANKING: _ranking, Ballot.Kind.ALLOCATION: _allocation, Ballot.Kind.ELECTION: _election}
