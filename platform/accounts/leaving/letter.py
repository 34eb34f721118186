"""The last word to the address of somebody who left."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Farewell:
    """Where the letter goes, "" for nowhere, and in which language: known before the account is emptied."""

    email: str
    language: str

    def send(self) -> None:
        """Send it; nothing of it is kept."""
        if not self.email:
            return
        with translation.override(self.language or translation.get_language()):
            words = _(
                "You have left. Your name, your addresses, your password and whatever else said who you are were"
                " removed from this site, and you will get no more letters from it.\n\nWhat you wrote stays without"
                " your name, and votes stay with the seat for which you cast them. Backups are overwritten in time.\n\n"
                "Whoever is invited at this address again begins as somebody new.\n\nIf it was not you who left, tell"
                " the secretariat of your council at once."
            )
            letter = EmailMultiAlternatives(
                settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + _("you have left"), words, to=[self.email]
            )
            page = {"words": words, "language": translation.get_language()}
            letter.attach_alternative(render_to_string("account/email/_letter.html", page), "text/html")
        letter.send()
