"""The library's forms of second factors, in our words and wary of what no browser sends."""

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.forms import Worded

# Longer than the library takes any one code for.
CODE_LIVES = 180
# What reading a credential can end in that was not made by a browser.
GARBLED = (
    ArithmeticError,
    AttributeError,
    InvalidSignature,
    LookupError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


class Once(Worded):
    """A code that is taken once: the library forgets a code before the clock has passed it by."""

    labels = {"code": _("Code")}
    user: Any

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        above: Any = super()
        code: str = above.clean_code()
        digits = "".join(sign for sign in code if sign.isalnum())
        mark = salted_hmac("accounts.factors", f"{self.user.pk} {digits}", algorithm="sha256").hexdigest()
        if not cache.add(f"second-factor:{mark}", 1, CODE_LIVES):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(Once, base.AuthenticateForm):
    """The second step of signing in."""

    hints = {"code": _("The six digits that the app on your phone shows now, or one of your codes on paper.")}


class ActivateTOTPForm(Once, totp.ActivateTOTPForm):
    """Shows that the app on the phone makes the codes that the site expects."""

    hints = {"code": _("The six digits that the app shows now.")}


class Credential(Worded):
    """What a browser says of a passkey. Refused like a wrong one: whatever cannot be read."""

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict):
            raise get_adapter().validation_error("incorrect_code")
        above: Any = super()
        if not hasattr(above, "clean_credential"):
            return credential
        try:
            return above.clean_credential()
        except GARBLED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AddPasskeyForm(Credential, webauthn.AddWebAuthnForm):
    """A passkey, by a name under which its owner finds it again."""

    name = forms.CharField(max_length=60, required=False)
    labels = {"name": _("What to call it")}
    hints = {"name": _("Such as: my phone.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Every passkey is asked to serve alone too; one that cannot still serves as a second step.
        self.fields.pop("passwordless", None)

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except GARBLED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AuthenticatePasskeyForm(Credential, webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step of signing in."""


class LoginPasskeyForm(Credential, webauthn.LoginWebAuthnForm):
    """A passkey alone, which asks for a finger, a face or a number itself."""
