"""What was said when a ballot was called that is no motion: its options, and the terms on which they are chosen from.

Pure, and read from the published form, so that whoever recounts a ballot reads it as the platform did.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from proposals.tally.allocations.bounds import Bounds, read_bounds
from proposals.tally.allocations.profile import Project
from proposals.tally.answers import INPUTS
from proposals.tally.roll import TallyError

KINDS = ("ranking", "allocation", "election")
GROUPS = ("country", "expertise")


@dataclass(frozen=True)
class Option:
    """What can be chosen: a text, a project that costs, or a person.

    `groups` says of which country and of which field of expertise a person is.
    """

    id: str
    cost: Fraction = Fraction(0)
    countries: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict, hash=False)

    def as_project(self) -> Project:
        """The option as something that is paid for."""
        return Project(self.id, self.cost, self.countries, self.themes)


@dataclass(frozen=True)
class Terms:
    """`status_quo` belongs to a ranking; `budget`, `input`, `most` and `bounds` (floors and caps) to an
    allocation; `places`, `minimum` (by group and value) and `is_secret` to an election.
    """

    status_quo: str | None = None
    budget: Fraction = Fraction(0)
    input: str = "approval"
    most: int | None = None
    bounds: Bounds = field(default_factory=Bounds)
    places: int = 1
    minimum: Mapping[tuple[str, str], int] = field(default_factory=dict, hash=False)
    is_secret: bool = False


def read_terms(data: Mapping[str, Any]) -> Terms:
    """The terms of the published form; raises `TallyError`."""
    status_quo, most = data.get("status_quo"), data.get("most")
    if status_quo is not None and not isinstance(status_quo, str):
        raise TallyError("The status quo is named by the id of an option.")
    wished = data.get("input", "approval")
    if wished not in INPUTS:
        raise TallyError(f"An allocation asks for one of: {', '.join(INPUTS)}.")
    return Terms(
        status_quo=status_quo,
        budget=amount(data.get("budget", "0"), "The budget"),
        input=wished,
        most=None if most is None else _count(most, "The most that a vote may hold"),
        bounds=read_bounds(data.get("floors"), data.get("caps")),
        places=_count(data.get("places", 1), "The number of places"),
        minimum=_minimum(data.get("minimum_places", [])),
        is_secret=data.get("is_secret", False) is True,
    )


def read_options(data: object) -> tuple[Option, ...]:
    """The options of the published form in the order of the ballot paper; raises `TallyError`."""
    if not isinstance(data, list) or not data:
        raise TallyError("A ballot that is no motion has options.")
    options = tuple(_option(entry) for entry in data)
    if len({option.id for option in options}) < len(options):
        raise TallyError("An option stands on the ballot paper twice.")
    return options


def _option(entry: object) -> Option:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str) or not entry["id"]:
        raise TallyError("An option has an id.")
    return Option(
        id=entry["id"],
        cost=amount(entry.get("cost", "0"), f"The cost of {entry['id'][:40]!r}"),
        countries=tuple(map(str, entry.get("countries", ()))),
        themes=tuple(map(str, entry.get("themes", ()))),
        groups={group: str(entry[group]) for group in GROUPS if entry.get(group)},
    )


def amount(value: object, what: str) -> Fraction:
    """An exact amount from text, not below 0; a number that is no text may have been through floats."""
    try:
        if not isinstance(value, str) or len(value) > 60 or "e" in value.lower() or "_" in value:
            raise ValueError
        exact = Fraction(value)
        if exact < 0:
            raise ValueError
    except (ValueError, ZeroDivisionError) as error:
        raise TallyError(f"{what} is not an amount written as text.") from error
    return exact


def _count(value: object, what: str) -> int:
    if type(value) is not int or not 1 <= value <= 1_000_000:
        raise TallyError(f"{what} is not a whole number above 0.")
    return value


def _minimum(data: object) -> dict[tuple[str, str], int]:
    if not isinstance(data, list):
        raise TallyError("Minimum places are a list.")
    found: dict[tuple[str, str], int] = {}
    for entry in data:
        if not isinstance(entry, Mapping) or entry.get("group") not in GROUPS:
            raise TallyError(f"Minimum places are kept for one of: {', '.join(GROUPS)}.")
        found[entry["group"], str(entry.get("value"))] = _count(entry.get("places"), "A minimum of places")
    return found
