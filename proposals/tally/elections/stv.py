"""Single transferable vote, by the weighted inclusive Gregory method, one transfer a stage.

Source: Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45-52: Droop quota, surpluses
the largest first, every paper of an elected candidate transferred at its own value times surplus over total, truncated
to five decimals. With `exact` nothing is truncated. The quota is ⌊V/(s+1)⌋+1, to be reached; or V/(s+1) exactly, to be
passed.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Literal

from proposals.tally.elections.hands import Count, Hand
from proposals.tally.elections.places import Places
from proposals.tally.elections.stages import Moved, Stage, StvTally, Why
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import RankingProfile
from proposals.tally.rankings.ties import LotNeeded, Order, as_order
from proposals.tally.roll import TallyError

__all__ = ["Arithmetic", "Quota", "Stage", "StvTally", "stv"]

Arithmetic = Literal["exact", "scottish"]
Quota = Literal["droop", "exact"]
SCOTTISH_DIGITS = 10**5
NOTHING = Fraction(0)


def stv(
    profile: RankingProfile,
    seats: int,
    *,
    arithmetic: Arithmetic = "exact",
    quota: Quota = "droop",
    reading: Reading | None = None,
    places: Places | None = None,
    lot: Order | Sequence[int] | None = None,
    withdrawn: Collection[int] = (),
) -> StvTally:
    """Elect `seats` of the profile's options.

    `lot` is an order of all candidates for ties that no earlier stage breaks: the first in it is preferred. Without it
    such a tie ends the count. `withdrawn` candidates stand on the papers and count for nothing. Raises `TallyError` for
    less than one seat, or minimum places that nobody could keep.
    """
    if seats < 1:
        raise TallyError("An election has at least one seat.")
    rules = places or Places()
    continuing = set(range(len(profile.options))) - set(withdrawn)
    rules.check(continuing, seats)
    count = Count(profile, seats, reading or Reading(), rules, as_order(lot), continuing)
    valid = _first_stage(count, quota)
    lot_between: tuple[str, ...] = ()
    try:
        while len(count.elected) < seats and count.continuing:
            _next_stage(count, arithmetic)
    except LotNeeded as needed:
        lot_between = count.names(needed.options)
    return StvTally(
        candidates=profile.options,
        seats=seats,
        quota=count.quota,
        elected=count.names(count.elected),
        stages=tuple(count.stages),
        ties=tuple(count.ties),
        lot_between=lot_between,
        valid=valid,
        withdrawn=count.names(withdrawn),
        reading=count.reading,
        held=count.held,
    )


def _first_stage(count: Count, quota: Quota) -> Fraction:
    """First preferences, and the quota of those papers that have one. Returns their weight."""
    gained, _invalid = count.give({Fraction(1): count.profile.ballots})
    valid, count.lost = sum(gained.values(), NOTHING), NOTHING
    share = valid / (count.seats + 1)
    if quota == "droop":
        share = Fraction(share.numerator // share.denominator + 1)
        count.has_reached = lambda have: have >= share
    else:
        count.has_reached = lambda have: have > share
    count.quota = share
    count.end_stage("first", (), (gained, NOTHING))
    return valid


def _next_stage(count: Count, arithmetic: Arithmetic) -> None:
    vacancies = count.seats - len(count.elected)
    if len(count.continuing) <= vacancies:
        _fill(count)
    elif doomed := count.places.doomed(count.elected, count.continuing, count.seats):
        _exclude(count, doomed, "doomed", (set(), doomed))
    elif count.surpluses:
        most = max(count.totals[candidate] for candidate in count.surpluses)
        level = sorted(c for c in count.surpluses if count.totals[c] == most)
        _transfer_surplus(count, count.choose(level, highest=True), arithmetic)
    else:
        guarded = count.places.guarded(count.elected, count.continuing, count.seats)
        _exclude(count, count.continuing - guarded, "guarded" if guarded else "fewest", (guarded, set()))


def _fill(count: Count) -> None:
    """As many places as candidates are left: they are elected, whoever has more first."""
    rest = sorted(count.continuing, key=lambda candidate: (-count.totals[candidate], candidate))
    count.elect(rest)
    names, last = count.names(rest), count.stages[-1]
    count.stages.append(Stage("filled", names, last.totals, {}, count.lost, elected=names, why="rest"))


def _transfer_surplus(count: Count, candidate: int, arithmetic: Arithmetic) -> None:
    total = count.totals[candidate]
    surplus = total - count.quota
    ratio = surplus / total
    parcels: Hand = {}
    moved: list[Moved] = []
    worth = NOTHING
    for value, papers in count.papers[candidate].items():
        new = _cut(value * ratio) if arithmetic == "scottish" else value * ratio
        parcel = parcels.setdefault(new, {})
        for order, weight in papers.items():
            parcel[order] = parcel.get(order, 0) + weight
        weight = Fraction(sum(papers.values()))
        worth += weight * new
        moved.append(Moved(weight, value, new))
    count.surpluses.discard(candidate)
    count.papers[candidate], count.totals[candidate] = {}, count.quota
    given = count.give(parcels)
    assert surplus >= worth, "a surplus is not worth more than it is"  # noqa: S101 - conservation
    count.lost += surplus - worth
    count.end_stage(
        "surplus", [candidate], given, value=ratio, surplus=surplus, rounding=surplus - worth, moved=_some(moved)
    )


def _cut(value: Fraction) -> Fraction:
    """Truncated to five decimals."""
    return Fraction(value.numerator * SCOTTISH_DIGITS // value.denominator, SCOTTISH_DIGITS)


def _exclude(count: Count, among: Collection[int], why: Why, barred: tuple[Collection[int], Collection[int]]) -> None:
    """Whoever has fewest of those who may be excluded, or have to be."""
    fewest = min(count.totals[candidate] for candidate in among)
    candidate = count.choose(sorted(c for c in among if count.totals[c] == fewest), highest=False)
    count.continuing.discard(candidate)
    papers = count.papers[candidate]
    count.papers[candidate], count.totals[candidate] = {}, NOTHING
    moved = [Moved(Fraction(sum(hand.values())), value, value) for value, hand in papers.items()]
    count.end_stage("exclusion", [candidate], count.give(papers), moved=_some(moved), why=why, barred=barred)


def _some(moved: Collection[Moved]) -> list[Moved]:
    """The parcels that hold a paper, the most valuable first."""
    return sorted((parcel for parcel in moved if parcel.papers), key=lambda parcel: -parcel.value)
