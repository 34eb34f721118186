"""What asks once more who it is: each route of signing in, moderation and keys does, or is excused with its reason."""

import pytest
from allauth.account.urls import urlpatterns as account
from django.urls import get_resolver

from accounts.again.asking import ROUTES
from accounts.factors.urls import urlpatterns as factors
from proposals.moderation.urls import urlpatterns as moderation
from proposals.webhooks.urls import urlpatterns as webhooks

EXCUSED = {
    "of somebody who is not signed in yet": {
        "account_login", "account_signup", "account_inactive", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done", "account_request_login_code",
        "account_confirm_login_code", "account_confirm_password_reset_code", "account_complete_password_reset",
        "account_password_reset_completed", "account_signup_by_passkey", "mfa_authenticate", "mfa_login_webauthn",
    },
    "asks itself, or enters the code that a form was sent after it had asked": {
        "again", "account_reauthenticate", "account_email_verification_sent", "account_confirm_email",
    },
    "takes nothing from its person but a session": {"account_logout", "browsers"},
    "shows nothing secret": {"mfa_index", "mfa_list_webauthn", "moderation_log", "case", "webhook"},
    "switched off": {"account_change_phone", "account_verify_phone"},
    "the person's own plea, which binds nobody": {"appeal_decision"},
    "opens nothing: it refuses, ends, or sends again what was sent": {
        "refuse_webhook", "end_webhook", "replay_delivery",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    "name", sorted({route.name for of in (account, factors, moderation, webhooks) for route in of})
)
def test_a_route_asks_or_is_excused(name: str) -> None:
    excused = {excuse for excuses in EXCUSED.values() for excuse in excuses}
    assert (name in ROUTES) != (name in excused)


def test_each_that_asks_exists() -> None:
    assert {name for name in ROUTES if not get_resolver().reverse_dict.getlist(name)} == set()
