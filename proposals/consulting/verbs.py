"""How the public log tells the acts of this room. No entry says that somebody answered, and none says what."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "open_consultation": _("{asker} consults its members on ballot {ballot}, until {closes_at}."),
    "count_consultation": _(
        "The consultation of {asker} on ballot {ballot} closed: {answered} of {members} members answered (SHA-256 of "
        "the counts: {sha256})."
    ),
    "cancel_consultation": _("The consultation of {asker} on ballot {ballot} was cancelled: {reason}"),
}
