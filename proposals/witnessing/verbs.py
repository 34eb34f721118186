"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "send_heads": _("The head of {size} sealed entries was sent to {people} people who hold a mandate."),
}
