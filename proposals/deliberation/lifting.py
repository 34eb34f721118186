"""What a reader sees of comments over which something lies. Its author and the moderation see through; everybody else
is shown what is left, and of what is held nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from accounts.models import User
from proposals.drafting.hiding import HELD, Veil, masked, told_veil, veil_of
from proposals.drafting.models import Proposal
from proposals.drafting.pages import now_of
from proposals.drafting.veiling import block_words, can_moderate, notice_of

from .models import Comment
from .queries import Discussion, Said, Thread

Seen = tuple[Said, Veil | None, bool]


def _sees(person: User | None, proposal: Proposal, said: Said) -> bool:
    if person is None:
        return False
    return said.author == person.pk or can_moderate(person, proposal, now_of(proposal))


def seen_by(person: User | None, proposal: Proposal, comments: Iterable[Said], me: int) -> Iterator[Seen]:
    """Each comment as this reader sees it, what lies over it, and whether it is theirs to change."""
    at = now_of(proposal)
    for said in comments:
        veil = told_veil(said.veil, at)
        if veil is None:
            yield said, None, said.author == me
        elif _sees(person, proposal, said):
            yield said, veil, False
        else:
            text = masked(said.text, veil, block=block_words)
            yield said._replace(text=text, note=said.note if not veil.is_whole else "", veil=None), veil, False


def _is_absent(person: User | None, proposal: Proposal, said: Said) -> bool:
    """Whether the reader is not even told that there is something: it is held, and not theirs."""
    veil = told_veil(said.veil, now_of(proposal))
    return veil is not None and veil.kind == HELD and not _sees(person, proposal, said)


def without_held(person: User | None, proposal: Proposal, discussion: Discussion) -> Discussion:
    """The discussion without what waits for review; its author and the moderation keep it."""
    kept = [_opened(person, proposal, one) for one in discussion.threads if not _is_absent(person, proposal, one.root)]
    return replace(discussion, threads=kept)


def _opened(person: User | None, proposal: Proposal, thread: Thread) -> Thread:
    replies = [reply for reply in thread.replies if not _is_absent(person, proposal, reply)]
    return replace(thread, replies=replies)


def open_thread(person: User | None, proposal: Proposal, thread: Thread) -> Thread | None:
    """One thread without what is held; None when all of it is."""
    return None if _is_absent(person, proposal, thread.root) else _opened(person, proposal, thread)


def shown_to(person: User | None, comment: Comment, at: datetime) -> Comment:
    """The comment with what is left of its text for this reader and the `notice` in its place, to be quoted and never
    to be saved.
    """
    veil = veil_of(comment, at)
    comment.notice = notice_of(veil) if veil else None  # type: ignore[attr-defined] # read by templates
    is_open = person is not None and (comment.author_id == person.pk or can_moderate(person, comment.proposal, at))
    if veil is not None and not is_open:
        comment.text = masked(comment.text, veil, block=block_words)
    return comment
