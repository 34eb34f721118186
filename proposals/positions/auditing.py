"""Looking through everything that must not have changed, as `minga-verify` does from outside, and at the rows behind.

Whoever owns the database can take the guards off; nobody can do it without leaving a trace here and at every reader who
has kept a head.
"""

import json
from collections.abc import Iterator

from common.proof.canonical import canonical, sha256
from common.proof.merkle import Node, grown, hash_of
from common.proof.sealing import sealed_leaf
from councils.mandates.queries import slugs_of
from ledger.models import Seal, SealedEntry, SealNode, SigningKey
from ledger.sealing.queries import sealed_form, signatures_of
from proposals.verifying.documents import Position as CheckedPosition
from proposals.verifying.documents import check_chain, check_head, check_package, check_position
from proposals.verifying.reading import Keys
from proposals.verifying.troubles import Failed, Unreadable
from proposals.voting.queries import ballot_document

from .models import Position, Rendition, Signature
from .signing import published_body

CHUNK = 2_000


def troubles() -> Iterator[str]:
    """Everything that is not as it was sealed, signed or published, in a sentence each; nothing where all is."""
    keys = _keys()
    yield from _positions(keys)
    yield from _renditions()
    yield from _ledger(keys)


def _keys() -> Keys:
    rows = list(SigningKey.objects.all())
    ends = {key.name: key.valid_until.isoformat() if key.valid_until else None for key in rows}
    return Keys({key.name: key.public_key for key in rows}, ends)


def _positions(keys: Keys) -> Iterator[str]:
    """Each position and its package by themselves, the rows from which it was made, and the chains."""
    sound: list[CheckedPosition] = []
    positions = Position.objects.select_related("council", "ballot__round__council", "package").order_by("id")
    for position in positions.iterator(CHUNK):
        try:
            sound.append(check_position(_body(position), keys, position.reference))
            if package := getattr(position, "package", None):
                check_package(bytes(package.content), position.reference)
            yield from _rows_behind(position)
        except (Failed, Unreadable) as trouble:
            yield f"{position.reference}: {trouble}"
    try:
        check_chain(sound, is_whole=True)
    except Failed as broken:
        yield str(broken)


def _renditions() -> Iterator[str]:
    """What is printed is what was written; no chain holds it, for it is a reading and not the position."""
    rows = Rendition.objects.select_related("position__council").defer("position__document").order_by("id")
    for one in rows.iterator(chunk_size=50):
        if sha256(bytes(one.content)) != one.sha256:
            yield f"{one.position.reference}: its file in the language {one.language} is not what was written."


def _body(position: Position) -> bytes:
    facts = Signature.objects.filter(position=position).values("key__name", "key__public_key", "value")
    signatures = [
        {"key": one["key__name"], "public_key": one["key__public_key"], "signature": one["value"]} for one in facts
    ]
    return published_body(bytes(position.document), position.sha256, signatures)


def _rows_behind(position: Position) -> Iterator[str]:
    """The rules, the roll and the votes that stand in the database are those that were published."""
    document = json.loads(bytes(position.document))
    now = json.loads(canonical(ballot_document(position.ballot)))
    for part, value in now.items():
        if part in document and part not in ("options", "instructions") and document[part] != value:
            yield f"{position.reference}: the {part} in the database are not those that were published."


def _ledger(keys: Keys) -> Iterator[str]:
    """The entries give the leaves, the leaves the tree, and the tree the root of every head; the heads are signed and
    chained.
    """
    nodes: dict[Node, bytes] = {}
    size = 0
    sealed = SealedEntry.objects.select_related("entry").order_by("index")
    slugs = dict(slugs_of(_councils()))
    for one in sealed.iterator(CHUNK):
        if one.index != size:
            yield f"Leaf {size} of the sealed ledger is missing."
            return
        nodes.update(grown(size, [sealed_leaf(sealed_form(one.entry, slugs))], nodes))
        size += 1
    yield from _nodes(nodes)
    yield from _heads(nodes, size, keys)


def _councils() -> set[int]:
    rows = SealedEntry.objects.order_by().values_list("entry__council_id", flat=True).distinct()
    return {found for found in rows if found is not None}


def _nodes(nodes: dict[Node, bytes]) -> Iterator[str]:
    kept = 0
    for node in SealNode.objects.order_by("id").iterator(CHUNK):
        kept += 1
        if nodes.get((node.level, node.index)) != bytes(node.hash):
            what = f"entry of leaf {node.index}" if node.level == 0 else f"node {node.level}/{node.index} of the tree"
            yield f"The {what} is not what was sealed."
    if kept != len(nodes):
        yield f"The tree has {kept} nodes and should have {len(nodes)}."


def _heads(nodes: dict[Node, bytes], size: int, keys: Keys) -> Iterator[str]:
    before = None
    for seal in Seal.objects.select_related("key").order_by("size"):
        body = {"head": json.loads(bytes(seal.document)), "sha256": seal.sha256, "signatures": signatures_of(seal)}
        try:
            head = check_head(canonical(body), keys, f"The head of {seal.size} entries")
        except (Failed, Unreadable) as trouble:
            yield f"The head of {seal.size} entries: {trouble}"
            continue
        if head.previous != before:
            yield f"The head of {seal.size} entries does not name the one before it."
        if head.size > size or hash_of((0, head.size), nodes) != head.root:
            yield f"The first {head.size} entries of the ledger are not those of the head that was signed at {head.at}."
        before = head.sha256
