"""Sealing: what has come into the ledger is put into the tree, and the head over all of it is signed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from common import clock
from common.locks import Lock, exclude
from common.proof.canonical import canonical, sha256
from common.proof.merkle import grown, hash_of, open_nodes
from common.proof.sealing import head_document, sealed_leaf
from common.proof.signatures import Signer
from ledger.models import Entry

from .keys import current_key
from .models import Seal, SealedEntry, SealNode, SigningKey
from .queries import node_hashes, sealed_form

BATCH = 10_000

# The slug of each council by its id: the ledger stands on a floor below the councils and does not know their names.
Naming = Callable[[Iterable[int]], Mapping[int, str]]


def seal_entries(signer: Signer, *, name_councils: Naming, unpublished: QuerySet) -> Seal | None:
    """Seal up to `BATCH` entries below the snapshot horizon, in the order of their transactions, and sign the head.

    None: there was nothing new. Of two at once, the second waits and finds what the first has left. Of the councils
    that are `unpublished` (a query of their ids) nothing is sealed, for a leaf that nobody may read proves nothing. It
    is asked in one with the entries: asked before them, it would miss a council that is made in between.
    """
    key = current_key(signer)
    with transaction.atomic():
        exclude(Lock.SEAL, 0)
        last = Seal.objects.first()
        size = last.size if last else 0
        entries = _unsealed(size, unpublished)
        if not entries:
            return None
        _grow(size, entries, name_councils)
        size += len(entries)
        instant = clock.now(None)
        return _sign(size, last, instant, signer, key)


def _unsealed(size: int, unpublished: QuerySet) -> list[Entry]:
    """What settled after the last sealed entry: nothing that comes later can be written before it."""
    waiting = Entry.objects.settled().exclude(council_id__in=unpublished)
    if size:
        last = SealedEntry.objects.select_related("entry").get(index=size - 1).entry
        same = waiting.filter(transaction_id=last.transaction_id, id__gt=last.pk)
        waiting = same | waiting.filter(transaction_id__gt=last.transaction_id)
    return list(waiting.order_by("transaction_id", "id")[:BATCH])


def _grow(size: int, entries: list[Entry], name_councils: Naming) -> None:
    slugs = name_councils({entry.council_id for entry in entries if entry.council_id})
    leaves = [sealed_leaf(sealed_form(entry, slugs)) for entry in entries]
    known = node_hashes(open_nodes(size))
    SealedEntry.objects.bulk_create(SealedEntry(index=size + n, entry=entry) for n, entry in enumerate(entries))
    SealNode.objects.bulk_create(
        [SealNode(level=level, index=index, hash=node) for (level, index), node in grown(size, leaves, known)],
        batch_size=5_000,
    )


def _sign(size: int, last: Seal | None, instant: datetime, signer: Signer, key: SigningKey) -> Seal:
    root = hash_of((0, size), node_hashes(open_nodes(size)))
    document = canonical(head_document(size=size, root=root, at=instant, previous=last.sha256 if last else None))
    return Seal.objects.create(
        size=size,
        root=root.hex(),
        document=document,
        sha256=sha256(document),
        previous=last,
        key=key,
        signature=signer.sign(document),
        sealed_at=instant,
    )
