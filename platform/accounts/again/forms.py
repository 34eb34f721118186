"""The ways to show that it is still oneself: a second factor where there is one, else what one signs in by."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.factors.forms import Credential, Once
from accounts.forms import Worded

from .letter import is_code


class PasswordForm(Worded, account.ReauthenticateForm):
    """The password."""

    labels = {"password": _("Password")}

    def save(self) -> None:
        """Note in the session that it was right."""
        record_authentication(context.request, self.user, method="password", reauthenticated=True)


class CodeForm(Once, base.ReauthenticateForm):
    """A code of the app, or one on paper."""

    hints = {"code": _("The six digits that the app on your phone shows now, or one of your codes on paper.")}


class PasskeyForm(Credential, webauthn.ReauthenticateWebAuthnForm):
    """A passkey."""


class LetterForm(Worded):
    """A code that was sent by mail."""

    code = forms.CharField(max_length=20)
    labels = {"code": _("Code")}
    hints = {"code": _("The eight digits of the latest e-mail.")}

    def __init__(self, *args: object, user: Any, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["code"].widget.attrs |= {"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not is_code(context.request, code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def save(self) -> None:
        """Note in the session that it was right."""
        record_authentication(context.request, self.user, method="code", reauthenticated=True)
