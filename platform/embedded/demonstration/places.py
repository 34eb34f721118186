"""Where in the story something stands: a proposal by its round and number, a comment by its turn on the proposal."""

from proposals.models import Amendment, Comment, Proposal

from . import plans

Place = tuple[int, int]


def proposal_of(place: Place) -> Proposal:
    """A proposal of a round of the advisory council."""
    number, proposal = place
    proposals = Proposal.objects.select_related("round__council", "seat__movement", "seat__council", "revision")
    return proposals.get(round__council__slug=plans.council()["slug"], round__number=number, number=proposal)


def comment_of(place: Place, number: int) -> Comment:
    """What was said there in that turn."""
    comments: list[Comment] = list(proposal_of(place).comments.order_by("id")[number - 1 : number])
    return comments[0]


def amendment_of(place: Place, number: int) -> Amendment:
    """An amendment to the proposal there."""
    return proposal_of(place).amendments.get(number=number)
