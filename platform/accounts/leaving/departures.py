"""What each app does when a person leaves. Accounts know nothing of councils, so the apps say it here, in a module
`leaving` that is imported when they are ready.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User
from common.errors import DomainError

Words = tuple[str | Promise, ...]


def nothing_against(person: User) -> DomainError | None:
    """Most apps let anybody go."""
    return None


@dataclass(frozen=True)
class Departure:
    """`let_go` runs in the transaction of the leaving, takes its own locks, asks `why_not` again where its answer may
    have changed, and records what it ends. `goes` and `stays` are the sentences that the person reads before.
    """

    let_go: Callable[[User], None]
    why_not: Callable[[User], DomainError | None] = nothing_against
    goes: Words = ()
    stays: Words = ()


# By the floor of the app. From the highest down is the order of locks (`docs/decisions/0012`): ballots, then councils.
DEPARTURES: dict[int, Departure] = {}


def depart(floor: int, departure: Departure) -> None:
    """Add what an app does. Two on one floor would not know which comes first."""
    if floor in DEPARTURES:
        raise ValueError(f"two depart from floor {floor}")
    DEPARTURES[floor] = departure


def departures() -> list[Departure]:
    """All of them, from the highest floor down."""
    return [DEPARTURES[floor] for floor in sorted(DEPARTURES, reverse=True)]


def why_not_leave(person: User) -> list[DomainError]:
    """Everything that still holds the person, as far as it can be told without a lock."""
    return [refusal for one in departures() if (refusal := one.why_not(person))]
