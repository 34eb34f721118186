"""What the sponsors of a proposal say to an amendment: it goes into the text at once, or is declined with reasons."""

from django.db import transaction

from accounts.models import User
from common.errors import refuse
from councils.mandates.permissions import why_not_act
from councils.models import Seat
from councils.wellformed import Fields
from proposals.drafting.models import Revision
from proposals.drafting.wording import read_reason

from ..changes import read
from ..models import Amendment
from ..permissions import why_not_decide, why_not_expected, why_not_fresh, why_not_now, why_not_this_text
from ..revising import Part, write_revision
from .holding import hold, tell
from .moving import move_amendment

SPONSORS = "sponsors"


def accept_amendment(
    *, person: User, seat: Seat, amendment: Amendment, expected: int | None = None, text: int | None = None
) -> Amendment:
    """Put it into the text at once: a revision that says where each paragraph comes from. Its rivals become stale.

    `expected` and `text` are the numbers of the revision and of the amendment's text that were read. Refused: to who
    may not bind a movement that wrote or sponsors the proposal (403); outside settlement, once it is withdrawn, sent or
    decided, when either moved on meanwhile, or when it is stale: its movement carries it over first (409).
    """
    with transaction.atomic():
        amendment, entrance = hold(amendment, "accept_amendment")
        at, proposal = entrance.instant, amendment.proposal
        refuse(why_not_decide(person, seat, proposal, at))
        refuse(why_not_now("accept_amendment", amendment, entrance), why_not_act(seat, at))
        refuse(why_not_this_text(text, amendment), why_not_expected(expected, proposal), why_not_fresh(amendment))
        part = part_of(amendment, SPONSORS)
        source = Revision.Source.AMENDMENT
        revision = write_revision(proposal, [part], source=source, person=person, seat=seat, at=at)
        move_amendment(amendment, "accept_amendment", at, person=person)
        data = {"revision": revision.number, "sha256": revision.sha256, "movement": amendment.seat.movement.slug}
        tell("accept_amendment", amendment=amendment, person=person, seat=seat, at=at, data=data)
    return amendment


def decline_amendment(
    *, person: User, seat: Seat, amendment: Amendment, reason: str, text: int | None = None
) -> Amendment:
    """Say no to it, with reasons that everybody reads. Seats may then call for the plenary.

    Refused as an acceptance is, save that it may be stale; and without reasons (422).
    """
    with transaction.atomic():
        amendment, entrance = hold(amendment, "decline_amendment")
        at = entrance.instant
        refuse(why_not_decide(person, seat, amendment.proposal, at))
        refuse(why_not_now("decline_amendment", amendment, entrance), why_not_act(seat, at))
        refuse(why_not_this_text(text, amendment))
        fields = Fields()
        words = read_reason(fields, reason)
        fields.refuse()
        move_amendment(amendment, "decline_amendment", at, reason=words, person=person)
        data = {"movement": amendment.seat.movement.slug}
        tell("decline_amendment", amendment=amendment, person=person, seat=seat, at=at, data=data)
    return amendment


def part_of(amendment: Amendment, decided_by: str, ballot: int | None = None) -> Part:
    """The amendment as a part of the next revision of its proposal."""
    text = amendment.text
    assert text is not None  # noqa: S101 - written in the transaction that makes the amendment
    base, changes = text.revision.paragraphs, read(text.changes)
    return Part(amendment.number, amendment.seat.movement.slug, base, changes, decided_by, ballot)
