"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "write_letter": _("{movement} wrote letter {letter}, to be signed until {closes_at} (goal: {goal})."),
    "sign_letter": _("{movement} signed letter {letter}."),
    "withdraw_signature": _("{movement} took its signature of letter {letter} back."),
    "withdraw_letter": _("{movement} withdrew letter {letter}: {reason}"),
    "close_letter": _("Letter {letter} closed with {signed} signatures (goal: {goal}): {outcome}."),
}
