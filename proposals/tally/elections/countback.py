"""Countback: who takes the place of somebody elected who left, by the papers that had elected them.

Source: Electoral Act 1992 of the Australian Capital Territory, schedule 4, part 4.3 (as in Tasmania since 1918): the
papers that the vacating member held when elected are counted again, each at its value then, for the highest preference
on it among those who contest the vacancy; the lowest drops out until one has more than half of what still counts; a tie
by the latest earlier count, then the lot. Contestants are those who stood, were not elected, and consent.

Here every paper of the vacating member counts at the share of its value that their quota kept. A surplus is transferred
from all papers in one proportion (see `stv`), so that this share is the same for all of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from councils.rulebook.rules import fraction_text
from proposals.tally.elections.places import Places
from proposals.tally.elections.stages import Parcels, StvTally
from proposals.tally.rankings.irv import IrvTally, irv
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import Order as Ballot
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.rankings.ties import Order
from proposals.tally.roll import TallyError


@dataclass(frozen=True)
class Countback:
    """The result: `count.winner` takes the place of `vacated_by`, whose papers were worth `value`.

    Without a winner, the place stays empty where nobody contests or no paper names anybody who does, and waits for a
    lot where `count.lot_between` says so.
    """

    vacated_by: str
    contestants: tuple[str, ...]
    value: Fraction
    count: IrvTally

    @property
    def elected(self) -> str | None:
        """Who takes the place."""
        return self.count.winner

    def as_json(self) -> dict[str, object]:
        """JSON-ready, exact numbers as text."""
        return {
            "vacated_by": self.vacated_by,
            "contestants": list(self.contestants),
            "value": fraction_text(self.value),
            "elected": self.elected,
            **self.count.as_json(),
        }


def countback(
    tally: StvTally,
    vacated_by: str,
    *,
    declined: Collection[str] = (),
    reading: Reading | None = None,
    places: Places | None = None,
    lot: Order | Sequence[int] | None = None,
) -> Countback:
    """Fill the vacancy of somebody whom `tally` elected. `declined` would not stand; `lot` is as in `irv`.

    Whoever was elected contests nothing, and whoever an earlier countback brought in is named among `declined`; when
    they leave in turn, the papers are again those of whom they followed. With `places`, only those may contest with
    whom the minimums are still kept; where there is nobody, the place stays empty. Raises `TallyError` when the one
    who left had not been elected, or somebody who declines did not stand.
    """
    if vacated_by not in tally.elected:
        raise TallyError(f"{vacated_by[:40]!r} was not elected, so that there is no place to fill.")
    for name in declined:
        if name not in tally.candidates:
            raise TallyError(f"{name[:40]!r} declines, and did not stand.")
    standing = [name for name in tally.candidates if name not in tally.elected and name not in tally.withdrawn]
    contestants = tuple(name for name in standing if name not in declined)
    if places is not None:
        contestants = _keeping(places, tally, vacated_by, contestants)
    profile, value = _papers(tally, vacated_by)
    others = [number for number, name in enumerate(tally.candidates) if name not in contestants]
    count = irv(profile, reading or tally.reading, earlier=True, lot=lot, withdrawn=others)
    return Countback(vacated_by, contestants, value, _without_lot_for_nothing(count))


def _keeping(places: Places, tally: StvTally, vacated_by: str, contestants: Sequence[str]) -> tuple[str, ...]:
    """The contestants with whom the minimum places are kept, beside all who were elected and stay."""
    number = tally.candidates.index
    stay = [number(name) for name in tally.elected if name != vacated_by]
    doomed = places.doomed(stay, [number(name) for name in contestants], len(stay) + 1)
    return tuple(name for name in contestants if number(name) not in doomed)


def _papers(tally: StvTally, name: str) -> tuple[RankingProfile, Fraction]:
    """The papers that elected somebody, as a profile: the weight of each is what the quota kept of its value."""
    held: Parcels = tally.held[name]
    total = sum((value * sum(papers.values()) for value, papers in held.items()), Fraction(0))
    kept = min(Fraction(1), tally.quota / total) if total else Fraction(1)
    ballots: dict[Ballot, Fraction | int] = {}
    for value, papers in held.items():
        for order, weight in papers.items():
            ballots[order] = ballots.get(order, 0) + weight * value * kept
    return RankingProfile(tally.candidates, ballots), total * kept


def _without_lot_for_nothing(count: IrvTally) -> IrvTally:
    """No lot falls between contestants whom no paper names: the place stays empty."""
    if count.winner is None and count.rounds and not any(count.rounds[-1].totals.values()):
        return IrvTally(count.options, None, count.rounds, count.ties)
    return count
