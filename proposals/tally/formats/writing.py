"""Rankings written as others read them: PrefLib's orders, and BLT. Read back, each gives the same profile.

Neither format knows a weight that is no whole number, a vote of which it cannot be told what was marked, nor (PrefLib)
a rank that was left out: such votes are refused, and only the tally package holds them.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction

from proposals.tally.rankings.profile import OVERVOTE, Order, RankingProfile
from proposals.tally.roll import TallyError


def write_preflib(
    profile: RankingProfile, names: Mapping[str, str] | None = None, title: str = ""
) -> tuple[str, bytes]:
    """The ending that these votes have (`.soc` `.soi` `.toc` `.toi`) and the file; raises `TallyError`.

    Alternatives are numbered in the order of the ballot paper; `names` are what the options are called. Orders stand in
    the order of their numbers of votes, the most frequent first.
    """
    for order in profile.ballots:
        if not all(order):
            raise TallyError("A rank that was left out cannot be written in this format.")
    votes = _whole(profile)
    is_tied = any(len(group) > 1 for order in votes for group in order)
    is_complete = all(sum(map(len, order)) == len(profile.options) for order in votes)
    kind = ("t" if is_tied else "s") + "o" + ("c" if is_complete else "i")
    facts = {
        "TITLE": one_line(title),
        "DATA TYPE": kind,
        "MODIFICATION TYPE": "original",
        "NUMBER ALTERNATIVES": str(len(profile.options)),
        "NUMBER VOTERS": str(sum(votes.values())),
        "NUMBER UNIQUE ORDERS": str(len(votes)),
    }
    called = names or {}
    facts |= {
        f"ALTERNATIVE NAME {number}": one_line(called.get(option, option))
        for number, option in enumerate(profile.options, 1)
    }
    lines = [f"# {key}: {value}".rstrip() for key, value in facts.items()]
    lines += [f"{count}: {_preflib_order(order)}".rstrip() for order, count in _sorted(votes)]
    return f".{kind}", _bytes(lines)


def write_blt(
    profile: RankingProfile,
    seats: int,
    names: Mapping[str, str] | None = None,
    title: str = "",
    withdrawn: Collection[int] = (),
) -> bytes:
    """The file of an election of `seats` places; raises `TallyError`. Candidates are numbered as on the paper."""
    if seats < 1:
        raise TallyError("An election has at least one seat.")
    if not profile.options:
        raise TallyError("There is nobody to be elected.")
    called = names or {}
    lines = [f"{len(profile.options)} {seats}"]
    if withdrawn:
        lines.append(" ".join(f"-{candidate + 1}" for candidate in sorted(withdrawn)))
    for order, count in _sorted(_whole(profile)):
        ranks = ["=".join(str(candidate + 1) for candidate in group) or "-" for group in order]
        lines.append(" ".join([str(count), *ranks, "0"]))
    lines.append("0")
    lines += [_quoted(called.get(option, option)) for option in profile.options]
    return _bytes([*lines, _quoted(title)])


def one_line(text: str) -> str:
    """A name without ends of lines and other signs that a line cannot hold."""
    return " ".join(text.replace("\x00", "").split())


def _quoted(name: str) -> str:
    escaped = one_line(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _whole(profile: RankingProfile) -> dict[Order, int]:
    """The votes, if each order has a whole number of them, and it can be told what was marked."""
    votes: dict[Order, int] = {}
    for order, weight in profile.ballots.items():
        if Fraction(weight).denominator != 1:
            raise TallyError("The weight of a ballot is no whole number, and this format has no other.")
        if OVERVOTE in order:
            raise TallyError("A rank that was marked with more than can be told cannot be written in this format.")
        votes[order] = int(weight)
    return votes


def _sorted(votes: Mapping[Order, int]) -> list[tuple[Order, int]]:
    return sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))


def _preflib_order(order: Order) -> str:
    groups = [[str(option + 1) for option in group] for group in order]
    return ",".join(group[0] if len(group) == 1 else "{" + ",".join(group) + "}" for group in groups)


def _bytes(lines: Collection[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
