"""Sign-up is by invitation: whoever opened a valid one may make one account, for the invited address.

Accounts know nothing of councils, so what an invitation is, and where it is taken up, is said by the app that sends
them, which registers itself here. The token waits in the session under `invitation_token`, where the invitation's page
put it.
"""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import Any, Protocol

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from common import clock

from .browsers import end_browsers, note_browser
from .models import NO_LINE, User

# The letters of changes after which a browser that was signed in before has no claim to be.
ENDS_OTHERS = frozenset(
    [
        *(f"account/email/password_{change}" for change in ("changed", "set", "reset")),
        "account/email/email_changed",
        *(f"mfa/email/{change}" for change in ("totp_activated", "totp_deactivated")),
        *(f"mfa/email/{change}" for change in ("webauthn_added", "webauthn_removed")),
    ]
)
# What is written in place of the letter to an address that nobody has, and to whom.
UNKNOWN, IN_ITS_PLACE = "account/email/unknown_account", "account/email/login_code"
NOBODY = f"nobody{NO_LINE}"
CODE_SENT = "account/messages/login_code_sent.txt"
# Under which a request notes that a letter was written in it.
WRITTEN = "minga.letter_written"
TOKEN_KEY = "invitation_token"  # noqa: S105 - the name of the session's key


class Invitations(Protocol):
    """What the app that invites answers."""

    def email_of(self, token: str) -> str | None:
        """The invited address, if the invitation is still good; otherwise None."""

    def page_of(self, token: str) -> str:
        """The address of the invitation's page, where the person takes it up once they are signed in."""


@dataclass
class Registry:
    """The one registered answerer; without it sign-up is closed."""

    invitations: Invitations | None = None


REGISTRY = Registry()


def register_invitations(invitations: Invitations) -> None:
    """Let this app answer for invitations. Called once, when the apps are ready."""
    REGISTRY.invitations = invitations


def invited_email(request: HttpRequest) -> str | None:
    """The address of the invitation that this session holds, if it is still good."""
    token = request.session.get(TOKEN_KEY)
    return REGISTRY.invitations.email_of(token) if token and REGISTRY.invitations else None


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Opens sign-up to the invited, for the invited address, and leads whoever signs in with an invitation back to it.

    The address is still shown to be theirs by a code: an invitation's link may have been passed on by hand.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address or the password is not right."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Look at the latest e-mail."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("Too many requests. Wait a minute and try again."),
        "same_as_current": _("This is the address that you have."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, or sign in with a code sent by e-mail."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only while the session holds a good invitation."""
        return invited_email(request) is not None

    def save_user(self, request: HttpRequest, user: User, form: forms.BaseForm, commit: bool = True) -> User:
        """The new person, by their name and in the language in which they read the invitation."""
        user.name = form.cleaned_data.get("name", "").strip()
        user.language = getattr(request, "LANGUAGE_CODE", "")
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Back to the invitation that waits, if there is one."""
        token = request.session.get(TOKEN_KEY)
        if token and REGISTRY.invitations:
            return REGISTRY.invitations.page_of(token)
        return super().get_login_redirect_url(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and write down in which browser."""
        super().login(request, user)
        note_browser(request)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person what was changed of how they sign in. The library calls this at each such change, and at
        nothing else: so here the person's other browsers are signed out, whoever sits at them. It speaks the person's
        language, and not that of whoever made the change; a change of address is told to the former one.
        """
        if template_prefix in ENDS_OTHERS:
            is_own = self.request.user.is_authenticated and self.request.user.pk == user.pk
            end_browsers(user, but=self.request.session.session_key if is_own else None)
        with translation.override(user.language or translation.get_language()):
            super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """For an address that nobody has a code is written too, to nobody: it costs as much, and tells as little."""
        if template_prefix == UNKNOWN:
            template_prefix, email, context = IN_ITS_PLACE, NOBODY, {"code": self.generate_login_code()}
        self.request.META[WRITTEN] = True
        super().send_mail(template_prefix, email, context)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """The same for the next code that is asked for, of which the library only says that it was sent."""
        if message_template == CODE_SENT and WRITTEN not in request.META:
            self.send_mail(UNKNOWN, NOBODY, {})
        super().add_message(request, level, message_template, *args, **kwargs)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """As plain text, and the same words as a page. A code is sent while it serves, and not after."""
        if "code" in context:
            until = clock.now(None) + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
            headers = {**(headers or {}), "Expires": format_datetime(until)}
        letter: EmailMultiAlternatives = super().render_mail(template_prefix, email, context, headers)
        words = {"words": letter.body, "language": translation.get_language()}
        letter.attach_alternative(render_to_string("account/email/_letter.html", words), "text/html")
        return letter

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Ours, of which the library's own page leads to the first."""
        return [{"id": "again", "description": "", "url": reverse("again")}]

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same, right after the account was made."""
        return self.get_login_redirect_url(request)
