"""The models of the rooms, for Django to find."""

from .deliberation.models import Comment
from .drafting.models import Attachment, Proposal, Revision, Sponsorship
from .positions.models import Position, Tally
from .voting.models import Ballot, Recusal, RollChallenge, RollEntry, Statement, Vote

__all__ = [
    "Attachment",
    "Ballot",
    "Comment",
    "Position",
    "Proposal",
    "Recusal",
    "Revision",
    "RollChallenge",
    "RollEntry",
    "Sponsorship",
    "Statement",
    "Tally",
    "Vote",
]
