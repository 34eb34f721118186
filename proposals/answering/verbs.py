"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "send_transmittal": _("Position {reference} was sent to {addressee}, which is asked to answer by {due_at}."),
    "send_letter": _("Letter {reference} was sent to {addressee}, which is asked to answer by {due_at}."),
    "supersede_transmittal": _(
        "{addressee} is no longer asked to answer position {reference}: it was superseded by {later}."
    ),
    "acknowledge_transmittal": _("{addressee} acknowledged receipt of {reference}."),
    "answer_transmittal": _("{addressee} answered {reference} (answer {serial}): {response}."),
}
