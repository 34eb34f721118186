"""The revision that adopted amendments make, and where each of its paragraphs comes from.

Called with the row of the proposal locked: two revisions of one number would be two texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from accounts.models import User
from common.proof.canonical import fingerprint
from councils.models import Seat
from proposals.drafting.models import Proposal, Revision
from proposals.drafting.queries import ids_ever_used

from .carrying import place
from .changes import INSERT, Change, Text, apply, fresh_ids

Provenance = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """An amendment that was decided for: its number and movement, its changes and the text that they were written
    against, how it was decided, and by which ballot if by vote.
    """

    number: int
    movement: str
    base: Text
    changes: tuple[Change, ...]
    decided_by: str
    ballot: int | None = None


def write_revision(
    proposal: Proposal, parts: Sequence[Part], *, source: str, person: User, seat: Seat, at: datetime
) -> Revision:
    """The next revision: the current one with the changes of each part made, in their order."""
    current = proposal.revision
    assert current is not None  # noqa: S101 - an admitted proposal has a text
    rows: Sequence[Mapping[str, str]] = current.paragraphs
    provenance, names = dict(current.provenance), fresh_ids(ids_ever_used(proposal))
    for part in parts:
        # `apply` gives them to its insertions in the order of the changes, and so does what is said of them.
        changes = place(part.base, rows, part.changes).changes
        taken = list(islice(names, sum(change.op == INSERT for change in changes)))
        rows = apply(rows, changes, taken)
        provenance |= _origins(part, changes, taken, current.number + 1, provenance)
    proposal.revision = Revision.objects.create(
        proposal=proposal,
        number=current.number + 1,
        source=source,
        provenance=provenance,
        language=current.language,
        title=current.title,
        summary=current.summary,
        paragraphs=list(rows),
        author=person,
        seat=seat,
        created_at=at,
        sha256=_hash_of(current, rows),
    )
    proposal.changed_at = at
    proposal.save(update_fields=["revision", "changed_at"])
    return proposal.revision


def _origins(
    part: Part, changes: Sequence[Change], taken: Sequence[str], revision: int, before: Mapping[str, Any]
) -> Provenance:
    """What is said of each paragraph that the part touched; what was said of it earlier is kept behind."""
    said: dict[str, Any] = {"amendment": part.number, "movement": part.movement, "decided_by": part.decided_by}
    said |= {"revision": revision} | ({"ballot": part.ballot} if part.ballot is not None else {})
    names, found = iter(taken), Provenance()
    for change in changes:
        name = next(names) if change.op == INSERT else change.paragraph
        earlier = found.get(name) or before.get(name)
        found[name] = {**said, "op": change.op, **({"earlier": earlier} if earlier else {})}
    return found


def _hash_of(current: Revision, rows: Sequence[Mapping[str, str]]) -> str:
    """As `drafting.wording.hash_of`: language, paragraphs with their ids, summary and title."""
    told = {"language": current.language, "paragraphs": [dict(row) for row in rows]}
    return fingerprint({**told, "summary": current.summary, "title": current.title})
