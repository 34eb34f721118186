"""The sign-in library's forms in our own words: labels and hints say what to do, and none hides in a placeholder."""

from collections.abc import Mapping
from typing import ClassVar

from allauth.account import forms as library
from allauth.core import context
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .adapter import invited_email
from .models import User

ADDRESS = _("E-mail address")
PASSWORD_HINT = _("At least ten characters. A few words that only you put together are easier to keep than signs.")


class Worded(forms.Form):
    """Puts `labels` and `hints` on the fields that the library made."""

    labels: ClassVar[Mapping[str, str | Promise]] = {"email": ADDRESS, "login": ADDRESS}
    hints: ClassVar[Mapping[str, str | Promise]] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # the library's own signature, passed through
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)  # type: ignore[assignment] # a lazy text is one too
            field.help_text = self.hints.get(name, "")  # type: ignore[assignment] # as above


class Coded(Worded):
    """A code from an e-mail, typed on a keyboard of digits."""

    labels = {"code": _("Code")}
    hints = {"code": _("The eight digits of the latest e-mail.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}


class Evenly(Worded):
    """Asks for an address that somebody has as often as the library does for one that nobody has: twice, or the time
    would tell which it is.
    """

    def clean_email(self) -> str:
        """The address, as the library takes it."""
        email: str = super().clean_email()  # type: ignore[misc] # the library's, of the form beside this one
        if getattr(self, "_user", None) or getattr(self, "users", None):
            list(User.objects.filter(email=email.lower()).iterator())
        return email


class LoginForm(Worded, library.LoginForm):
    """Address and password."""

    labels = {**Worded.labels, "password": _("Password")}


class SignupForm(Worded, library.SignupForm):
    """A new account, for the invited address and no other."""

    name = forms.CharField(max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["email", "name", "password1"]
    labels = {**Worded.labels, "name": _("Your name"), "password1": _("Password")}
    hints = {
        "email": _("The address to which the invitation was sent."),
        "name": _("The people of your movement see it. In public you act under the name of your movement."),
        "password1": _("At least ten characters. Left empty, you sign in with a code sent by e-mail each time."),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # A disabled field takes its value from here, whatever the browser sends.
        self.fields["email"].disabled = True
        self.fields["email"].initial = invited_email(context.request)


class RequestLoginCodeForm(Evenly, library.RequestLoginCodeForm):
    """The address to which a sign-in code is sent."""


class ConfirmLoginCodeForm(Coded, library.ConfirmLoginCodeForm):
    """The sign-in code."""


class ConfirmEmailVerificationCodeForm(Coded, library.ConfirmEmailVerificationCodeForm):
    """The code that shows that an address is one's own."""


class ConfirmPasswordResetCodeForm(Coded, library.ConfirmPasswordResetCodeForm):
    """The code that lets one choose a new password."""


class AddEmailForm(Worded, library.AddEmailForm):
    """A new address, in place of the old one."""

    labels = {"email": _("New e-mail address")}


class ChangeEmailForm(Worded, library.ChangeEmailForm):
    """Another address, while the code to the first has not come."""


class NewPassword(Worded):
    """A new password, typed twice."""

    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(NewPassword, library.ChangePasswordForm):
    """From one password to another."""


class SetPasswordForm(NewPassword, library.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(Evenly, library.ResetPasswordForm):
    """The address to which a code for a new password is sent."""


class ResetPasswordKeyForm(NewPassword, library.ResetPasswordKeyForm):
    """A new password, after the code."""
