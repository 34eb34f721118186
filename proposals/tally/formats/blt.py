"""BLT, the ballot files of single transferable votes.

Source: the format of OpenSTV and of Hill's and Wichmann's programs. `candidates seats`; a line of withdrawn candidates
as negative numbers if there are any; `weight c1 c2 … 0` for each ballot (`=` between equals, `-` for a skipped rank);
a lone `0`; the candidates' names in quotes; the title.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from proposals.tally.formats.lines import FormatError, exact, lines_of, whole
from proposals.tally.rankings.profile import RankingProfile, Ranks, profile_of

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class BltFile:
    """A read file: candidates are their numbers as text; `withdrawn` are positions."""

    names: dict[str, str]
    title: str
    seats: int
    withdrawn: tuple[int, ...]
    profile: RankingProfile


def read_blt(path: Path) -> BltFile:
    """Read and check a BLT file; raises `FormatError` with the line of the first thing that is wrong."""
    lines = ((number, _bare(line)) for number, line in enumerate(lines_of(path), 1))
    filled = ((number, line) for number, line in lines if line)
    number, first = next(filled, (1, ""))
    head = first.split()
    if len(head) != 2:
        raise FormatError(number, "The first line is the number of candidates and the number of seats.")
    count, seats = (
        whole(number, head[0], "The number of candidates", 1),
        whole(number, head[1], "The number of seats", 1),
    )
    withdrawn: list[int] = []
    ballots: list[tuple[Ranks, Fraction]] = []
    for number, line in filled:
        if line == "0":
            break
        words = line.split()
        if words[0].startswith("-") and len(words[0]) > 1:
            withdrawn += [_candidate(number, word.lstrip("-"), count) for word in words]
        else:
            ballots.append(_ballot(number, words, count))
    else:
        raise FormatError(number, "The ballots do not end with a line 0: the file ends early.")
    names, title = _names(filled, count)
    return BltFile(names, title, seats, tuple(withdrawn), profile_of([str(n) for n in range(1, count + 1)], ballots))


def _bare(line: str) -> str:
    """Without what stands behind `#`, unless it is in quotes."""
    text = line.strip()
    return text if text.startswith('"') else text.partition("#")[0].strip()


def _candidate(number: int, text: str, count: int) -> int:
    found = whole(number, text, "A candidate", 1)
    if found > count:
        raise FormatError(number, f"The candidate {found} is not among the {count}.")
    return found - 1


def _ballot(number: int, words: list[str], count: int) -> tuple[Ranks, Fraction]:
    weight = exact(number, words[0].strip("()"), "The weight of a ballot")
    if weight <= 0 or words[-1] != "0" or len(words) < 2:
        raise FormatError(number, "A ballot is its weight, the candidates in order, and a 0.")
    ranks: list[list[str]] = []
    seen: set[int] = set()
    for word in words[1:-1]:
        group = [] if word == "-" else [_candidate(number, part, count) for part in word.split("=")]
        if seen.intersection(group) or len(set(group)) != len(group):
            raise FormatError(number, "A ballot ranks a candidate twice.")
        seen.update(group)
        ranks.append([str(candidate + 1) for candidate in group])
    return ranks, weight


def _names(filled: "object", count: int) -> tuple[dict[str, str], str]:
    texts: list[str] = []
    for _number, line in filled:  # type: ignore[attr-defined] # the rest of the lines
        texts += [match[1].replace('\\"', '"') for match in QUOTED.finditer(line)]
        if len(texts) > count:
            break
    names = {str(n): (texts[n - 1] if n <= len(texts) else str(n)) for n in range(1, count + 1)}
    return names, texts[count] if len(texts) > count else ""
