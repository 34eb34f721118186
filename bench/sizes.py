"""How much there is of everything, in the quick run and in the long one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """`worlds`: comments and proposals of each database, the smallest first. Where a thing takes as long as there is
    much of it, the quick run has less of it, under the same name.
    """

    worlds: tuple[tuple[int, int], ...] = ((1_000, 100), (100_000, 10_000))
    # Seats of the open ballot, and of the largest roll.
    seats: int = 1_500
    roll: int = 10_000
    # Ballots due at once.
    due: int = 20
    # Members who are consulted, and votes of each kind that are counted.
    members: int = 50_000
    votes: int = 50_000
    told: int = 20_000
    # Votes of the budget that others divide too, ballots that pref-voting ranks too, and how often it does.
    shared: int = 3_000
    ranked: int = 100_000
    rivalled: int = 1
    # People in the last so many seconds of a vote.
    closing: tuple[int, float] = (500, 15.0)
    # People while one machine after the other is killed, in so many seconds.
    machines: tuple[int, float] = (150, 18.0)


QUICK = Sizes()
FULL = Sizes(
    worlds=((1_000, 100), (100_000, 10_000), (1_000_000, 100_000)),
    seats=4_000,
    roll=100_000,
    due=100,
    members=1_000_000,
    votes=1_000_000,
    told=100_000,
    shared=30_000,
    rivalled=3,
    closing=(2_000, 60.0),
    machines=(1_000, 60.0),
)
