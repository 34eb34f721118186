"""Votes that were signed on paper: two people enter each, neither sees what the other wrote, and the vote is cast when
they agree.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from common.errors import Conflict, refuse
from councils.mandates.evidence import check_evidence, drop_evidence, keep_evidence
from councils.models import Seat
from councils.wellformed import Fields
from ledger.record import record
from proposals.voting.answering import well_formed
from proposals.voting.casting import OnPaper, cast_vote, present_mandate, too_late
from proposals.voting.entrance import Entrance, enter
from proposals.voting.instructing.dividing import why_not_divide
from proposals.voting.models import Ballot, Vote
from proposals.voting.opening import open_if_due

from .models import PaperReading
from .permissions import why_not_after, why_not_read

LONGEST_REFERENCE = 200
State = PaperReading.State


@sensitive_variables("answer", "given", "mine")
def enter_paper(
    *,
    person: User,
    seat: Seat,
    ballot: Ballot,
    mandate: object,
    answer: Mapping[str, Any],
    signed_at: object = None,
    reference: object = "",
    scan: File | None = None,
) -> PaperReading:
    """Enter what the paper of a seat says: whose `mandate` (its id) signed it, the answer, and when, if it says so.

    The first reading waits. One that says the same as another person's casts the vote of whoever signed, by the same
    act and under the same deadline as any vote; one that differs waits as well, and neither person is shown what the
    other wrote. Who enters again replaces what they entered. Refused: all but secretaries and moderators, and whoever
    holds a mandate of the seat (403); whatever would be refused to whoever signed, a secret ballot, and a paper that
    was not signed after the vote that stands (409); an answer that cannot be counted, a signature by nobody, a date to
    come or before the opening, neither reference nor scan (422).
    """
    open_if_due(ballot)
    kept = _keep(scan) if scan else ""
    try:
        with transaction.atomic():
            entrance = enter(ballot, seat)
            refuse(why_not_read(person, seat, ballot, entrance))
            facts = _read(entrance, mandate, signed_at, reference, kept)
            signer = User.objects.get(pk=facts["mandate"].person_id)
            present_mandate(signer, seat, entrance)
            given = well_formed(ballot, answer)
            refuse(
                why_not_divide(ballot, seat, facts["mandate"], given),
                why_not_after(_standing(entrance), facts["signed_at"]),
            )
            mine = _write(person, ballot, entrance, {**facts, "answer": given})
            others = [one for one in waiting(entrance.entry) if one.pk != mine.pk]
            same = next((one for one in others if one.says_the_same(mine)), None)
            if same is not None:
                return _cast(mine, same, signer, seat, ballot)
            data = {"seat": seat.movement.slug, "ballot": ballot.number, "differs": bool(others)}
            _record("enter_paper", person, seat, ballot, data, entrance.instant)
    except IntegrityError as refusal:
        drop_evidence(kept)
        raise too_late(refusal) from refusal
    except BaseException:
        drop_evidence(kept)
        raise
    return mine


def withdraw_paper(*, person: User, seat: Seat, ballot: Ballot) -> PaperReading:
    """Take back what one entered of a paper, while it waits for the second person.

    Refused: whoever could not enter it, after the close as well; and who has entered nothing that waits (409).
    """
    with transaction.atomic():
        entrance = enter(ballot, seat)
        refuse(why_not_read(person, seat, ballot, entrance))
        mine = next((one for one in waiting(entrance.entry) if one.entered_by_id == person.pk), None)
        if mine is None:
            raise Conflict("nothing_entered", gettext_lazy("You have entered no paper here that waits."))
        mine.state = State.WITHDRAWN
        mine.save(update_fields=["state"])
        data = {"seat": seat.movement.slug, "ballot": ballot.number}
        _record("withdraw_paper", person, seat, ballot, data, entrance.instant)
    return mine


def waiting(roll_entry: int) -> list[PaperReading]:
    """What was entered of a seat's paper and is no vote yet, by whoever still may."""
    return list(PaperReading.objects.filter(roll_entry=roll_entry, state=State.WAITING).order_by("id"))


def _keep(scan: File) -> str:
    fields = Fields()
    ending = check_evidence(fields, scan)
    if "evidence" in fields.problems:
        fields.problems = {"scan": fields.problems["evidence"]}
    fields.refuse()
    return keep_evidence(scan, ending)


def _read(entrance: Entrance, mandate: object, signed_at: object, reference: object, scan: str) -> dict[str, Any]:
    fields = Fields()
    signed = next((one for one in entrance.mandates if str(one.pk) == str(mandate)), None)
    if signed is None:
        fields.note("mandate", _("Say who signed: somebody who holds a mandate of this seat now."))
    at = fields.instant("signed_at", signed_at)
    if at is not None and at > entrance.instant:
        fields.note("signed_at", _("This is still to come."))
    elif at is not None and at < entrance.opens_at:
        fields.note("signed_at", _("What is voted on was not settled before the vote opened."))
    told = fields.text("reference", reference, LONGEST_REFERENCE, required=not scan)
    return {"mandate": fields.needed(signed), "signed_at": at, "reference": told, "scan": scan}


def _standing(entrance: Entrance) -> Vote | None:
    """The vote of the seat that counts now."""
    if not entrance.last_serial:
        return None
    return Vote.objects.get(roll_entry=entrance.entry, serial=entrance.last_serial)


def _write(person: User, ballot: Ballot, entrance: Entrance, facts: Mapping[str, Any]) -> PaperReading:
    mine = PaperReading.objects.filter(roll_entry=entrance.entry, entered_by=person, state=State.WAITING)
    mine.update(state=State.REPLACED)
    return PaperReading.objects.create(
        ballot=ballot, roll_entry_id=entrance.entry, entered_by=person, entered_at=entrance.instant, **facts
    )


def _cast(mine: PaperReading, same: PaperReading, signer: User, seat: Seat, ballot: Ballot) -> PaperReading:
    by = OnPaper(entered_by=mine.entered_by, first_entered_by=same.entered_by)
    vote = cast_vote(person=signer, seat=seat, ballot=ballot, answer=mine.answer, paper=by)
    both = PaperReading.objects.filter(pk__in=[mine.pk, same.pk])
    both.update(state=State.CAST, vote=vote.pk)
    # Somebody else's reading of the same paper is no longer needed.
    PaperReading.objects.filter(roll_entry=mine.roll_entry_id, state=State.WAITING).update(state=State.REPLACED)
    mine.refresh_from_db()
    return mine


def _record(verb: str, person: User, seat: Seat, ballot: Ballot, data: Mapping[str, object], at: datetime) -> None:
    record(
        verb,
        council=seat.council,
        actor=person,
        on_behalf_of=seat.movement.slug,
        subject=ballot.get_absolute_url(),
        data=data,
        at=at,
    )
