"""What accounts hold of a person."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.holdings import Rows, hold
from common.retaining import older, retain

from .browsers import forget_browsers
from .sending import KEPT_FOR

hold(
    "account",
    _("Account"),
    _("How you are called, your language and time zone, when you joined and when you last signed in."),
    Rows("accounts.User", "pk", "id name email language time_zone date_joined last_login is_active"),
    left_out=_("Your password: we have no more than a mark by which it is recognised."),
)
hold(
    "addresses",
    _("E-mail addresses"),
    _("The addresses to which codes and letters go, and whether you have shown that they are yours."),
    Rows("account.EmailAddress", "user", "email verified primary"),
)
hold(
    "factors",
    _("Second factors"),
    _("Which you have set up, and when each was last used."),
    Rows("mfa.Authenticator", "user", "type created_at last_used_at"),
    left_out=_("The keys of second factors, and the codes on paper that stand in for them."),
)
hold(
    "browsers",
    _("Browsers"),
    _("Where you are signed in: the browser in words, and of its address the network alone."),
    Rows("accounts.Browser", "person", "program system network began_at seen_at"),
    left_out=_("The keys of sessions: whoever has one is signed in as you."),
)
hold(
    "forms",
    _("Forms that arrived"),
    _("That a form was sent, and where it led, so that what comes twice is carried out once. Its words are not kept."),
    Rows("accounts.Sending", "person", "place made_at"),
)

retain(
    "browsers",
    _("Sessions and the list of browsers: %(days)s days after a browser was last seen."),
    settings.SESSION_COOKIE_AGE // (24 * 60 * 60),
    forget_browsers,
)
retain(
    "forms",
    _("That a form arrived: %(days)s days."),
    KEPT_FOR.days,
    older("accounts.Sending", "made_at"),
)
