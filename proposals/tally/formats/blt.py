"""BLT, the ballot files of single transferable votes.

Source: I. D. Hill, B. A. Wichmann, D. R. Woodall, "Algorithm 123", Computer Journal 30 (1987), with the additions of
OpenSTV, OpaVote and Droop. `candidates seats`; withdrawn candidates as negative numbers if there are any; `weight c1 c2
… 0` for each ballot (`=` between equals, `-` for a skipped rank, an id in brackets for a weight of 1); a lone `0`; the
candidates' names in quotes; the title. `#` begins a comment. The files of Scottish councils double the quotes within a
name, as CSV does, and leave those of the title away; some have the names as remarks in the manner of PrefLib.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from proposals.tally.formats.lines import FormatError, exact, lines_of, whole
from proposals.tally.rankings.profile import Order, RankingProfile

QUOTED = re.compile(r'"((?:[^"\\]|\\.|"")*)"')
BALLOT_ID = re.compile(r"\(([^()]*)\)\s*")
MOST_CANDIDATES = 10_000
REMARKED = re.compile(r"#\s*ALTERNATIVE NAME\s+([0-9]{1,5}):\s*(.*?)\s*\Z")
WITHDRAWN = re.compile(r"-[0-9]+\Z")


@dataclass(frozen=True)
class BltFile:
    """A read file: candidates are their numbers as text; `withdrawn` are positions."""

    names: dict[str, str]
    title: str
    seats: int
    withdrawn: tuple[int, ...]
    profile: RankingProfile


@dataclass
class _Reading:
    count: int
    seats: int
    withdrawn: list[int] = field(default_factory=list)
    ballots: dict[Order, Fraction | int] = field(default_factory=dict)
    groups: dict[str, tuple[int, ...]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)


def read_blt(path: Path) -> BltFile:
    """Read and check a BLT file; raises `FormatError` with the line of the first thing that is wrong.

    Refused are a file without its two first numbers, ballots that do not end with 0 on their line, unknown candidates
    or one twice on a ballot, weights that are not above 0, and fewer names than candidates.
    """
    remarked: dict[str, str] = {}
    lines = _filled(path, remarked)
    number, first = next(lines, (1, ""))
    head = first.split()
    if len(head) != 2:
        raise FormatError(number, "The first line is the number of candidates and the number of seats.")
    reading = _Reading(
        whole(number, head[0], "The number of candidates", 1), whole(number, head[1], "The number of seats", 1)
    )
    if reading.count > MOST_CANDIDATES:
        raise FormatError(number, f"There are more than {MOST_CANDIDATES} candidates.")
    for number, line in lines:
        if _is_end(number, line, reading):
            break
    else:
        raise FormatError(number, "The ballots do not end with a line 0: the file ends early.")
    options = tuple(str(candidate) for candidate in range(1, reading.count + 1))
    names, title = _names(number, lines, options, remarked)
    profile = RankingProfile(options, reading.ballots)
    return BltFile(names, title, reading.seats, tuple(reading.withdrawn), profile)


def _filled(path: Path, remarked: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The lines that say something, without remarks; a remark that names a candidate is kept apart."""
    for number, line in enumerate(lines_of(path), 1):
        if text := _bare(line):
            yield number, text
        elif remark := REMARKED.match(line.strip()):
            remarked.setdefault(remark[1], remark[2])


def _bare(line: str) -> str:
    """Without what stands behind `#`, unless it is in quotes."""
    text = line.strip()
    if "#" not in text:
        return text
    if not text.startswith('"'):
        return text.partition("#")[0].strip()
    end = 0
    while match := QUOTED.match(text, end):
        end = len(text) - len(text[match.end() :].lstrip())
    return text[:end].strip() if text[end : end + 1] == "#" else text


def _is_end(number: int, line: str, reading: _Reading) -> bool:
    """Read a line of ballots or of withdrawn candidates; whether it is the 0 behind the last ballot."""
    words = line.split() if "(" not in line else _with_id(number, line, reading)
    if words == ["0"]:
        return True
    if WITHDRAWN.match(words[0]):
        if reading.ballots:
            raise FormatError(number, "Withdrawn candidates stand before the ballots.")
        for word in words:
            _withdraw(number, word, reading)
        return False
    while words:
        if "0" not in words[1:]:
            raise FormatError(number, "A ballot is its weight, the candidates in order, and a 0.")
        end = words.index("0", 1)
        _add(number, words[:end], reading)
        words = words[end + 1 :]
    return False


def _with_id(number: int, line: str, reading: _Reading) -> list[str]:
    """A line that begins with the id of its ballot, which then has the weight 1."""
    match = BALLOT_ID.match(line)
    if match is None:
        raise FormatError(number, "The id of a ballot stands in brackets before its candidates.")
    if match[1] in reading.ids:
        raise FormatError(number, f"The ballot {match[1][:40]!r} stands here twice.")
    reading.ids.add(match[1])
    return ["1", *line[match.end() :].split()]


def _withdraw(number: int, word: str, reading: _Reading) -> None:
    candidate = _candidate(number, word.removeprefix("-"), reading.count) if WITHDRAWN.match(word) else None
    if candidate is None or candidate in reading.withdrawn:
        raise FormatError(number, "A line of withdrawn candidates is -1 -3, each of them once.")
    reading.withdrawn.append(candidate)


def _candidate(number: int, text: str, count: int) -> int:
    found = whole(number, text, "A candidate", 1)
    if found > count:
        raise FormatError(number, f"The candidate {found} is not among the {count}.")
    return found - 1


def _add(number: int, words: list[str], reading: _Reading) -> None:
    text = words[0]
    weight = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else _weight(number, text)
    if weight <= 0:
        raise FormatError(number, "The weight of a ballot is above 0.")
    groups = reading.groups
    for word in words[1:]:
        if word not in groups:
            parts = [] if word == "-" else [_candidate(number, part, reading.count) for part in word.split("=")]
            groups[word] = tuple(sorted(parts))
    order = tuple([groups[word] for word in words[1:]])
    ranked = [candidate for group in order for candidate in group]
    if len(set(ranked)) < len(ranked):
        raise FormatError(number, "A ballot ranks a candidate twice.")
    reading.ballots[order] = reading.ballots.get(order, 0) + weight


def _weight(number: int, text: str) -> Fraction | int:
    weight = exact(number, text, "The weight of a ballot")
    return int(weight) if weight.denominator == 1 else weight


def _names(
    number: int, lines: Iterator[tuple[int, str]], options: Sequence[str], remarked: Mapping[str, str]
) -> tuple[dict[str, str], str]:
    """What stands in quotes, or else a whole line: names first, then the title; what follows is a remark."""
    texts: list[str] = []
    for number, line in lines:  # noqa: PLR1704 - the line that is told is the last one read
        rest = line
        while match := QUOTED.match(rest):
            texts.append(re.sub(r'\\(.)|"(")', r"\1\2", match[1]))
            rest = rest[match.end() :].strip()
        if rest.startswith('"'):
            raise FormatError(number, "The quotes of a name are not closed.")
        if rest:
            texts.append(rest)
    if len(texts) < len(options) and all(option in remarked for option in options):
        texts = [*(remarked[option] for option in options), *texts]
    if len(texts) < len(options):
        raise FormatError(number, f"There are {len(texts)} names for {len(options)} candidates: the file ends early.")
    return dict(zip(options, texts, strict=False)), "".join(texts[len(options) : len(options) + 1])
