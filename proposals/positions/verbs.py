"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "count_ballot": _("Ballot {ballot} was counted. By the binding rule, {rule}, the outcome is: {outcome}."),
    "publish_position": _("Position {reference} was published (SHA-256 {sha256})."),
}
