"""How the public log tells the acts of this room. What only a public proposal may tell is shown as a dash before."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "begin_proposal": _("{seat} began proposal {proposal} (SHA-256 of its text: {sha256})."),
    "revise_proposal": _("{seat} saved revision {revision} of proposal {proposal} (SHA-256: {sha256})."),
    "describe_proposal": _("{seat} said what proposal {proposal} is about and what it asks for."),
    "invite_sponsor": _("{seat} invited {invited} to sponsor proposal {proposal}."),
    "answer_sponsorship": _("{seat} answered the invitation to sponsor proposal {proposal}: {answer}."),
    "submit_proposal": _("{seat} submitted proposal {proposal} in revision {revision} (SHA-256: {sha256})."),
    "admit_proposal": _("Proposal {proposal} of {movement} was admitted; its decision class is: {class}."),
    "return_proposal": _("Proposal {proposal} was returned to {movement}, with reasons."),
    "withdraw_proposal": _("{seat} withdrew proposal {proposal}: {reason}"),
    "attach_file": _("{seat} attached a file to proposal {proposal} (SHA-256: {sha256})."),
    "remove_attachment": _("{seat} removed a file from proposal {proposal} (SHA-256: {sha256})."),
}
