"""What a ballot asks of whom: votes that are missing, challenges that wait for an answer, steps that were set aside."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from common.clock import CouncilNow
from common.languages import say
from councils.mandates.queries import offices_at
from councils.models import Council, Office, Window
from proposals.amending.models import Amendment
from proposals.drafting.models import Proposal, Revision

from .delegating.waiting import without_handed_on
from .models import Ballot, RollEntry, Vote
from .secrecy.models import Participation
from .settling_models import Recusal, RollChallenge

MOST = 50
ROUND_NOW = CouncilNow(F("round__council_id"))
BALLOT_NOW = CouncilNow(F("ballot__round__council_id"))


def _in_force(path: str, now: CouncilNow) -> Q:
    """The condition that the mandate at `path` is in force by the council's own clock."""
    unended = Q(**{f"{path}__ends_at__isnull": True}) | Q(**{f"{path}__ends_at__gt": now})
    unrevoked = Q(**{f"{path}__revoked_at__isnull": True}) | Q(**{f"{path}__revoked_at__gt": now})
    return Q(**{f"{path}__starts_at__lte": now}) & unended & unrevoked


def _any(rows: QuerySet) -> Subquery:
    """One of the rows by its id, if there is any."""
    return Subquery(rows.order_by().values("pk")[:1])


MANDATE = "round__council__seats__mandates"


def _missing(whose: Q) -> QuerySet[Ballot]:
    """The ballots open now on which the `seat` of a mandate that `whose` selects has not voted.

    A seat that stood aside, or that is not on the frozen roll, is missed by nobody, nor is one that handed its vote on.
    A ballot that is due and that no worker has opened is among them: the vote opens it.
    """
    seat = OuterRef("seat")
    missing = (
        Ballot.objects.filter(
            _in_force(MANDATE, ROUND_NOW),
            whose,
            state__in=[Ballot.State.PROVISIONAL, Ballot.State.OPEN],
            window__opens_at__lte=ROUND_NOW,
            window__closes_at__gt=ROUND_NOW,
            round__suspended_at__isnull=True,
        )
        .annotate(
            seat=F("round__council__seats"),
            movement=F("round__council__seats__movement__slug"),
            movement_name=F("round__council__seats__movement__name"),
            # Read, and not joined: they would be joined as seven tables more, which is planned longer than it takes.
            voted=_any(Vote.objects.filter(ballot=OuterRef("pk"), roll_entry__seat=seat)),
            took_part=_any(Participation.objects.filter(ballot=OuterRef("pk"), roll_entry__seat=seat)),
            stood_aside=_any(Recusal.objects.filter(ballot=OuterRef("pk"), seat=seat)),
        )
        .filter(voted__isnull=True, took_part__isnull=True, stood_aside__isnull=True)
        .filter(Q(state=Ballot.State.PROVISIONAL) | Exists(RollEntry.objects.filter(ballot=OuterRef("pk"), seat=seat)))
    )
    return without_handed_on(missing)


def votes_missing(person: User) -> QuerySet[Ballot]:
    """The ballots open now on which a seat of the person's has not voted, with `movement` and `movement_name`.

    One query, and three more for their titles where there are any.
    """
    return (
        _missing(Q(**{f"{MANDATE}__person": person}))
        .select_related("round__council", "window")
        .prefetch_related(*titles())
        .defer("rules", "contributions")
        .order_by("window__closes_at", "pk", "seat")  # type: ignore[misc] # annotated by _missing
        .distinct()[:MOST]
    )


def voters_missing(window: Window) -> QuerySet[User]:
    """Those who hold the mandate of a seat that has not voted on everything in this window."""
    holders = _missing(Q(window=window)).order_by().values(f"{MANDATE}__person")
    return User.objects.filter(pk__in=holders)


def votes_of(person: User, since: datetime) -> QuerySet[Ballot]:
    """The ballots that close after `since` on which a seat votes whose mandate the person holds now, whether it has
    voted or not, the latest first: with `movement`, `movement_name` and, where the seat stood aside, `recused_at`. Not
    those of rehearsals, whose clock is on no wall. One query, and three more for their titles.
    """
    seat = OuterRef("seat")
    recused = Recusal.objects.filter(ballot=OuterRef("pk"), seat=seat)
    on_roll = Exists(RollEntry.objects.filter(ballot=OuterRef("pk"), seat=seat))
    return (
        Ballot.objects.filter(
            _in_force(MANDATE, ROUND_NOW),
            Q(**{f"{MANDATE}__person": person}),
            window__closes_at__gt=since,
            round__council__is_rehearsal=False,
            is_imported=False,
        )
        .annotate(
            seat=F("round__council__seats"),
            movement=F("round__council__seats__movement__slug"),
            movement_name=F("round__council__seats__movement__name"),
            recused_at=Subquery(recused.values("recused_at")[:1]),
        )
        .filter(Q(opened_at__isnull=True) | Q(recused_at__isnull=False) | on_roll)
        .select_related("round__council", "window")
        .prefetch_related(*titles())
        .defer("rules", "contributions")
        .order_by("-window__closes_at", "-pk", "seat")
        .distinct()[: 10 * MOST]
    )


def titles(ballot: str = "") -> list[Prefetch]:
    """What `title_of` asks of the ballot at this path, in queries of their own: PostgreSQL plans a join of a dozen
    tables, by which somebody's ballots are found, many times as long as it takes.
    """
    texts = Proposal.objects.select_related("revision").defer("revision__paragraphs")
    return [
        Prefetch(f"{ballot}proposal", texts),
        Prefetch(f"{ballot}revision", Revision.objects.defer("paragraphs")),
        Prefetch(f"{ballot}amendment", Amendment.objects.all()),
    ]


def title_of(ballot: Ballot) -> str:
    """The title of the text that is voted on, or of the text as it stands; or the ballot's own."""
    title = ballot.text.title if ballot.text else say(ballot.title) or str(ballot)
    if ballot.amendment is None:
        return title
    return _("amendment %(number)s to: %(title)s") % {"number": ballot.amendment.number, "title": title}


def unanswered(challenges: Q) -> QuerySet[RollChallenge]:
    """Challenges that can still be answered, of the ballots that `challenges` (on `ballot__…`) selects; one query."""
    return (
        RollChallenge.objects.filter(challenges, outcome="", ballot__state=Ballot.State.PROVISIONAL)
        .filter(ballot__window__opens_at__gt=BALLOT_NOW)
        .select_related("ballot__round__council", "ballot__window", "seat__movement")
        .order_by("ballot__window__opens_at", "pk")[:MOST]
    )


def unanswered_by(person: User, at: datetime) -> QuerySet[RollChallenge]:
    """Those that the person could answer as a secretary."""
    desks = offices_at(at).filter(person=person, kind=Office.Kind.SECRETARY)
    return unanswered(Q(ballot__round__council__in=desks.values("council")))


def set_aside(council: Council) -> QuerySet[Ballot]:
    """The council's ballots a step of which could not be carried out; each is tried again."""
    failed = Ballot.objects.filter(round__council=council).exclude(failure="")
    return failed.select_related("round__council", "proposal__revision", "revision", "amendment").order_by(
        "next_try_at", "pk"
    )[:MOST]
