"""The tally sheets of the Debian project: a line `V: <ranks> <id>` for each vote.

Source: debian.org/vote. Sign i of the ranks is the rank of option i, 1 the best, equal signs tied, `-` unranked; signs
beyond 9 go on with letters. The last option is the default.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from proposals.tally.formats.lines import FormatError, lines_of
from proposals.tally.rankings.profile import RankingProfile, profile_of

VOTE = re.compile(r"\s*V:\s+([-0-9A-Za-z]+)(?:\s|\Z)")
OPTION = re.compile(r"[\s|/]*Option\s+([0-9]+)\s*-*>:\s*(.*?)\s*\Z")


@dataclass(frozen=True)
class DebianFile:
    """A read sheet: options are their numbers as text, the last one is the default."""

    names: dict[str, str]
    profile: RankingProfile

    @property
    def default(self) -> str:
        return self.profile.options[-1]


def read_debian(path: Path) -> DebianFile:
    """Read a tally sheet; raises `FormatError` for votes of different lengths, or when there is none."""
    names: dict[str, str] = {}
    ballots: list[tuple[list[list[str]], int]] = []
    length, number = 0, 0
    for number, line in enumerate(lines_of(path, "latin-1"), 1):
        if option := OPTION.match(line):
            names[option[1]] = option[2]
        elif vote := VOTE.match(line):
            length = length or len(vote[1])
            if len(vote[1]) != length or (names and length != len(names)):
                raise FormatError(
                    number, f"The vote ranks {len(vote[1])} options, and there are {len(names) or length}."
                )
            ballots.append((_groups(vote[1]), 1))
    if not ballots:
        raise FormatError(max(number, 1), "There is no vote in this sheet.")
    return DebianFile(names, profile_of([str(option) for option in range(1, length + 1)], ballots))


def _groups(ranks: str) -> list[list[str]]:
    ranked: dict[int, list[str]] = {}
    for option, sign in enumerate(ranks, 1):
        if sign != "-":
            ranked.setdefault(int(sign, 36), []).append(str(option))
    return [ranked[rank] for rank in sorted(ranked)]
