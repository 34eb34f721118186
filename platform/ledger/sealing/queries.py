"""What proofs read of the tree: some twenty nodes by their places, in one query."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from common.proof.canonical import instant_text
from common.proof.merkle import (
    Node,
    Range,
    complete_nodes,
    consistency_ranges,
    hash_of,
    inclusion_ranges,
)
from common.proof.signatures import ALGORITHM
from ledger.models import Entry

from .models import Seal, SealNode


def sealed_form(entry: Entry, slugs: Mapping[int, str]) -> dict[str, Any]:
    """The facts of an entry that are sealed, as the public API gives them."""
    return {
        "id": entry.pk,
        "council": slugs[entry.council_id] if entry.council_id else None,
        "verb": entry.verb,
        "actor": entry.actor_mark,
        "on_behalf_of": entry.on_behalf_of,
        "subject": entry.subject,
        "data": entry.data,
        "at": instant_text(entry.at),
    }


def node_hashes(nodes: Iterable[Node]) -> dict[Node, bytes]:
    """The hashes at these places."""
    places = [Q(level=level, index=index) for level, index in nodes]
    if not places:
        return {}
    rows = SealNode.objects.filter(reduce(or_, places)).values_list("level", "index", "hash")
    return {(level, index): bytes(found) for level, index, found in rows}


def inclusion_proof(index: int, size: int) -> list[str]:
    """The hashes that lead from a leaf to the root of a tree of `size`, as hexadecimal digits."""
    return _proof(inclusion_ranges(index, size))


def consistency_proof(first: int, second: int) -> list[str]:
    """The hashes that prove that the tree of `second` begins with that of `first`, as hexadecimal digits."""
    return _proof(consistency_ranges(first, second))


def _proof(ranges: Sequence[Range]) -> list[str]:
    hashes = node_hashes({node for part in ranges for node in complete_nodes(part)})
    return [hash_of(part, hashes).hex() for part in ranges]


def signatures_of(seal: Seal) -> list[dict[str, str]]:
    """The signature of a head, in the form in which signatures stand beside positions too."""
    return [
        {
            "algorithm": ALGORITHM,
            "key": seal.key.name,
            "public_key": seal.key.public_key,
            "signature": seal.signature,
        }
    ]
