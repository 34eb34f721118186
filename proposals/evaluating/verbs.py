"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "evaluate_proposal": _("{body} evaluated proposal {proposal} in revision {revision} (evaluation {evaluation})."),
}
