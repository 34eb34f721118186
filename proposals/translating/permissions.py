"""Who may translate and review, and when. *May you* first, then *can it now*, as everywhere."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden
from common.languages import language_name
from councils.mandates.permissions import why_not_act, why_not_hold, why_not_speak_for
from councils.models import Office, Seat
from councils.rounds.queries import Entrance
from proposals.drafting.deadlines import why_not_open
from proposals.drafting.models import Proposal
from proposals.drafting.permissions import why_not_among, why_not_here, why_not_write
from proposals.drafting.queries import visible_to

from .choosing import Original
from .models import MachineRequest, Translation

Stage = Proposal.Stage
TRANSLATABLE = frozenset({Stage.DRAFT, Stage.RETURNED, Stage.SUBMITTED, Stage.ADMITTED})


def why_not_read(person: User, proposal: Proposal, at: datetime) -> DomainError | None:
    """A draft is translated by those who can read it."""
    if proposal.is_public or visible_to(person, at).filter(pk=proposal.pk).exists():
        return None
    return Forbidden("not_readable", _("This draft is for its authors and for those whom they invited."))


def why_not_translate(person: User, seat: Seat, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you*: whoever speaks for a seat of the council, and can read the text."""
    return (
        why_not_speak_for(person, seat, at) or why_not_here(seat, proposal.round) or why_not_read(person, proposal, at)
    )


def why_not_review(person: User, seat: Seat | None, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you*: the same, and the secretariat and the moderation, who speak for no seat."""
    if seat is not None:
        return why_not_translate(person, seat, proposal, at)
    offices = (Office.Kind.SECRETARY, Office.Kind.MODERATOR)
    return why_not_hold(person, proposal.round.council, *offices, at=at) or why_not_read(person, proposal, at)


def why_not_another(person: User, translation: Translation) -> DomainError | None:
    """A review is the look of a second person."""
    if translation.made_by_id != person.pk:
        return None
    return Forbidden("own_translation", _("Somebody else has to review what you translated."))


def why_not_ask_machine(person: User, seat: Seat | None, proposal: Proposal, at: datetime) -> DomainError | None:
    """*May you* send the text to a machine: its authors and sponsors, and the secretariat."""
    if seat is not None:
        return why_not_write(person, seat, proposal, at)
    secretary = why_not_hold(person, proposal.round.council, Office.Kind.SECRETARY, at=at)
    return secretary or why_not_read(person, proposal, at)


def why_no_machine(url: str) -> DomainError | None:
    """The machine is off unless the site names one."""
    return None if url else Conflict("no_machine", _("On this site nothing is translated by a machine."))


def why_not_now(proposal: Proposal, entrance: Entrance) -> DomainError | None:
    """*Can it now*, by the calendar and by the proposal's stage."""
    return why_not_open(entrance) or why_not_among(proposal, TRANSLATABLE)


def why_not_acting(seat: Seat | None, at: datetime) -> DomainError | None:
    """A movement that is suspended does nothing; an office is no movement."""
    return why_not_act(seat, at) if seat is not None else None


def why_original_changed(original: Original | None, source_sha256: str) -> DomainError | None:
    """Whoever read an earlier wording has to read the present one first."""
    if original is not None and original.sha256 == source_sha256:
        return None
    return Conflict(
        "original_changed",
        _("The original was changed while you were at it. Your text is kept here: compare it with the new original."),
    )


def why_not_on(base: int, last: Translation | None) -> DomainError | None:
    """Whoever wrote on an older version would hide what somebody else wrote since; whoever read it, did not read that.

    `base` is the serial that was read, 0 for none.
    """
    serial = last.serial if last else 0
    if base == serial:
        return None
    return Conflict(
        "translated_meanwhile",
        _("Somebody saved version %(current)s of this passage meanwhile. Compare it with yours before you go on."),
        data={"current": serial},
    )


def why_frozen(proposal: Proposal, *, is_reviewed: bool) -> DomainError | None:
    """What was reviewed when the vote opened is what people vote on; what is missing may still be added."""
    opened = proposal.ballots.filter(opened_at__isnull=False, amendment__isnull=True, revision=proposal.revision)
    if not is_reviewed or not opened.exists():
        return None
    return Conflict(
        "translation_frozen", _("The vote on this text has opened, and its reviewed translations stay as they are.")
    )


def why_reviewed(translation: Translation) -> DomainError | None:
    """One review is enough."""
    if translation.reviewed_at is None:
        return None
    return Conflict("reviewed_already", _("This version has been reviewed."))


def why_same_language(original: Original, language: str) -> DomainError | None:
    """A passage is not translated into the language in which it was written."""
    if original.language != language:
        return None
    return Conflict(
        "same_language",
        _("This passage was written in this language: %(language)s."),
        data={"language": language_name(language)},
    )


def why_asked(waiting: MachineRequest | None) -> DomainError | None:
    """The machine is asked once at a time."""
    return Conflict("asked_already", _("The machine has been asked for this already.")) if waiting else None
