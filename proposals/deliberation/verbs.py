"""How the public log tells the acts of this room. Texts are told by their hashes: the log outlives what is hidden."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "comment_proposal": _("{speaker} commented on proposal {proposal} (SHA-256: {sha256})."),
    "edit_comment": _("{speaker} edited a comment on proposal {proposal} (SHA-256: {sha256})."),
    "support_comment": _("{speaker} supports comment {comment} on proposal {proposal}."),
    "withdraw_support": _("{speaker} no longer supports comment {comment} on proposal {proposal}."),
    "endorse_proposal": _("{seat} endorsed proposal {proposal}."),
    "withdraw_endorsement": _("{seat} no longer endorses proposal {proposal}."),
    "retract_comment": _("{speaker} retracted a comment on proposal {proposal}."),
}
