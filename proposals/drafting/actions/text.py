"""The text of a proposal: begun, and revised without anybody's words being lost."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from common.locks import Lock, exclude
from councils.mandates.permissions import why_not_act, why_not_speak_for
from councils.models import Round, Seat
from councils.wellformed import Fields

from ..deadlines import enter, why_not_open
from ..models import Proposal, Revision
from ..paragraphs import Paragraph, carry_ids, in_languages, read, write
from ..permissions import why_not_here, why_not_now, why_not_write
from ..queries import ids_ever_used
from ..wording import Wording, hash_of, read_note, read_wording
from .holding import hold, tell


def begin_proposal(
    *, person: User, seat: Seat, round_: Round, language: str, title: str, summary: str = "", text: str = ""
) -> Proposal:
    """A draft of the seat's movement, with its first revision. Only the movement and whom it invites can read it.

    Refused: to who does not belong to the movement (403); outside drafting, or for a movement that is not admitted
    (409); a missing or overlong title, an unknown language, a text beyond the limits (422).
    """
    with transaction.atomic():
        entrance = enter(round_, "begin_proposal")
        at = entrance.instant
        refuse(why_not_speak_for(person, seat, at), why_not_here(seat, round_))
        refuse(why_not_open(entrance), why_not_act(seat, at))
        fields = Fields()
        wording = read_wording(fields, language=language, title=title, summary=summary, text=text)
        fields.refuse()
        # The windows are held already, so the calendar cannot move while this waits for its number.
        exclude(Lock.ROUND, round_.pk)
        last = round_.proposals.aggregate(last=Max("number"))["last"] or 0
        proposal = Proposal.objects.create(
            round=round_,
            number=last + 1,
            seat=seat,
            begun_by=person,
            begun_at=at,
            currency=round_.currency,
            changed_at=at,
        )
        revision = _write_revision(proposal, person, seat, wording, _paragraphs(wording, [], ()), "", at)
        tell("begin_proposal", proposal=proposal, person=person, seat=seat, at=at, data={"sha256": revision.sha256})
    return proposal


def revise_proposal(
    *,
    person: User,
    seat: Seat,
    proposal: Proposal,
    base: int,
    language: str,
    title: str,
    summary: str = "",
    text: str = "",
    note: str = "",
) -> Revision:
    """The next revision, written on top of revision `base`; paragraphs keep their ids.

    A text that changes nothing makes no revision: the current one is returned, and so it is to whoever sends the same
    text twice. Refused: to who neither wrote nor sponsors it (403); when it cannot be revised now, or when somebody
    else revised it after `base` (409); a text that is not well-formed (422).
    """
    with transaction.atomic():
        proposal, entrance = hold(proposal, "revise_proposal")
        at = entrance.instant
        refuse(why_not_write(person, seat, proposal, at))
        refuse(why_not_now("revise_proposal", proposal, entrance), why_not_act(seat, at))
        fields = Fields()
        wording = read_wording(fields, language=language, title=title, summary=summary, text=text)
        words = read_note(fields, note)
        fields.refuse()
        current = proposal.revision
        if current is not None and wording.says_the_same_as(current):
            return current
        refuse(why_not_on(base, current))
        old = read(current.paragraphs) if current else []
        paragraphs = _paragraphs(wording, old, ids_ever_used(proposal))
        revision = _write_revision(proposal, person, seat, wording, paragraphs, words, at)
        data = {"revision": revision.number, "sha256": revision.sha256}
        # The note is not told: it is a text that may be hidden, and the ledger is for good.
        tell("revise_proposal", proposal=proposal, person=person, seat=seat, at=at, data=data)
    return revision


def why_not_on(base: int, current: Revision | None) -> DomainError | None:
    """Whoever wrote on top of an older revision would undo what somebody else wrote since."""
    if current is None or base == current.number:
        return None
    return Conflict(
        "revised_meanwhile",
        _(
            "Somebody saved revision %(current)s while you wrote on revision %(base)s. Your text is kept here: compare "
            "it with the new one, and save it again."
        ),
        data={"current": current.number, "base": base},
    )


def _paragraphs(wording: Wording, old: Sequence[Paragraph], used: Iterable[str]) -> list[Paragraph]:
    """What was written, under the ids that it continues, each in the language that its author says."""
    carried = carry_ids(old, wording.texts, used)
    return in_languages(carried, wording.languages, wording.language) if wording.languages else carried


def _write_revision(
    proposal: Proposal,
    person: User,
    seat: Seat,
    wording: Wording,
    paragraphs: list[Paragraph],
    note: str,
    at: datetime,
) -> Revision:
    proposal.revision = Revision.objects.create(
        proposal=proposal,
        number=proposal.revision.number + 1 if proposal.revision else 1,
        language=wording.language,
        title=wording.title,
        summary=wording.summary,
        paragraphs=write(paragraphs),
        note=note,
        author=person,
        seat=seat,
        created_at=at,
        sha256=hash_of(wording, paragraphs),
    )
    proposal.changed_at = at
    proposal.save(update_fields=["revision", "changed_at"])
    return proposal.revision
