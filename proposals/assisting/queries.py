"""What is known of the papers of a ballot: who voted, whose paper waits. Never what anybody read off one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from common.clock import CouncilNow
from common.finding import holding
from councils.mandates.queries import mandates_at, offices_at
from councils.models import Council, Mandate
from proposals.voting.models import Ballot, RollEntry, Vote

from .models import PaperReading
from .permissions import OFFICES

PAGE = 100
MOST = 20
NOW = CouncilNow(F("ballot__round__council_id"))


@dataclass(frozen=True)
class PaperSeat:
    """One seat of the roll, for whoever enters papers: who could have signed, and how far its paper is."""

    entry: RollEntry
    mandates: Sequence[Mandate] = ()
    last: Vote | None = None
    readings: Sequence[PaperReading] = field(default=(), repr=False)
    reader_id: int = 0

    @property
    def is_mine(self) -> bool:
        """Whether what this person entered waits."""
        return any(one.entered_by_id == self.reader_id for one in self.readings)

    @property
    def is_others(self) -> bool:
        """Whether somebody else entered something that waits."""
        return any(one.entered_by_id != self.reader_id for one in self.readings)

    @property
    def differs(self) -> bool:
        """Whether two people read the paper differently: what waits never agrees, or it would be cast."""
        return len(self.readings) > 1


def seats_on_paper(
    ballot: Ballot, person: User, at: datetime, number: str | None, typed: str = ""
) -> tuple[Page, list[PaperSeat]]:
    """A page of the roll, or of those on it whose name holds what was typed, with the state of each seat's paper: six
    queries.
    """
    entries = holding(ballot.roll.select_related("seat__movement"), "name", typed).order_by("name", "movement")
    page = Paginator(entries, PAGE).get_page(number)
    return page, _with_papers(list(page.object_list), person, at)


def seat_on_paper(ballot: Ballot, movement: str, person: User, at: datetime) -> PaperSeat | None:
    """The same of one seat; None where it is not on the roll."""
    entries = ballot.roll.select_related("seat__movement").filter(movement=movement)
    return next(iter(_with_papers(list(entries), person, at)), None)


def _with_papers(entries: Sequence[RollEntry], person: User, at: datetime) -> list[PaperSeat]:
    ids = [entry.pk for entry in entries]
    mandates = _by(
        mandates_at(at).filter(seat__in=[entry.seat_id for entry in entries]).select_related("person"), "seat_id"
    )
    waiting = _by(PaperReading.objects.filter(roll_entry__in=ids, state="waiting").defer("answer"), "roll_entry_id")
    votes = Vote.objects.filter(roll_entry__in=ids).defer("answer", "salt").order_by("roll_entry_id", "-serial")
    latest = {vote.roll_entry_id: vote for vote in votes.distinct("roll_entry_id")}
    return [
        PaperSeat(entry, mandates[entry.seat_id], latest.get(entry.pk), waiting[entry.pk], person.pk)
        for entry in entries
    ]


def _by(rows: Iterable, key: str) -> defaultdict[int, list]:
    found: defaultdict[int, list] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def papers_waiting(council: Council) -> QuerySet[Ballot]:
    """The council's open ballots with papers that wait for a second person, with how many."""
    return _with_waiting(Ballot.objects.filter(round__council=council))[:MOST]


def papers_waiting_for(person: User, at: datetime) -> QuerySet[Ballot]:
    """The same of the councils where the person may enter papers, of those that they have not entered themselves."""
    offices = offices_at(at).filter(person=person, kind__in=OFFICES)
    return _with_waiting(
        Ballot.objects.filter(round__council__in=offices.values("council")),
        PaperReading.objects.exclude(
            roll_entry__in=PaperReading.objects.filter(entered_by=person, state="waiting").values("roll_entry")
        ),
    )[:MOST]


def _with_waiting(ballots: QuerySet[Ballot], readings: QuerySet[PaperReading] | None = None) -> QuerySet[Ballot]:
    found = PaperReading.objects.all() if readings is None else readings
    here = found.filter(ballot=OuterRef("pk"), state="waiting", ballot__window__closes_at__gt=NOW)
    open_now = ballots.filter(Exists(here), state=Ballot.State.OPEN)
    related = ("round__council", "window", "proposal__revision", "revision", "amendment")
    return open_now.select_related(*related).order_by("window__closes_at", "pk")


def readers_of(ballot: Ballot, movement: str) -> QuerySet[User]:
    """Those who entered a paper of the seat that waits."""
    waiting = PaperReading.objects.filter(ballot=ballot, roll_entry__movement=movement, state="waiting")
    return User.objects.filter(pk__in=waiting.values("entered_by"))
