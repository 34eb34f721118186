"""What a reader sees of a proposal over which something lies. Who wrote or sponsors it and the moderation see through;
everybody else is shown what is left of its words, with a notice in their place.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from councils.mandates.permissions import why_not_hold
from councils.models import Council, Office
from councils.rulebook.grounds import ground_meaning, ground_name

from .hiding import HELD, PART, REMOVED, WHOLE, Veil, Veiled, masked, veil_of
from .models import Proposal, Revision, Sponsorship
from .queries import seats_of

Block = Callable[[int], str]
SENTENCES = {
    WHOLE: gettext_lazy("The moderation of the council hid this text."),
    PART: gettext_lazy("The moderation of the council hid part of this text."),
    REMOVED: gettext_lazy("This text was removed by law. What is left of it is its hash."),
    HELD: gettext_lazy(
        "This text waits until a moderator has read it, because it repeats what was said or holds many links. Until "
        "then only its author and the moderation can read it."
    ),
}


def block_words(signs: int) -> str:
    """What stands in the place of hidden words, in the reader's language. Nothing in it is markup."""
    words = ngettext("%(n)d sign is hidden here", "%(n)d signs are hidden here", signs)
    return f"█ {words % {'n': signs}} █"


def can_moderate(person: User, proposal: Proposal, at: datetime) -> bool:
    """Whether the person decides what is hidden in the proposal's council. Asked once for a page."""
    asked = proposal.__dict__.setdefault("_moderators_asked", {})
    if person.pk not in asked:
        asked[person.pk] = is_officer(person, proposal.round.council, at)
    return asked[person.pk]


def is_officer(person: User, council: Council, at: datetime) -> bool:
    """Whether the person is a secretary or moderator of the council."""
    return why_not_hold(person, council, Office.Kind.SECRETARY, Office.Kind.MODERATOR, at=at) is None


def sees_through(person: User | None, proposal: Proposal, at: datetime) -> bool:
    """Whether the person reads the proposal whatever lies over it: for a movement that writes it, or by office."""
    if person is None:
        return False
    sponsors = proposal.sponsorships.filter(state=Sponsorship.State.ACCEPTED).values("seat")
    mine = seats_of(person, at).filter(Q(pk=proposal.seat_id) | Q(pk__in=sponsors))
    return can_moderate(person, proposal, at) or mine.exists()


def over(text: Veiled, author: int, council: Council, person: User | None, at: datetime) -> tuple[Veil | None, bool]:
    """What lies over a text that stands under no proposal, and whether this person reads it all the same: as its
    `author`, or by office.
    """
    veil = veil_of(text, at)
    if veil is None or person is None:
        return veil, False
    return veil, person.pk == author or is_officer(person, council, at)


def left_of(revision: Revision, veil: Veil, *, block: Block = block_words, title: str | None = None) -> Revision:
    """The revision with what is left of its words, to be shown and never to be saved. `title` is what a text is called
    of whose title nothing is left.
    """
    left, deferred = copy.copy(revision), revision.get_deferred_fields()
    left.title = masked(revision.title, veil, "title", block) or (unnamed() if title is None else title)
    if "note" not in deferred:
        left.note = masked(revision.note, veil, "note", block)
    if "summary" not in deferred:
        left.summary = masked(revision.summary, veil, "summary", block)
    if "paragraphs" not in deferred:
        left.paragraphs = left_paragraphs(revision.paragraphs, veil, block=block)
        left.covered = covered_in(revision, veil)  # type: ignore[attr-defined] # read by covered_of
    return left


def left_paragraphs(rows: Sequence[Any], veil: Veil, *, block: Block = block_words) -> list[dict[str, Any]]:
    """What is left of the paragraphs of any revision."""
    shown = [] if veil.is_whole else rows
    return [{**row, "text": masked(row["text"], veil, row["id"], block)} for row in shown]


def unnamed() -> str:
    """What a text is called of whose title nothing is left."""
    return _("Hidden by the moderation")


def covered_in(revision: Any, veil: Veil) -> frozenset[str]:
    """The passages of which something is hidden, in this revision or in an earlier one: in other languages they say the
    same, so nothing of them is shown there.
    """
    parts = {"title": revision.title, "summary": revision.summary}
    parts |= {row["id"]: row["text"] for row in revision.paragraphs}
    named = {passage.passage for passage in veil.passages}
    return frozenset(name for name, text in parts.items() if name in named or masked(text, veil, name) != text)


def covered_of(revision: Revision | None) -> frozenset[str]:
    """The same of a revision that is what was `left_of` another; of any other none."""
    return getattr(revision, "covered", frozenset())


@dataclass(frozen=True)
class Notice:
    """What stands in the place of a text, or above what is left of it."""

    sentence: str
    ground: str
    meaning: str
    veil: Veil


def notice_of(veil: Veil) -> Notice:
    """The notice in the reader's language."""
    return Notice(str(SENTENCES[veil.kind]), ground_name(veil.ground), ground_meaning(veil.ground), veil)


def listed(proposal: Proposal, at: datetime) -> Proposal:
    """A proposal as a list shows it to everybody: what is left of the title and summary of its revision."""
    veil = veil_of(proposal, at)
    if veil is not None and proposal.revision is not None:
        proposal.revision = left_of(proposal.revision, veil)
    return proposal
