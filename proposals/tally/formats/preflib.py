"""PrefLib's orders: `.soc` `.soi` `.toc` `.toi`, and `.cat` as an order of its categories.

Source: preflib.github.io (N. Mattei, T. Walsh, "PrefLib", ADT 2013). Header lines `# KEY: value`, then `count: order`;
a comma is strict, braces hold what is tied. In a `.cat` each group is a category, the first the best; an empty one is
`{}`. Files from before 2022 have no such header but four kinds of lines: the number of alternatives; `number,name` of
each; `voters,sum of the counts,unique orders`; and `count,order`. Their ending says what kind of orders they hold.
Lines are grouped as they are read: the memory is that of the distinct orders.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from proposals.tally.formats.lines import FormatError, lines_of, whole
from proposals.tally.rankings.profile import Order, RankingProfile

NAME = re.compile(r"ALTERNATIVE NAME\s+([0-9]{1,9})\Z")
CATEGORY = re.compile(r"CATEGORY NAME\s+([0-9]{1,9})\Z")
GROUP = re.compile(r"(?:\{([0-9,]*)\}|([0-9]+))(,|\Z)")
ENDINGS = (".soc", ".soi", ".toc", ".toi", ".cat")
KINDS = tuple(ending[1:] for ending in ENDINGS)
MOST_ALTERNATIVES = 1_000_000
COUNTS = ("NUMBER ALTERNATIVES", "NUMBER VOTERS", "NUMBER UNIQUE ORDERS", "NUMBER UNIQUE PREFERENCES")


@dataclass(frozen=True)
class PrefLibFile:
    """A read file: options are the alternatives' numbers as text, `names` what they are called, `header` its lines."""

    header: dict[str, str]
    names: dict[str, str]
    profile: RankingProfile


@dataclass
class _Reading:
    """`groups` are the groups that occur, each once in memory; `places` the alternatives that are named alone."""

    kind: str
    header: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    groups: dict[str, tuple[int, ...]] = field(default_factory=dict)
    ballots: dict[Order, int] = field(default_factory=dict)
    orders: int = 0
    mark: str = ":"


def read_preflib(path: Path) -> PrefLibFile:
    """Read and check a PrefLib file; raises `FormatError` with the line of the first thing that is wrong.

    Ties are refused where the file's kind (its DATA TYPE, else its ending) has none, and so are incomplete orders where
    it asks for complete ones; counts that are not those of the header; unknown alternatives, or one twice in an order.
    """
    reading = _Reading(path.suffix.lower().lstrip("."))
    number, lines = 0, _filled(path)
    for number, text in lines:
        if text.startswith("#"):
            if reading.orders:
                raise FormatError(number, "A header line stands among the votes.")
            _head(number, text, reading)
        elif text.isdecimal() and not (reading.header or reading.names):
            number = _older_head(number, text, lines, reading)  # noqa: PLW2901 - lines were read ahead
        else:
            reading.places = reading.places or {name: (place,) for place, name in enumerate(reading.names)}
            _add(number, text, reading)
    _check(max(number, 1), reading)
    return PrefLibFile(reading.header, reading.names, RankingProfile(tuple(reading.names), reading.ballots))


def _filled(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines_of(path), 1):
        if text := line.strip():
            yield number, text


def _older_head(number: int, first: str, lines: Iterator[tuple[int, str]], reading: _Reading) -> int:
    """Read the lines before the votes of a file without a header; the number of the last one."""
    reading.mark = ","
    count = whole(number, first, "The number of alternatives", 1)
    if count > MOST_ALTERNATIVES:
        raise FormatError(number, f"There are more than {MOST_ALTERNATIVES} alternatives.")
    for number, text in islice(lines, count):  # noqa: PLR1704 - the line that is told is the last one read
        which, comma, name = text.partition(",")
        if not comma:
            raise FormatError(number, "An alternative is 'number,name'.")
        _named(
            number, "alternative", str(whole(number, which.strip(), "An alternative", 1)), name.strip(), reading.names
        )
    for number, text in islice(lines, 1):
        said = [part.strip() for part in text.split(",")]
        if len(said) != len(COUNTS) - 1 or said[0] != said[1]:
            raise FormatError(
                number, "Before the votes stands 'voters,sum,unique orders', the first two of them equal."
            )
        for key, text_of_count in zip(COUNTS, (first, *said[1:]), strict=False):
            reading.header[key], reading.lines[key] = text_of_count, number
        return number
    raise FormatError(number, f"The file ends before the votes: it has {len(reading.names)} of {count} alternatives.")


