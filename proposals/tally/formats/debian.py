"""The tally sheets of the Debian project: a line `V: <ranks> <id>` for each vote.

Source: debian.org/vote. Sign i of the ranks is the rank of option i, 1 the best, equal signs tied, `-` unranked; signs
beyond 9 go on with letters. The last option is the default. Older sheets are not in UTF-8.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from proposals.tally.formats.lines import FormatError, lines_of
from proposals.tally.rankings.profile import Order, RankingProfile

VOTE = re.compile(r"\s*V:\s+([-0-9A-Za-z]+)(?:\s+(\S+)|\s*\Z)")
BEGINS = re.compile(r"\s*V:")
OPTION = re.compile(r"[\s|/\\]*Option\s+([0-9]{1,3})\s*-*>?\s*:\s*(.*?)\s*\Z")


@dataclass(frozen=True)
class DebianFile:
    """A read sheet: options are their numbers as text, the last one is the default."""

    names: dict[str, str]
    profile: RankingProfile

    @property
    def default(self) -> str:
        return self.profile.options[-1]


def read_debian(path: Path) -> DebianFile:
    """Read a tally sheet; raises `FormatError` for a line of votes that is none, votes of different lengths or other
    than the options, a voter or an option twice, or when there is no vote.
    """
    names: dict[str, str] = {}
    ballots: dict[Order, int] = {}
    voters: set[str] = set()
    length, number = 0, 0
    for number, line in enumerate(lines_of(path, "latin-1"), 1):
        if option := OPTION.match(line):
            _name(number, option[1], option[2], names)
        elif vote := VOTE.match(line):
            length = length or len(names) or len(vote[1])
            if len(vote[1]) != length:
                raise FormatError(number, f"The vote ranks {len(vote[1])} options, and there are {length}.")
            if vote[2] and vote[2] in voters:
                raise FormatError(number, f"The voter {vote[2][:40]!r} stands here twice.")
            voters.add(vote[2])
            order = _order(vote[1])
            ballots[order] = ballots.get(order, 0) + 1
        elif BEGINS.match(line):
            raise FormatError(number, "A vote is 'V: <ranks> <id>'.")
    if not ballots:
        raise FormatError(max(number, 1), "There is no vote in this sheet.")
    return DebianFile(names, RankingProfile(tuple(str(option) for option in range(1, length + 1)), ballots))


def _name(number: int, option: str, name: str, names: dict[str, str]) -> None:
    if option in names:
        raise FormatError(number, f"The option {option} stands here twice.")
    names[option] = name


def _order(ranks: str) -> Order:
    ranked: dict[int, list[int]] = {}
    for option, sign in enumerate(ranks):
        if sign != "-":
            ranked.setdefault(int(sign, 36), []).append(option)
    return tuple(tuple(ranked[rank]) for rank in sorted(ranked))
