"""The models of the rooms, for Django to find."""

from .amending.models import Amendment, AmendmentSponsorship, AmendmentText, PlenaryCall
from .deliberation.models import Comment, CommentSupport, Endorsement, Mention
from .drafting.models import Attachment, Proposal, Revision, Sponsorship
from .moderation.models import Appeal, Case, Decision, Report
from .positions.models import Position, Tally
from .reshaping.models import Consent, Reshaping
from .search.models import SearchEntry
from .translating.models import MachineRequest, Translation
from .voting.delegating.models import Delegation
from .voting.instructing.models import Instruction
from .voting.models import Ballot, Recusal, RollChallenge, RollEntry, Statement, Vote
from .voting.options import Option

__all__ = [
    "Amendment",
    "AmendmentSponsorship",
    "AmendmentText",
    "Appeal",
    "Attachment",
    "Ballot",
    "Case",
    "Comment",
    "CommentSupport",
    "Consent",
    "Decision",
    "Delegation",
    "Endorsement",
    "Instruction",
    "MachineRequest",
    "Mention",
    "Option",
    "PlenaryCall",
    "Position",
    "Proposal",
    "Recusal",
    "Report",
    "Reshaping",
    "Revision",
    "RollChallenge",
    "RollEntry",
    "SearchEntry",
    "Sponsorship",
    "Statement",
    "Tally",
    "Translation",
    "Vote",
]
