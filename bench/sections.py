"""What can be measured, in its order, and what each section needs before it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from . import preparing
from .measures import (
    casting,
    consulting,
    deciding,
    dividing,
    dumping,
    fronting,
    growth,
    lastminute,
    machines,
    pages,
    queries,
    rankings,
    searching,
    serving,
    tallying,
    telling,
    upgrading,
    weight,
)
from .stage import Stage
from .table import Row


@dataclass(frozen=True)
class Section:
    """`needs`: names of earlier sections, whose work this one goes on with. `is_long`: of the whole at full size."""

    name: str
    measure: Callable[[Stage], Iterator[Row]]
    needs: tuple[str, ...] = ()
    is_long: bool = False


# What is compared between databases comes before what fills the small one alone; who fills it with people comes last.
SECTIONS = (
    Section("seeding", preparing.seed),
    Section("closing", deciding.close),
    Section("pages", pages.measure, ("seeding",)),
    Section("growth", growth.measure, ("seeding", "closing")),
    Section("search", searching.measure, ("seeding",)),
    Section("dump", dumping.measure, ("seeding",)),
    Section("booth", preparing.open_booth),
    Section("web", preparing.serve, ("booth",)),
    Section("casting", casting.measure, ("booth", "web")),
    Section("lastminute", lastminute.measure, ("web",)),
    Section("positions", serving.measure, ("closing", "web")),
    Section("files", fronting.measure, ("closing", "web")),
    Section("queries", queries.measure, ("seeding", "closing", "booth")),
    Section("weight", weight.measure, ("seeding", "closing", "web")),
    Section("counting", deciding.measure, ("closing",)),
    Section("opening", deciding.open_roll),
    Section("tallies", tallying.measure),
    Section("consulting", consulting.measure),
    Section("budgets", dividing.measure),
    Section("rankings", rankings.measure),
    Section("notices", telling.measure),
    Section("machines", machines.measure),
    Section("upgrade", upgrading.measure, is_long=True),
)


def needed(wanted: Collection[str], is_full: bool) -> list[Section]:
    """The sections that are wanted with all that they need, in their order; if none is named, the whole: at full size
    every one, else all but the long ones.

    Raises `ValueError` with a sentence for a name that is none.
    """
    if unknown := set(wanted) - {section.name for section in SECTIONS}:
        names = ", ".join(section.name for section in SECTIONS)
        raise ValueError(f"There is no section {min(unknown)!r}; there are: {names}.")
    if not wanted:
        return [section for section in SECTIONS if is_full or not section.is_long]
    chosen = set(wanted)
    for section in reversed(SECTIONS):
        if section.name in chosen:
            chosen |= set(section.needs)
    return [section for section in SECTIONS if section.name in chosen]
