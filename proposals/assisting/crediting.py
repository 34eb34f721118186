"""Saying that a comment or an amendment is an assembly's: by its movement, with the minutes as evidence."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden, refuse
from councils.mandates.evidence import check_evidence, drop_evidence, keep_evidence
from councils.mandates.permissions import why_not_act, why_not_coordinate
from councils.models import Seat
from councils.wellformed import Fields
from ledger.record import record
from proposals.amending.actions.holding import hold
from proposals.amending.models import Amendment
from proposals.deliberation.models import Comment
from proposals.deliberation.permissions import why_not_moderated, why_not_standing
from proposals.drafting.deadlines import enter, why_not_open
from proposals.drafting.hiding import veil_of
from proposals.drafting.models import Proposal

from .assembly_models import AssemblyWord

VERB = "credit_assembly"
LONGEST, MOST_PEOPLE, FIRST_DAY = 200, 1_000_000, date(1990, 1, 1)


def credit_assembly(
    *,
    person: User,
    said: Comment | Amendment,
    name: object,
    place: object,
    held_on: object,
    people: object,
    minutes: File | None,
) -> AssemblyWord:
    """Say that this is what an assembly said: its name, its place, the day, and how many people it was of.

    Everybody reads it under the movement's name; the minutes are kept and never published. Refused: to all but the
    coordinators and mandate holders of the movement whose words they are (403); outside the discussion, twice, of what
    was retracted, withdrawn or hidden, and while the movement may not act (409); without minutes, and for a day to come
    or before 1990 (422).
    """
    kept = ""
    try:
        with transaction.atomic():
            said, at, is_open = _held(said)
            seat, proposal = said.seat, said.proposal
            refuse(why_not_credit(person, seat, at), is_open, _why_not_now(said, seat, at))
            told = _read(proposal, at, name, place, held_on, people, minutes)
            kept = keep_evidence(minutes, told.pop("ending"))  # type: ignore[arg-type] # a file, or it was refused
            what = {"comment": said} if isinstance(said, Comment) else {"amendment": said}
            word = AssemblyWord.objects.create(minutes=kept, credited_by=person, credited_at=at, **what, **told)
            _touch(said, at)
            _tell(person, said, word, at)
    except BaseException:
        drop_evidence(kept)
        raise
    return word


def why_not_credit(person: User, seat: Seat | None, at: datetime) -> DomainError | None:
    """*May you*: an assembly is a movement's, and its words are bound to it by whoever may bind the movement."""
    if seat is None:
        return Forbidden("not_your_movement", gettext_lazy("An observer speaks for no movement, and for no assembly."))
    return why_not_coordinate(person, seat, at)


def why_not_now(said: Comment | Amendment, at: datetime) -> DomainError | None:
    """*Can it now*: what stands, is read by everybody, and is credited to nobody yet."""
    if AssemblyWord.objects.filter(**_scope(said)).exists():
        return Conflict("credited_already", gettext_lazy("It is said already which assembly's words these are."))
    if isinstance(said, Comment):
        return why_not_standing(said) or why_not_moderated(said)
    veil = veil_of(said, at)
    if said.state == Amendment.State.WITHDRAWN or (veil is not None and veil.is_whole):
        return Conflict("amendment_gone", gettext_lazy("This amendment was withdrawn, or hidden by the moderation."))
    return None


def _why_not_now(said: Comment | Amendment, seat: Seat | None, at: datetime) -> DomainError | None:
    return (why_not_act(seat, at) if seat else None) or why_not_now(said, at)


def _scope(said: Comment | Amendment) -> dict[str, Any]:
    return {"comment" if isinstance(said, Comment) else "amendment": said.pk}


def _held(said: Comment | Amendment) -> tuple[Any, datetime, DomainError | None]:
    """The words, locked, at the instant that decides; and what the stage says."""
    if isinstance(said, Amendment):
        amendment, entrance = hold(said, VERB)
        return amendment, entrance.instant, why_not_open(entrance)
    entrance = enter(said.proposal.round, VERB)
    Comment.objects.select_for_update(no_key=True).values_list("pk").get(pk=said.pk)
    related = ("proposal__round__council", "seat__movement", "seat__council")
    return Comment.objects.select_related(*related).get(pk=said.pk), entrance.instant, why_not_open(entrance)


def _read(
    proposal: Proposal, at: datetime, name: object, place: object, held_on: object, people: object, minutes: File | None
) -> dict[str, Any]:
    fields = Fields()
    told: dict[str, Any] = {
        "name": fields.text("name", name, LONGEST),
        "place": fields.text("place", place, LONGEST),
        "held_on": _day(fields, held_on, at.astimezone(ZoneInfo(proposal.round.council.time_zone)).date()),
        "people": fields.whole("people", people, 1, MOST_PEOPLE),
        "ending": "",
    }
    if minutes is None:
        fields.note("minutes", _("The minutes are missing: a PDF file or a picture."))
    else:
        read = Fields()
        told["ending"] = check_evidence(read, minutes)
        for sentence in read.problems.values():
            fields.note("minutes", sentence)
    fields.refuse()
    return told


def _day(fields: Fields, held_on: object, today: date) -> date | None:
    if not isinstance(held_on, date) or isinstance(held_on, datetime):
        fields.note("held_on", _("The day of the assembly is missing."))
    elif not FIRST_DAY <= held_on <= today:
        fields.note("held_on", _("An assembly was held on a day since 1990, and not on one to come."))
    else:
        return held_on
    return None


def _touch(said: Comment | Amendment, at: datetime) -> None:
    """Whoever asks what changed since is told of it."""
    if isinstance(said, Comment):
        Comment.objects.filter(pk=said.pk).update(counted_at=at)
    else:
        Amendment.objects.filter(pk=said.pk).update(changed_at=at)


def _tell(person: User, said: Comment | Amendment, word: AssemblyWord, at: datetime) -> None:
    about: Mapping[str, object] = {"comment": said.pk} if isinstance(said, Comment) else {"amendment": said.number}
    seat = said.seat
    movement = seat.movement.slug if seat else ""
    facts = {"assembly": word.name, "place": word.place, "held_on": word.held_on.isoformat(), "people": word.people}
    record(
        VERB,
        council=said.proposal.round.council,
        actor=person,
        on_behalf_of=movement,
        subject=said.get_absolute_url(),
        data={"seat": movement, "proposal": said.proposal.number, **about, **facts},
        at=at,
    )
