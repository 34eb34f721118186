"""What stands in one person's calendar: that of their councils, and what they can act on."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendaring import Event, uid_of
from common.words import Moment
from councils.mandates.queries import in_force, mandates_at, offices_at
from councils.models import Membership, Office, Seat
from proposals.drafting.hiding import veil_of
from proposals.drafting.veiling import listed
from proposals.meetings.queries import joined_by
from proposals.voting.models import Ballot
from proposals.voting.waiting import title_of, votes_missing, votes_of

from .events import (
    BEFORE_A_CLOSE,
    KEPT,
    address,
    answers,
    changed_at,
    letters,
    meetings,
    sequence_of,
    stands_still,
    suspended,
    windows,
)


def my_events(person: User, at: datetime) -> list[Event]:
    """The calendar of the councils in which the person has a movement, a mandate or an office, and what they can do
    there: the ballots on which a seat of theirs votes, and the answers that they owe. A constant number of queries.
    """
    councils, since = councils_of(person, at), at - KEPT
    owed = set(offices_at(at).filter(person=person, kind=Office.Kind.RESPONDENT).values_list("council", flat=True))
    return [
        *windows(councils, since),
        *meetings(councils, since, joined_by(person, at)),
        *letters(councils, since),
        *answers(councils, since, owed),
        *votes(person, at),
    ]


def councils_of(person: User, at: datetime) -> Collection[int]:
    """The ids of the person's councils. The clock of a rehearsal is not the one on their wall: it is in no calendar."""
    movements = Membership.objects.filter(in_force(at), person=person).order_by().values("movement")
    mandates = mandates_at(at).filter(person=person).order_by().values("seat")
    seats = Seat.objects.filter(Q(movement__in=movements) | Q(pk__in=mandates), council__is_rehearsal=False)
    offices = offices_at(at).filter(person=person, council__is_rehearsal=False)
    return {*seats.values_list("council", flat=True), *offices.values_list("council", flat=True)}


def votes(person: User, at: datetime) -> Iterable[Event]:
    """The close of each ballot on which a seat votes whose mandate the person holds. Who has voted needs no alarm."""
    missing = {(ballot.pk, ballot.movement) for ballot in votes_missing(person)}  # type: ignore[attr-defined] # annotated
    return [_vote(ballot, missing, at) for ballot in votes_of(person, at - KEPT)]


def _vote(ballot: Ballot, missing: Collection[tuple[int, str]], at: datetime) -> Event:
    movement, window = ballot.movement, ballot.window  # type: ignore[attr-defined] # annotated by votes_of
    window.round = ballot.round
    told = {"movement": ballot.movement_name, "title": _title(ballot, at)}  # type: ignore[attr-defined] # as above
    called_off_at = ballot.cancelled_at or ballot.recused_at  # type: ignore[attr-defined] # as above
    is_asked = ballot.opened_at is None or (ballot.pk, movement) in missing
    return Event(
        uid=uid_of("vote", ballot.pk, movement),
        sequence=sequence_of(window) + (called_off_at is not None),
        changed_at=max(filter(None, (changed_at(window), ballot.prepared_at, called_off_at))),
        starts_at=window.closes_at,
        summary=suspended(_("Vote for %(movement)s: %(title)s") % told, window),
        description=_("The vote is open from %(opens)s until %(closes)s.")
        % {"opens": Moment(window.opens_at), "closes": Moment(window.closes_at)},
        url=f"{address(ballot)}?acting_for={movement}",
        is_cancelled=called_off_at is not None,
        is_tentative=stands_still(window),
        alarms=BEFORE_A_CLOSE if is_asked and not stands_still(window) else (),
    )


def _title(ballot: Ballot, at: datetime) -> str:
    """What is voted on, by what the moderation left of its name."""
    if ballot.proposal and veil_of(ballot.proposal, at):
        left = listed(ballot.proposal, at).revision
        return left.title if left else str(ballot)
    return title_of(ballot)
