"""PrefLib's orders: `.soc` `.soi` `.toc` `.toi`, and `.cat` as approvals of its first category.

Source: preflib.github.io (N. Mattei, T. Walsh, "PrefLib", ADT 2013). Header lines `# KEY: value`, then `count: order`;
a comma is strict, braces hold what is tied.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from proposals.tally.formats.lines import FormatError, lines_of, once, whole
from proposals.tally.rankings.profile import RankingProfile, Ranks, profile_of

NAME = re.compile(r"ALTERNATIVE NAME ([0-9]{1,9})\Z")
GROUP = re.compile(r"\s*(?:\{([0-9,\s]*)\}|([0-9]+))\s*(,|\Z)")
ENDINGS = (".soc", ".soi", ".toc", ".toi", ".cat")


@dataclass(frozen=True)
class PrefLibFile:
    """A read file: options are the alternatives' numbers as text, `names` what they are called, `header` its lines."""

    header: dict[str, str]
    names: dict[str, str]
    profile: RankingProfile


def read_preflib(path: Path) -> PrefLibFile:
    """Read and check a PrefLib file; raises `FormatError` with the line of the first thing that is wrong.

    Ties are refused where the file's kind (its ending, else DATA TYPE) has none, and so are incomplete orders where it
    asks for complete ones; counts that are not those of the header; unknown alternatives, or one twice in an order.
    """
    header: dict[str, str] = {}
    names: dict[str, str] = {}
    ballots: list[tuple[Ranks, int]] = []
    number = 0
    for number, text in enumerate(lines_of(path), 1):
        line = text.strip()
        if line.startswith("#"):
            _head(number, line, header, names)
        elif line:
            ballots.append(_order(number, line, names, _kind(path, header)))
    _check(number, header, names, ballots)
    return PrefLibFile(header, names, profile_of(names, ballots))


def _kind(path: Path, header: dict[str, str]) -> str:
    return header.get("DATA TYPE", "").lower() or path.suffix.lower().lstrip(".")


def _head(number: int, line: str, header: dict[str, str], names: dict[str, str]) -> None:
    key, colon, value = line.lstrip("# ").partition(":")
    if not colon:
        raise FormatError(number, "A header line is '# KEY: value'.")
    if match := NAME.match(key.strip()):
        if match[1] in names:
            raise FormatError(number, f"The alternative {match[1]} stands here twice.")
        names[match[1]] = value.strip()
    else:
        header[key.strip()] = value.strip()


def _order(number: int, line: str, names: dict[str, str], kind: str) -> tuple[list[list[str]], int]:
    count, colon, text = line.partition(":")
    if not colon:
        raise FormatError(number, "A line of votes is 'count: order'.")
    groups: list[list[str]] = []
    at = 0
    text = text.strip()
    while at < len(text):
        match = GROUP.match(text, at)
        if match is None:
            raise FormatError(number, f"The order cannot be read from {text[at : at + 20]!r} on.")
        tied = [name.strip() for name in match[1].split(",") if name.strip()] if match[1] is not None else [match[2]]
        groups.append(tied)
        at = match.end()
    flat = [name for group in groups for name in group]
    once(number, flat, "The alternative")
    for name in flat:
        if name not in names:
            raise FormatError(number, f"The order names {name[:40]!r}, which is no alternative.")
    if kind in ("soc", "soi") and any(len(group) > 1 for group in groups):
        raise FormatError(number, f"There are ties, and a .{kind} has none.")
    if kind in ("soc", "toc") and len(flat) != len(names):
        raise FormatError(number, f"The order leaves alternatives out, and a .{kind} is complete.")
    if kind == "cat":
        groups = groups[:1]
    return [group for group in groups if group], whole(number, count.strip(), "The count", 1)


def _check(last: int, header: dict[str, str], names: dict[str, str], ballots: list[tuple[Ranks, int]]) -> None:
    if not names:
        raise FormatError(max(last, 1), "The file names no alternatives.")
    for key, have in (("NUMBER ALTERNATIVES", len(names)), ("NUMBER VOTERS", sum(count for _order, count in ballots))):
        if key in header and whole(last, header[key], key) != have:
            raise FormatError(max(last, 1), f"The header says {key} {header[key][:40]}, and there are {have}.")
