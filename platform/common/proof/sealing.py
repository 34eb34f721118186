"""What is sealed: the public form of a ledger entry, and the head over all of them. Pure.

A head is canonical JSON that is signed: the number of entries, the root of their tree, when, and the head before it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .canonical import canonical, instant_text
from .merkle import leaf_hash

SCHEMA = "minga-seal/1"
FACTS = ("id", "council", "verb", "actor", "on_behalf_of", "subject", "data", "at")


def sealed_leaf(entry: Mapping[str, Any]) -> bytes:
    """The leaf hash of an entry as the public API gives it, of which these eight facts are sealed and no other."""
    return leaf_hash(canonical({fact: entry[fact] for fact in FACTS}))


def head_document(*, size: int, root: bytes, at: datetime, previous: str | None) -> dict[str, Any]:
    """A head: `size` leaves, `root` and the SHA-256 of the head before as hexadecimal digits, `at` ISO 8601 in UTC."""
    return {"schema": SCHEMA, "size": size, "root": root.hex(), "at": instant_text(at), "previous": previous}
