"""Who can read which proposals, and the shapes that pages need."""

from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from common.rows import columns, read
from councils.mandates.queries import in_force, mandates_at, offices_at
from councils.models import Council, Membership, Movement, Office, Round, Seat

from .models import Proposal, Revision, Sponsorship

# By hand, because it is asked on every page of a proposal, and took longer to put together than to answer.
PROPOSAL = f"""
SELECT minga_now(r.council_id), {columns(p=Proposal, r=Round, c=Council, s=Seat, m=Movement, v=Revision)}
FROM proposals_proposal p JOIN councils_round r ON r.id = p.round_id JOIN councils_council c ON c.id = r.council_id
JOIN councils_seat s ON s.id = p.seat_id JOIN councils_movement m ON m.id = s.movement_id
LEFT JOIN proposals_revision v ON v.id = p.revision_id
WHERE c.slug = %s AND r.number = %s AND p.number = %s
"""  # noqa: S608 - nothing of what anybody sent is in it
READERS = [Sponsorship.State.INVITED, Sponsorship.State.ACCEPTED]


def seats_of(person: User, at: datetime) -> QuerySet[Seat]:
    """Every seat whose movement the person belongs to, or whose mandate they hold, at `at`."""
    memberships = Membership.objects.filter(in_force(at), person=person).values("movement")
    mandates = mandates_at(at).filter(person=person).order_by().values("seat")
    return Seat.objects.filter(Q(movement__in=memberships) | Q(pk__in=mandates))


def visible_to(person: User | None, at: datetime) -> QuerySet[Proposal]:
    """The proposals that the person (None: anybody) can read at `at`.

    Public ones; drafts of their own movements and of those that invited them, unless they declined; and what is
    submitted to a council whose secretary they are.
    """
    if person is None:
        return Proposal.objects.filter(admitted_at__isnull=False)
    mine = seats_of(person, at).order_by().values("pk")
    invited = Sponsorship.objects.filter(proposal=OuterRef("pk"), seat__in=mine, state__in=READERS)
    desks = offices_at(at).filter(person=person, kind=Office.Kind.SECRETARY).values("council")
    return Proposal.objects.filter(
        Q(admitted_at__isnull=False)
        | Q(seat__in=mine)
        | Q(Exists(invited))
        | Q(stage=Proposal.Stage.SUBMITTED, round__council__in=desks)
    )


def proposal_at(council: str, round_number: int, number: int) -> Proposal | None:
    """The proposal at an address, whoever may read it, with `instant`, the council's clock as of this query."""
    with connection.cursor() as cursor:
        cursor.execute(PROPOSAL, [council, round_number, number])
        row = cursor.fetchone()
    if row is None:
        return None
    found, round_, of, seat, movement, revision = read(row[1:], Proposal, Round, Council, Seat, Movement, Revision)
    found.round, found.seat, found.revision, found.instant = round_, seat, revision, row[0]
    round_.council, seat.movement = of, movement
    return found


def drafts_of_round(round_: Round, person: User, at: datetime) -> QuerySet[Proposal]:
    """What is not yet public in the round and the person may read: their movements' drafts, those they are invited to
    sponsor, and for a secretary what is submitted. One query, without the texts.
    """
    private = visible_to(person, at).filter(round=round_, admitted_at__isnull=True)
    return private.select_related("seat__movement", "revision").defer("revision__paragraphs").order_by("number")


def history_of(proposal: Proposal) -> QuerySet[Revision]:
    """Its revisions, newest first, without their texts."""
    return proposal.revisions.select_related("seat__movement").defer("paragraphs", "summary").order_by("-number")


def ids_ever_used(proposal: Proposal) -> set[str]:
    """The paragraph ids of all its revisions, gathered by the database: the texts stay where they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT paragraph->>'id' FROM proposals_revision, jsonb_array_elements(paragraphs) AS paragraph "
            "WHERE proposal_id = %s",
            [proposal.pk],
        )
        return {row[0] for row in cursor.fetchall()}
