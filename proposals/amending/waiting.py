"""What of amendments waits for whom: those that the sponsors of a proposal have to decide on before settlement ends."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from proposals.drafting.models import Proposal, Sponsorship
from proposals.drafting.waiting import MOST, closes, coordinated_by

from .models import Amendment


def undecided_for(person: User) -> QuerySet[Proposal]:
    """The proposals with amendments that the person may accept or decline now, with `waiting`, how many, and `until`.
    Two queries.
    """
    mine = coordinated_by(person).order_by().values("pk")
    sponsored = Sponsorship.objects.filter(proposal=OuterRef("pk"), seat__in=mine, state=Sponsorship.State.ACCEPTED)
    ours = Proposal.objects.filter(Q(seat__in=mine) | Q(Exists(sponsored)), stage=Proposal.Stage.ADMITTED)
    is_open = Q(amendments__state=Amendment.State.OPEN)
    waiting = ours.annotate(waiting=Count("amendments", filter=is_open), until=closes("accept_amendment", "round"))
    related = waiting.select_related("round__council", "revision", "seat__movement").defer("revision__paragraphs")
    return related.filter(waiting__gt=0, until__isnull=False).order_by("until", "pk")[:MOST]
