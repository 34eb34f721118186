"""Answers the sign-up page, which knows no movements: is this link good, for which address, where is it taken up."""

from django.urls import reverse

from accounts.adapter import register_invitations
from common import clock
from councils.movements.actions import why_not_accept
from councils.movements.queries import invitation_of


class MovementInvitations:
    """The invitations of movements, as `accounts.adapter.Invitations` asks for them."""

    def email_of(self, token: str) -> str | None:
        """The invited address, while the link works."""
        invitation = invitation_of(token)
        if invitation is None or why_not_accept(invitation, clock.now()):
            return None
        return invitation.email

    def page_of(self, token: str) -> str:
        """Where the person takes it up, once they are signed in."""
        return reverse("invitation", args=[token])


register_invitations(MovementInvitations())
