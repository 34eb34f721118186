"""How the public log tells the acts of this room. Texts are told by their hashes: the log outlives what is hidden."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "comment_proposal": _("{speaker} commented on proposal {proposal} (SHA-256: {sha256})."),
    "edit_comment": _("{speaker} edited a comment on proposal {proposal} (SHA-256: {sha256})."),
    "retract_comment": _("{speaker} retracted a comment on proposal {proposal}."),
}
