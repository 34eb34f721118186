"""What is said about a proposal: said, corrected for a few minutes, and then only marked."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import clock
from common.errors import refuse
from common.proof.canonical import sha256
from councils.mandates.permissions import why_not_silenced
from councils.mandates.queries import rulebook_at
from councils.models import Seat
from councils.rulebook.rules import default_rulebook, read_rulebook
from councils.wellformed import LANGUAGES, Fields
from ledger.record import record
from proposals.amending.models import Amendment
from proposals.drafting.deadlines import enter
from proposals.drafting.models import Proposal
from proposals.drafting.wording import visible
from proposals.evaluating.queries import is_anchor

from .holding import keep, screen, why_not_instead, why_not_so_fast
from .mentions import note_mentions
from .models import Comment
from .permissions import (
    why_not_answered,
    why_not_discuss,
    why_not_fresh,
    why_not_moderated,
    why_not_silent,
    why_not_speak,
    why_not_standing,
    why_not_yours,
)
from .questions import note_answer, note_earlier_answer

LONGEST_COMMENT, LONGEST_NOTE = 10_000, 300
# Who speaks for no movement is called by the office in the ledger, whose words are the same in every language.
OBSERVER = "observer"


def comment_proposal(
    *,
    person: User,
    seat: Seat | None,
    proposal: Proposal,
    stance: str,
    text: str,
    language: str,
    paragraph: str = "",
    parent: Comment | None = None,
    amendment: Amendment | None = None,
) -> Comment:
    """Say something on the proposal, on a paragraph of its current revision, on an evaluation of it (whose anchor
    stands in the paragraph's place), on an amendment, or in reply to a comment.

    `seat` is None for an observer; a reply stands where that stands to which it replies. Refused: to who may not speak
    for the seat, or is no observer (403); outside the discussion or before the admission, while suspended from writing,
    for a new account that says too much in an hour, in reply to what is hidden (409); an unknown stance or language, a
    paragraph, amendment or parent that is not of this proposal, a paragraph of an amendment, a text that is empty or
    longer than 10,000 signs (422). What repeats itself or holds many links is held until a moderator has read it.
    """
    with transaction.atomic():
        entrance = enter(proposal.round, "comment_proposal")
        at = entrance.instant
        # Without a lock on the row: whoever comments waits for nobody, and a comment beside a withdrawal harms nothing.
        proposal = Proposal.objects.select_related("round__council", "revision").get(pk=proposal.pk)
        refuse(why_not_speak(person, seat, proposal, at))
        refuse(why_not_discuss(proposal, entrance), why_not_silent(seat, at), why_not_so_fast(person, at))
        parent = Comment.objects.select_related("root").get(pk=parent.pk) if parent else None
        refuse(why_not_answered(parent, at))
        fields = Fields()
        comment = Comment(
            **_anchor(fields, proposal, parent, paragraph, amendment),
            stance=fields.one_of("stance", stance, Comment.Stance.values),
            text=_read_text(fields, text),
            language=fields.one_of("language", language, LANGUAGES),
            author=person,
            seat=seat,
            created_at=at,
        )
        fields.refuse()
        cause = screen(comment, at)
        comment.save()
        note_answer(comment)
        keep(comment, cause, at)
        _tell("comment_proposal", comment, at, _told_of(comment, note_mentions(comment, at)))
    return comment


def edit_comment(*, person: User, comment: Comment, text: str, stance: str = "") -> Comment:
    """Correct one's own comment, within the rulebook's minutes and while the discussion is open; it is marked as
    edited.

    Refused: to anybody else, or who no longer speaks for the seat (403); after the minutes, after the discussion, once
    retracted, hidden or held, and words that would be held (409); a text or stance that is not well-formed (422). What
    changes nothing marks nothing.
    """
    with transaction.atomic():
        entrance = enter(comment.proposal.round, "edit_comment")
        comment, at = _hold(comment), entrance.instant
        refuse(why_not_yours(person, comment) or why_not_speak(person, comment.seat, comment.proposal, at))
        refuse(
            why_not_discuss(comment.proposal, entrance),
            why_not_silent(comment.seat, at),
            why_not_standing(comment),
            why_not_moderated(comment),
            why_not_fresh(comment, edit_minutes(comment.proposal, at), at),
        )
        fields = Fields()
        new_text = _read_text(fields, text)
        new_stance = fields.one_of("stance", stance or comment.stance, Comment.Stance.values)
        fields.refuse()
        if (new_text, new_stance) == (comment.text, comment.stance):
            return comment
        refuse(why_not_instead(comment, new_text, at))
        comment.text, comment.stance, comment.edited_at = new_text, new_stance, at
        comment.save(update_fields=["text", "stance", "edited_at", "likeness"])
        note_earlier_answer(comment)
        _tell("edit_comment", comment, at, _told_of(comment, note_mentions(comment, at)))
    return comment


def retract_comment(*, person: User, comment: Comment, note: str = "") -> Comment:
    """Mark one's own comment as retracted, with a note, whenever it was made; it stays readable with the mark.

    Open in every stage, because whoever was wrong should be able to say so. Refused: to anybody else (403), a suspended
    movement, a note of who is suspended from writing, and a second time (409), a note of more than 300 signs (422).
    """
    with transaction.atomic():
        comment = _hold(comment)
        at = clock.now(comment.proposal.round.council_id)
        refuse(why_not_yours(person, comment))
        refuse(why_not_silent(comment.seat, at), why_not_standing(comment))
        fields = Fields()
        words = fields.text("note", visible(note), LONGEST_NOTE, required=False)
        fields.refuse()
        refuse(why_not_silenced(person, comment.proposal.round.council, at) if words else None)
        comment.retracted_at, comment.retraction_note = at, words
        comment.save(update_fields=["retracted_at", "retraction_note"])
        _tell("retract_comment", comment, at, {})
    return comment


def edit_minutes(proposal: Proposal, at: datetime) -> int:
    """For how many minutes a comment can be edited, by the rulebook in force."""
    rulebook = rulebook_at(proposal.round.council, at)
    return (read_rulebook(rulebook.data) if rulebook else default_rulebook()).comment_edit_minutes


def _hold(comment: Comment) -> Comment:
    """The comment, locked; what it belongs to is read after that, as it is then."""
    Comment.objects.select_for_update(no_key=True).values_list("pk").get(pk=comment.pk)
    return Comment.objects.select_related("proposal__round__council", "seat__movement", "seat__council").get(
        pk=comment.pk
    )


def _read_text(fields: Fields, text: object) -> str:
    return fields.text("text", visible(text), LONGEST_COMMENT, lines=True)


def _anchor(
    fields: Fields, proposal: Proposal, parent: Comment | None, paragraph: str, amendment: Amendment | None
) -> dict[str, Any]:
    """Where the comment stands."""
    return {
        "proposal": proposal,
        "revision": proposal.revision,
        "paragraph": parent.paragraph if parent else _read_paragraph(fields, proposal, paragraph, amendment),
        "amendment": parent.amendment if parent else _read_amendment(fields, proposal, amendment),
        "parent": parent,
        "root": _read_root(fields, proposal, parent),
    }


def _read_paragraph(fields: Fields, proposal: Proposal, paragraph: str, amendment: Amendment | None) -> str:
    if paragraph and amendment:
        fields.note("paragraph", _("What is said of an amendment is said of the whole of it."))
        return ""
    known = {row["id"] for row in proposal.revision.paragraphs} if proposal.revision else set()
    if paragraph and paragraph not in known and not is_anchor(proposal, paragraph):
        fields.note("paragraph", _("This paragraph is not in the current revision."))
        return ""
    return paragraph


def _read_amendment(fields: Fields, proposal: Proposal, amendment: Amendment | None) -> Amendment | None:
    if amendment is not None and amendment.proposal_id != proposal.pk:
        fields.note("amendment", _("This amendment is not to this proposal."))
        return None
    return amendment


def _read_root(fields: Fields, proposal: Proposal, parent: Comment | None) -> Comment | None:
    """The comment that begins the thread."""
    if parent is not None and parent.proposal_id != proposal.pk:
        fields.note("parent", _("The comment you reply to is not on this proposal."))
        return None
    return (parent.root or parent) if parent else None


def _told_of(comment: Comment, mentioned: list[str]) -> dict[str, object]:
    """Of whom a comment mentions, the movements: persons are named in the ledger by nobody."""
    told: dict[str, object] = {"stance": comment.stance, "sha256": sha256(comment.text.encode())}
    if comment.amendment:
        told["amendment"] = comment.amendment.number
    return {**told, "mentions": mentioned} if mentioned else told


def _tell(verb: str, comment: Comment, at: datetime, data: dict[str, object]) -> None:
    speaker = comment.seat.movement.slug if comment.seat else ""
    record(
        verb,
        council=comment.proposal.round.council,
        actor=comment.author,
        on_behalf_of=speaker,
        subject=comment.get_absolute_url(),
        data={"proposal": comment.proposal.number, "speaker": speaker or OBSERVER, **data},
        at=at,
    )
