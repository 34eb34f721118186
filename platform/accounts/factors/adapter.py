"""How the sign-in library keeps second factors here: encrypted, named in our words, the QR code drawn by our own."""

import logging

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User

from .sealing import seal, unseal

logger = logging.getLogger("minga.accounts")


class FactorAdapter(DefaultMFAAdapter):
    """The library's hooks."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": gettext_lazy("Set up a second factor first."),
        "incorrect_code": gettext_lazy("This is not right. Take the newest code and try again."),
        "unverified_email": gettext_lazy("First show that your e-mail address is yours: ask for a code and enter it."),
        "unreadable": gettext_lazy(
            "The site cannot read your second factor. Use another one, or ask whoever runs the site to take it away."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Before it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Refused, in a sentence: what no key of ours made, because a former key was dropped too early."""
        try:
            return unseal(encrypted_text)
        except InvalidToken as error:
            logger.error("a second factor cannot be read: is a former key missing in SECRET_KEY_FALLBACKS?")
            raise self.validation_error("unreadable") from error

    def build_totp_svg(self, url: str) -> str:
        """Black on white in every scheme: not every phone reads the reverse."""
        return segno.make(url, error="m", micro=False).svg_inline(
            omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr"
        )

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """What a passkey is called whose owner gave it no name."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site, as the browser's own window calls it."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Minga"}
