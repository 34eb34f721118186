"""The three kinds of text that can be moderated, asked alike: whose they are, what they say, their hash."""

from collections.abc import Mapping
from typing import cast

from accounts.models import User
from common.proof.canonical import sha256
from councils.models import Council, Seat
from proposals.amending.models import Amendment
from proposals.deliberation.models import Comment
from proposals.drafting.models import Proposal

from .models import Case

Text = Comment | Amendment | Proposal
RELATED: dict[type, tuple[str, ...]] = {
    Comment: ("proposal__round__council", "proposal__revision", "seat__movement", "author"),
    Amendment: ("proposal__round__council", "proposal__revision", "text__author", "seat__movement", "proposed_by"),
    Proposal: ("round__council", "revision__author", "seat__movement", "begun_by"),
}


def kind_of(text: Text) -> str:
    """`comment`, `amendment` or `proposal`: also the column of a case that names it."""
    return str(type(text)._meta.model_name)


def text_of(case: Case) -> Text:
    """The text that a case is about."""
    return cast(Text, case.comment or case.amendment or case.proposal)


def proposal_of(text: Text) -> Proposal:
    """The proposal that the text is, or stands under."""
    return text if isinstance(text, Proposal) else text.proposal


def council_of(text: Text) -> Council:
    """Whose moderation decides on it."""
    return proposal_of(text).round.council


def author_of(text: Text) -> User:
    """Who wrote the text as it reads now."""
    if isinstance(text, Comment):
        return text.author
    if isinstance(text, Amendment):
        return text.text.author if text.text else text.proposed_by
    return text.revision.author if text.revision else text.begun_by


def seat_of(text: Text) -> Seat | None:
    """For which seat it was written; None for an observer's comment."""
    return text.seat


def language_of(text: Text) -> str:
    """The language in which it is written."""
    if isinstance(text, Comment):
        return text.language
    written = text.text if isinstance(text, Amendment) else text.revision
    return written.language if written else ""


def parts_of(text: Text) -> Mapping[str, str]:
    """What it says, part by part: a comment has one without a name, a proposal its title, summary, note and paragraphs,
    an amendment its reasons and what each of its changes writes.
    """
    if isinstance(text, Comment):
        return {"": text.text}
    if isinstance(text, Amendment):
        changes = text.text.changes if text.text else []
        said = {f"c{place}": change["text"] for place, change in enumerate(changes, 1) if change.get("text")}
        return {"reasons": text.text.reasons, **said} if text.text else {}
    if text.revision is None:
        return {}
    paragraphs = {row["id"]: row["text"] for row in text.revision.paragraphs}
    return {"title": text.revision.title, "summary": text.revision.summary, "note": text.revision.note, **paragraphs}


def hash_of(text: Text) -> str:
    """The SHA-256 by which the ledger knows the text as it reads now."""
    if isinstance(text, Comment):
        return sha256(text.text.encode())
    written = text.text if isinstance(text, Amendment) else text.revision
    return written.sha256 if written else ""


def hold_text(text: Text) -> Text:
    """The text, locked, and with what belongs to it as it is after that. A case of it is locked after it, never before.

    Whoever edits holds the same row, so a decision and an edit never cross.
    """
    kind = type(text)
    kind._default_manager.select_for_update(no_key=True).values_list("pk").get(pk=text.pk)
    return whole_text(text)


def whole_text(text: Text) -> Text:
    """The text with all that belongs to it, as it is now."""
    kind = type(text)
    return kind._default_manager.select_related(*RELATED[kind]).get(pk=text.pk)
