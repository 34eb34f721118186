"""What a person does with their own membership: take an invitation up, and say whether their name may be shown."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid, refuse
from common.words import Moment
from councils.lastword import last_word
from ledger.record import record

from .models import Invitation, Membership, Movement
from .queries import hash_of


def why_not_accept(invitation: Invitation, at: datetime) -> DomainError | None:
    """A link works once, and until it expires."""
    if invitation.accepted_at:
        return Conflict("invitation_used", _("This invitation has been accepted already."))
    if invitation.expires_at > at:
        return None
    sentence = _("This invitation expired on %(expired_at)s. Ask the movement for another.")
    return Conflict("invitation_expired", sentence, data={"expired_at": Moment(invitation.expires_at)})


def why_not_invited(invitation: Invitation, person: User) -> DomainError | None:
    """An invitation is for one address: whoever gets hold of a forwarded link does not enter a movement with it."""
    if person.email.lower() == invitation.email.lower():
        return None
    return Forbidden(
        "invited_other_address",
        _("This invitation is for another e-mail address than yours. Ask the movement to invite you at your address."),
    )


def accept_invitation(*, token: str, person: User) -> Membership:
    """Become a member of the movement that sent the link. Two at once have one effect.

    Refused: a link that is unknown, used, expired or for another address, and whoever belongs to the movement already.
    """
    with transaction.atomic():
        invitations = Invitation.objects.select_for_update(of=["self"]).select_related("movement")
        invitation = invitations.filter(token_hash=hash_of(token)).first()
        now = clock.now()
        if invitation is None:
            raise Invalid("invitation_unknown", _("This is not the link of an invitation. Open it as you received it."))
        refuse(why_not_invited(invitation, person), why_not_accept(invitation, now))
        member_already = Conflict(
            "member_already",
            _("You belong to %(movement)s already."),
            data={"movement": invitation.movement.name},
        )
        with last_word({"membership_once_at_a_time": member_already}):
            membership = Membership.objects.create(
                movement=invitation.movement, person=person, role=invitation.role, starts_at=now
            )
        invitation.accepted_at, invitation.accepted_by = now, person
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        _tell("accept_invitation", invitation.movement, person, now, {"role": invitation.role})
    return membership


def show_name(*, membership: Membership, is_named: bool, actor: User) -> Membership:
    """Consent to one's name being shown in public beside this movement's, or take that back. Refused: anybody else."""
    with transaction.atomic():
        membership = Membership.objects.select_for_update(of=["self"]).select_related("movement").get(pk=membership.pk)
        refuse(_why_not_own(membership, actor))
        membership.is_named = is_named
        membership.save(update_fields=["is_named"])
        _tell("show_name", membership.movement, actor, clock.now(), {"state": "shown" if is_named else "hidden"})
    return membership


def _why_not_own(membership: Membership, actor: User) -> DomainError | None:
    if membership.person_id == actor.pk:
        return None
    return Forbidden("not_your_name", _("Only the person may say whether their name is shown."))


def _tell(verb: str, movement: Movement, actor: User, now: datetime, data: dict[str, object]) -> None:
    told = {"movement": movement.name, **data}
    on_behalf_of, subject = movement.slug, movement.get_absolute_url()
    record(verb, council=None, actor=actor, on_behalf_of=on_behalf_of, subject=subject, data=told, at=now)
