"""What of the proposals waits for whom: invitations to answer, drafts to finish, what the secretariat has to decide."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from common.clock import CouncilNow, now
from councils.mandates.queries import in_force, mandates_at
from councils.models import Council, Membership, Seat, Window
from proposals import stages

from .models import Proposal, Sponsorship
from .permissions import CHANGEABLE
from .queries import seats_of

MOST = 20


def closes(verb: str, round_: str) -> Subquery:
    """When the verb can no longer be done in the round, by its council's clock; nothing where it cannot be done now."""
    instant = CouncilNow(F("round__council_id"))
    windows = Window.objects.filter(
        round=OuterRef(round_), kind__in=stages.OPEN[verb], round__suspended_at__isnull=True
    )
    return Subquery(windows.filter(opens_at__lte=instant, closes_at__gt=instant).values("closes_at")[:1])


def coordinated_by(person: User) -> QuerySet[Seat]:
    """The seats for which the person may answer."""
    at = now()
    coordinator = Membership.objects.filter(in_force(at), person=person, role=Membership.Role.COORDINATOR)
    mandates = mandates_at(at).filter(person=person).order_by().values("seat")
    return Seat.objects.filter(Q(movement__in=coordinator.values("movement")) | Q(pk__in=mandates))


def invitations_to(person: User) -> QuerySet[Sponsorship]:
    """The invitations to sponsor that the person may answer now, with `until`. Two queries."""
    waiting = Sponsorship.objects.filter(
        state=Sponsorship.State.INVITED,
        seat__in=coordinated_by(person).values("pk"),
        proposal__stage__in=CHANGEABLE["answer_sponsorship"],
    ).annotate(until=closes("answer_sponsorship", "proposal__round"))
    related = waiting.select_related("proposal__round__council", "proposal__revision", "seat__movement")
    return related.defer("proposal__revision__paragraphs").filter(until__isnull=False).order_by("until", "pk")[:MOST]


def unfinished_by(person: User) -> QuerySet[Proposal]:
    """What the person's movements have to submit while drafting is open, with `until`: their own drafts, and whatever
    was returned. Two queries.
    """
    mine = seats_of(person, now()).order_by().values("pk")
    asked = Q(stage=Proposal.Stage.RETURNED) | Q(stage=Proposal.Stage.DRAFT, begun_by=person)
    waiting = Proposal.objects.filter(asked, seat__in=mine).annotate(until=closes("submit_proposal", "round"))
    related = waiting.select_related("round__council", "revision", "seat__movement").defer("revision__paragraphs")
    return related.filter(until__isnull=False).order_by("until", "pk")[:MOST]


def submitted_to(council: Council) -> QuerySet[Proposal]:
    """What the secretariat of the council has to admit or return, oldest first, with `until`. One query."""
    waiting = Proposal.objects.filter(round__council=council, stage=Proposal.Stage.SUBMITTED)
    related = waiting.select_related("round__council", "revision", "seat__movement").defer("revision__paragraphs")
    return related.annotate(until=closes("admit_proposal", "round")).order_by("until", "changed_at", "pk")[:MOST]
