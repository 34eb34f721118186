"""What is done with a proposal, by noun. Everything else calls these."""

from .description import describe_proposal
from .files import attach_file, remove_attachment
from .moving import admit_proposal, move_proposal, return_proposal, submit_proposal, withdraw_proposal
from .sponsors import answer_sponsorship, invite_sponsor
from .text import begin_proposal, revise_proposal

__all__ = [
    "admit_proposal",
    "answer_sponsorship",
    "attach_file",
    "begin_proposal",
    "describe_proposal",
    "invite_sponsor",
    "move_proposal",
    "remove_attachment",
    "return_proposal",
    "revise_proposal",
    "submit_proposal",
    "withdraw_proposal",
]
