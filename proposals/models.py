"""The models of the rooms, for Django to find."""

from .amending.models import Amendment, AmendmentSponsorship, AmendmentText, PlenaryCall
from .answering.following.models import FollowUp
from .answering.models import Response, ResponseFile, Transmittal
from .answering.rating_models import Rating
from .assisting.assembly_models import AssemblyWord
from .assisting.code_models import AccessCode, CodeBatch
from .assisting.models import PaperReading
from .calendars.models import CalendarKey
from .consulting.models import Consultation, ConsultationAnswer, ConsultedMovement
from .deliberation.models import Comment, CommentSupport, Endorsement, Mention, StanceCount
from .drafting.models import Attachment, Proposal, Revision, Sponsorship
from .evaluating.models import Evaluation
from .letters.models import Letter, LetterSignature
from .meetings.models import AgendaItem, Attendance, Meeting, Minutes, MinutesFile
from .moderation.models import Appeal, Case, Decision, Report
from .positions.models import Package, Position, RenderingTry, Rendition, Signature, Tally
from .referring.models import Referral, ReferralDocument
from .reshaping.models import Consent, Reshaping
from .search.models import SearchEntry
from .translating.models import MachineRequest, Translation
from .voting.delegating.models import Delegation
from .voting.imported import ImportedVotes
from .voting.instructing.models import Instruction
from .voting.lots import Lot, LotCommitment
from .voting.models import Ballot, RollEntry, Vote
from .voting.options import Option
from .voting.secrecy.models import BallotKey, Envelope, OpenedChoice, Participation
from .voting.settling_models import Recusal, RollChallenge
from .voting.statement_models import Statement
from .webhooks.models import Delivery, Webhook
from .witnessing.models import HeadMail

__all__ = [
    "AccessCode",
    "AgendaItem",
    "Amendment",
    "AmendmentSponsorship",
    "AmendmentText",
    "Appeal",
    "AssemblyWord",
    "Attachment",
    "Attendance",
    "Ballot",
    "BallotKey",
    "CalendarKey",
    "Case",
    "CodeBatch",
    "Comment",
    "CommentSupport",
    "Consent",
    "Consultation",
    "ConsultationAnswer",
    "ConsultedMovement",
    "Decision",
    "Delegation",
    "Delivery",
    "Endorsement",
    "Envelope",
    "Evaluation",
    "FollowUp",
    "HeadMail",
    "ImportedVotes",
    "Instruction",
    "Letter",
    "LetterSignature",
    "Lot",
    "LotCommitment",
    "MachineRequest",
    "Meeting",
    "Mention",
    "Minutes",
    "MinutesFile",
    "OpenedChoice",
    "Option",
    "Package",
    "PaperReading",
    "Participation",
    "PlenaryCall",
    "Position",
    "Proposal",
    "Rating",
    "Recusal",
    "Referral",
    "ReferralDocument",
    "RenderingTry",
    "Rendition",
    "Report",
    "Reshaping",
    "Response",
    "ResponseFile",
    "Revision",
    "RollChallenge",
    "RollEntry",
    "SearchEntry",
    "Signature",
    "Sponsorship",
    "StanceCount",
    "Statement",
    "Tally",
    "Translation",
    "Transmittal",
    "Vote",
    "Webhook",
]
