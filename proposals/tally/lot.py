"""The lot that breaks a tie: an order which anybody can work out once the seed is public, and nobody before.

The order is by SHA-256 of `seed|ballot|id`, in hexadecimal; the first is chosen. The seed is the result of a public
draw that was named before the close, or the SHA-256 of the secrets that two offices had committed to. Source: the
project's design, §3, "The lot".
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from proposals.tally.roll import TallyError

ADOPTED, REJECTED = "adopted", "rejected"


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 of a text, in hexadecimal: the commitment to a secret is its digest."""
    return sha256(text.encode()).hexdigest()


def seed_of(secrets: Sequence[str]) -> str:
    """The seed that several secrets make together, in the order of their commitments; none alone foresees it."""
    if len(secrets) < 2:
        raise TallyError("A seed of commitments needs the secrets of two offices at least.")
    return digest("|".join(sorted(secrets, key=digest)))


def by_lot(ids: Iterable[str], seed: str, ballot: str) -> list[str]:
    """The ids in the order of the lot; `ballot` is the ballot's address. Raises `TallyError` without a seed."""
    if not seed:
        raise TallyError("A lot needs a seed.")
    return sorted(ids, key=lambda name: digest(f"{seed}|{ballot}|{name}"))


def motion_by_lot(seed: str, ballot: str) -> str:
    """What the lot makes of a tied motion: adopted or rejected."""
    return by_lot([ADOPTED, REJECTED], seed, ballot)[0]