def _head(number: int, line: str, reading: _Reading) -> None:
    key, colon, value = line.lstrip("#").partition(":")
    key, value = " ".join(key.split()).upper(), value.strip()
    if not key and not colon:
        return
    if not colon:
        raise FormatError(number, "A header line is '# KEY: value'.")
    if match := NAME.match(key):
        _named(number, "alternative", match[1], value, reading.names)
    elif match := CATEGORY.match(key):
        _named(number, "category", match[1], value, reading.categories)
    elif key in COUNTS and key in reading.header:
        raise FormatError(number, f"The header says {key} twice.")
    else:
        reading.header[key], reading.lines[key] = value, number
    if key == "DATA TYPE":
        reading.kind = value.lower()
        if reading.kind not in KINDS:
            raise FormatError(number, f"There is no reader for the DATA TYPE {value[:40]!r}.")


def _named(number: int, what: str, which: str, name: str, names: dict[str, str]) -> None:
    if which in names:
        raise FormatError(number, f"The {what} {which} stands here twice.")
    names[which] = name


def _add(number: int, line: str, reading: _Reading) -> None:
    count, mark, text = line.partition(reading.mark)
    if not mark:
        raise FormatError(number, f"A line of votes is 'count{reading.mark} order'.")
    if not reading.names:
        raise FormatError(number, "The file names no alternatives before its first vote.")
    weight = whole(number, count.strip(), "The count", 1)
    order = _order(number, "".join(text.split()), reading)
    reading.orders += 1
    reading.ballots[order] = reading.ballots.get(order, 0) + weight


def _order(number: int, text: str, reading: _Reading) -> Order:
    try:
        groups = tuple([reading.places[name] for name in text.split(",")])
    except KeyError:
        groups = tuple(_groups(number, text, reading))
    ranked = [option for group in groups for option in group]
    if len(set(ranked)) < len(ranked):
        twice = next(option for option in ranked if ranked.count(option) > 1)
        raise FormatError(number, f"The alternative {list(reading.names)[twice][:40]!r} stands here twice.")
    kind = reading.kind
    if kind in ("soc", "soi") and len(ranked) > len(groups):
        raise FormatError(number, f"There are ties, and a .{kind} has none.")
    if kind in ("soc", "toc") and len(ranked) < len(reading.names):
        raise FormatError(number, f"The order leaves alternatives out, and a .{kind} is complete.")
    if kind == "cat":
        _check_categories(number, groups, reading)
    return groups if all(groups) else tuple(group for group in groups if group)


def _groups(number: int, text: str, reading: _Reading) -> Iterator[tuple[int, ...]]:
    """The groups of an order that is no plain list of known alternatives."""
    at = 0
    while at < len(text):
        match = GROUP.match(text, at)
        if match is None or (match[3] == "," and match.end() == len(text)):
            raise FormatError(number, f"The order cannot be read from {text[at : at + 20]!r} on.")
        inside = match[2] if match[1] is None else match[1]
        if inside not in reading.groups:
            names = [name for name in inside.split(",") if name]
            for name in names:
                if name not in reading.places:
                    raise FormatError(number, f"The order names {name[:40]!r}, which is no alternative.")
            if len(set(names)) < len(names):
                raise FormatError(number, f"The alternative {names[0][:40]!r} or another stands here twice.")
            reading.groups[inside] = tuple(sorted(reading.places[name][0] for name in names))
        yield reading.groups[inside]
        at = match.end()


def _check_categories(number: int, groups: Order, reading: _Reading) -> None:
    if "NUMBER CATEGORIES" in reading.header:
        line = reading.lines["NUMBER CATEGORIES"]
        most = whole(line, reading.header["NUMBER CATEGORIES"], "NUMBER CATEGORIES", 1)
        if len(groups) > most:
            raise FormatError(number, f"There are {len(groups)} categories, and the header says {most}.")


def _check(last: int, reading: _Reading) -> None:
    if not reading.names:
        raise FormatError(last, "The file names no alternatives.")
    voters = sum(reading.ballots.values())
    for key, have in zip(COUNTS, (len(reading.names), voters, reading.orders, reading.orders), strict=True):
        if key not in reading.header:
            continue
        line, said = reading.lines[key], reading.header[key]
        if whole(line, said, key) != have:
            raise FormatError(line, f"The header says {key} {said[:40]}, and there are {have}: the file may end early.")
