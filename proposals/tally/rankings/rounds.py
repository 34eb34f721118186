"""What an instant runoff tells: its rounds, who dropped out of each and why, and the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from councils.rulebook.rules import fraction_text
from proposals.tally.rankings.ties import Tie

Why = Literal["", "fewest", "tie", "together", "batch", "no_candidate"]


@dataclass(frozen=True)
class Round:
    """What each continuing option has, what counts for nobody any more and why, and who drops out at the end of it.

    `why` they do: `fewest` votes · `tie`: level with others, and `tie` says what decided · `together`: level, and all
    of them have fewer than the next one, so that their order makes no difference · `batch`: nobody of them could pass
    the next one even with the votes of all below · `no_candidate`: ranked, and not to be elected.
    """

    totals: dict[str, Fraction]
    inactive: dict[str, Fraction]
    eliminated: tuple[str, ...] = ()
    why: Why = ""
    tie: Tie | None = None

    @property
    def threshold(self) -> Fraction:
        """More than this wins: half of what still counts."""
        return sum(self.totals.values(), Fraction(0)) / 2

    def as_json(self) -> dict[str, object]:
        return {
            "totals": {option: fraction_text(total) for option, total in self.totals.items()},
            "inactive": {reason: fraction_text(weight) for reason, weight in self.inactive.items()},
            "continuing": fraction_text(sum(self.totals.values(), Fraction(0))),
            "threshold": fraction_text(self.threshold),
            "eliminated": list(self.eliminated),
            "why": self.why,
            "tie": self.tie.as_json() if self.tie else None,
        }


@dataclass(frozen=True)
class IrvTally:
    """The result: a winner; or None, when nothing was ranked or `lot_between` have to be told apart by a lot."""

    options: tuple[str, ...]
    winner: str | None
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...] = ()
    lot_between: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """JSON-ready, exact numbers as text."""
        return {
            "winner": self.winner,
            "rounds": [dict(line) for line in self.working()],
            "ties": [tie.as_json() for tie in self.ties],
            "lot_between": list(self.lot_between),
        }

    def working(self) -> list[Mapping[str, object]]:
        """The rounds, numbered, each with who gained what from those who dropped out before it."""
        told: list[Mapping[str, object]] = []
        before: Round | None = None
        for number, round_ in enumerate(self.rounds, 1):
            gained = {} if before is None else gains(before.totals, round_.totals)
            last = number == len(self.rounds)
            told.append(
                {
                    "number": number,
                    **round_.as_json(),
                    "transfers": {option: fraction_text(gain) for option, gain in gained.items()},
                    "winner": self.winner if last else None,
                }
            )
            before = round_
        return told


def gains(before: Mapping[str, Fraction], after: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Who has more than before, and how much."""
    return {option: total - before[option] for option, total in after.items() if total > before[option]}
