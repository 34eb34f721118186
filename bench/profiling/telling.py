"""The walks as a page that can be read."""

from typing import Any

from .walking import Walk

ROOMS, OWN, OURS, LONGEST = 8, 8, 8, 60


def summary(walks: list[Walk], before: dict[str, str]) -> str:
    """A line for each path, beside what it was when the page was written last."""
    heads = ("path", "CPU", "× bare list of 20", "the run before", "share of SQL", "statements", "blocks hit", "read")
    rows = [
        (
            each.path.what,
            f"{1000 * each.cpu:.1f} ms",
            each.ratio.text("{:.2f}"),
            before.get(each.path.what, ""),
            f"{100 * each.share_of_sql:.0f} %",
            str(len(each.statements)),
            f"{each.total('hit'):,.0f}",
            f"{each.total('read'):,.0f}",
        )
        for each in walks
    ]
    return table(heads, rows)


def detail(each: Walk) -> str:
    """The functions and the statements of one path."""
    found = each.sample
    parts = [
        f"### {each.path.what}\n\n{each.path.why}.\n",
        f"- By room: {_shares(found.rooms, ROOMS)}",
        f"- By function itself: {_shares(found.own, OWN, code=True)}",
        f"- Of ours, with what it calls: {_shares(found.ours, OURS, code=True)}\n",
    ]
    heads = ("statement", "ms", "planning", "hit", "read", "nodes", "remarks")
    return "\n".join(parts) + "\n" + table(heads, [_statement(one) for one in each.explained]) + "\n"


def _statement(one: dict[str, Any]) -> tuple[str, ...]:
    tables = [name.removeprefix("proposals_").removeprefix("councils_") for name in one["tables"]]
    named = f"{one['verb']} {', '.join(tables) or '(no table)'}"
    return (
        named if len(named) <= LONGEST else f"{named[:LONGEST]}…",
        f"{one['milliseconds']:.2f}",
        f"{one['planning']:.2f}",
        f"{one['hit']:,}",
        f"{one['read']:,}",
        ", ".join(one["kinds"]),
        "; ".join(one["remarks"]),
    )


def _shares(shares: list[tuple[str, float]], most: int, *, code: bool = False) -> str:
    quote = "`" if code else ""
    return ", ".join(f"{quote}{name}{quote} {100 * share:.0f} %" for name, share in shares[:most] if share >= 0.01)


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """As Markdown; a cell is as wide as it is, for these are too many to be aligned."""
    lines = [" | ".join(cell.replace("|", "/") for cell in row) for row in (heads, ("---",) * len(heads), *rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"
