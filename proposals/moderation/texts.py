"""The kinds of text that can be moderated, asked alike: whose they are, what they say, their hash.

What a body answers to a position and the positions themselves are not among them: an institution's answer, and what the
seats decided by vote, stand as they were published (decision 0084).
"""

from collections.abc import Mapping
from typing import cast

from accounts.models import User
from common.proof.canonical import fingerprint, sha256
from councils.models import Council, Seat
from proposals.amending.models import Amendment
from proposals.answering.following.models import FollowUp
from proposals.deliberation.models import Comment
from proposals.drafting.models import Proposal
from proposals.evaluating.models import Evaluation
from proposals.letters.models import Letter
from proposals.referring.models import Referral

from .models import TEXTS, Case

Text = Comment | Amendment | Proposal | Letter | Evaluation | Referral | FollowUp
RELATED: dict[type, tuple[str, ...]] = {
    Comment: ("proposal__round__council", "proposal__revision", "seat__movement", "author"),
    Amendment: ("proposal__round__council", "proposal__revision", "text__author", "seat__movement", "proposed_by"),
    Proposal: ("round__council", "revision__author", "seat__movement", "begun_by"),
    Letter: ("council", "seat__movement", "opened_by"),
    Evaluation: ("proposal__round__council", "proposal__revision", "body", "evaluated_by"),
    Referral: ("council", "body", "referred_by"),
    FollowUp: ("position__council", "transmittal__addressee", "seat__movement", "reported_by"),
}
# Who wrote a text that is not revised, and what the plain ones say.
AUTHORS: dict[type, str] = {
    Comment: "author",
    Letter: "opened_by",
    Evaluation: "evaluated_by",
    Referral: "referred_by",
    FollowUp: "reported_by",
}
SAID: dict[type, tuple[str, ...]] = {
    Comment: ("text",),
    Referral: ("title", "text"),
    FollowUp: ("milestone", "text", "link"),
}
# Those whose rows say when they changed.
CHANGING = (Amendment, Proposal, Letter, Referral)
# Those whose words can be destroyed: of the others they are in what was signed, sent or recorded by a body.
REMOVABLE = (Comment, Amendment, Proposal)


def kind_of(text: Text) -> str:
    """What kind of text it is: also the column of a case that names it."""
    return str(type(text)._meta.model_name)


def text_of(case: Case) -> Text:
    """The text that a case is about."""
    named = next(name for name in TEXTS if getattr(case, f"{name}_id") is not None)
    return cast(Text, getattr(case, named))


def proposal_of(text: Text) -> Proposal | None:
    """The proposal that the text is, or stands under; None of one that stands under none."""
    if isinstance(text, Proposal):
        return text
    return text.proposal if isinstance(text, Comment | Amendment | Evaluation) else None


def council_of(text: Text) -> Council:
    """Whose moderation decides on it."""
    if isinstance(text, FollowUp):
        return text.position.council
    if isinstance(text, Letter | Referral):
        return text.council
    proposal = text if isinstance(text, Proposal) else text.proposal
    return proposal.round.council


def author_of(text: Text) -> User:
    """Who wrote the text as it reads now."""
    if isinstance(text, Amendment):
        return text.text.author if text.text else text.proposed_by
    if isinstance(text, Proposal):
        return text.revision.author if text.revision else text.begun_by
    return cast(User, getattr(text, AUTHORS[type(text)]))


def seat_of(text: Text) -> Seat | None:
    """For which seat it was written; None for an observer's comment and for what a body says."""
    return None if isinstance(text, Evaluation | Referral) else text.seat


def body_of(text: Text) -> Council | None:
    """For which body it was written, of what a body says."""
    if isinstance(text, Evaluation | Referral):
        return text.body
    return text.transmittal.addressee if isinstance(text, FollowUp) and text.seat_id is None else None


def language_of(text: Text) -> str:
    """The language in which it is written; empty for one in several."""
    if isinstance(text, Evaluation):
        return ""
    if isinstance(text, Amendment | Proposal):
        written = text.text if isinstance(text, Amendment) else text.revision
        return written.language if written else ""
    return text.language


def parts_of(text: Text) -> Mapping[str, str]:
    """What it says, part by part: a comment has one without a name, a proposal its title, summary, note and paragraphs,
    an amendment its reasons and what each of its changes writes, an evaluation each language of what it says.
    """
    if isinstance(text, Amendment):
        return _parts_of_amendment(text)
    if isinstance(text, Proposal):
        return _parts_of_proposal(text)
    if isinstance(text, Letter):
        return {"title": text.title, **{row["id"]: row["text"] for row in text.paragraphs}}
    if isinstance(text, Evaluation):
        said = {"technical": text.technical, "risks": text.risks}
        told = {f"{name}.{code}": words for name, texts in said.items() for code, words in texts.items()}
        return {"office": text.office, **told}
    return {"" if isinstance(text, Comment) else name: getattr(text, name) for name in SAID[type(text)]}


def _parts_of_amendment(text: Amendment) -> Mapping[str, str]:
    changes = text.text.changes if text.text else []
    said = {f"c{place}": change["text"] for place, change in enumerate(changes, 1) if change.get("text")}
    return {"reasons": text.text.reasons, **said} if text.text else {}


def _parts_of_proposal(proposal: Proposal) -> Mapping[str, str]:
    if proposal.revision is None:
        return {}
    read = proposal.revision
    paragraphs = {row["id"]: row["text"] for row in read.paragraphs}
    return {"title": read.title, "summary": read.summary, "note": read.note, **paragraphs}


def hash_of(text: Text) -> str:
    """The SHA-256 by which the ledger knows the text as it reads now."""
    if isinstance(text, Comment):
        return sha256(text.text.encode())
    if isinstance(text, Amendment | Proposal):
        written = text.text if isinstance(text, Amendment) else text.revision
        return written.sha256 if written else ""
    if isinstance(text, Letter):
        return text.sha256
    return fingerprint(dict(parts_of(text)))


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
