"""What the pages of evaluations read."""

from accounts.models import User
from councils.mandates.queries import offices_at
from councils.models import Council, Office
from proposals.drafting.models import Proposal
from proposals.drafting.pages import now_of

from .models import Evaluation


def bodies_of(person: User, proposal: Proposal) -> list[Council]:
    """The bodies for which the person could evaluate the proposal, by their addresses."""
    if not proposal.is_public:
        return []
    offices = offices_at(now_of(proposal)).filter(person=person, kind=Office.Kind.RESPONDENT)
    return list(proposal.round.addressees.filter(pk__in=offices.values("council")).order_by("slug"))


def is_anchor(proposal: Proposal, anchor: str) -> bool:
    """Whether a comment can point there: to an evaluation of this proposal."""
    number = anchor[1:]
    if not (anchor.startswith("e") and number.isascii() and number.isdigit() and len(number) < 5):
        return False
    return anchor == f"e{int(number)}" and Evaluation.objects.filter(proposal=proposal, number=int(number)).exists()
