"""Advisory locks of a transaction, by kind of thing. Deadline verbs share the lock of their window; moving it
excludes them.

The order in which one transaction takes them is window, then ballot, then rows: two that follow it cannot wait for
each other.
"""

from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """The kinds; the number is the high byte of the key, so that a window and a ballot of one id do not collide."""

    WINDOW = 1
    BALLOT = 2
    CHAIN = 3
    ROUND = 4
    MOVEMENT = 5
    ROLL_ENTRY = 6
    FACTS = 7
    DELEGATIONS = 8
    KEYS = 9
    SEAL = 10
    SIGNATURES = 11
    HEADS = 13
    CASES = 12
    RENDITIONS = 14
    CONSULTATION = 16
    ANSWER = 17
    TRANSMITTAL = 20
    DUMP = 22
    FILES = 25
    FOLLOWERS = 26
    WEBHOOKS = 21
    LETTERS = 30
    LETTER = 31
    HEARTBEAT = 32
    MEETING = 34
    CODES = 35
    OPERATORS = 36


def key(kind: Lock, identifier: int) -> int:
    """The 64-bit key of one thing."""
    return (int(kind) << 56) | identifier


def share(kind: Lock, identifier: int) -> None:
    """Hold the thing as it is until this transaction ends, together with whoever else shares it."""
    _take("pg_advisory_xact_lock_shared", kind, identifier)


def exclude(kind: Lock, identifier: int) -> None:
    """Hold the thing alone until this transaction ends."""
    _take("pg_advisory_xact_lock", kind, identifier)


def try_exclude(kind: Lock, identifier: int) -> bool:
    """Hold the thing alone if nobody has it now: for work that need not be done twice, and can wait for another day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key(kind, identifier)])
        return cursor.fetchone()[0]


def _take(function: str, kind: Lock, identifier: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key(kind, identifier)])


def share_facts() -> None:
    """Taken before the instant of a fact about electorates is read: an opening then waits for this fact or comes
    before it.

    Without it a fact recorded just before an opening could commit just after it, and the roll would depend on when it
    was computed.
    """
    share(Lock.FACTS, 0)


def settle_facts() -> None:
    """Wait until every fact that is being recorded has committed; let no other begin until this transaction ends."""
    exclude(Lock.FACTS, 0)
