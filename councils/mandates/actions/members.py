"""Who belongs to a movement: invited, given a role, gone. It stands in this room because secretaries may do it too."""

import secrets
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, refuse
from common.locks import Lock, exclude
from common.words import Moment
from councils.mandates.membership import why_not_active, why_not_manage
from councils.movements.models import Invitation, Membership, Movement
from councils.movements.queries import hash_of, live_invitations, members_at
from councils.wellformed import Fields
from ledger.record import record

INVITATION_LASTS = timedelta(days=14)
MOST_INVITATIONS, MOST_TO_ONE_ADDRESS, WITHIN = 200, 3, timedelta(days=1)
LONGEST_NAME = 120
COORDINATOR = Membership.Role.COORDINATOR


def why_not_invite_more(movement: Movement, at: datetime) -> DomainError | None:
    """Nobody sends mail without end through us: what was withdrawn was sent all the same, and counts for a day."""
    unanswered = movement.invitations.filter(accepted_at__isnull=True)
    if unanswered.filter(Q(expires_at__gt=at) | Q(invited_at__gt=at - WITHIN)).count() < MOST_INVITATIONS:
        return None
    sentence = gettext_lazy("%(most)s invitations wait, or were sent within a day. Wait until some are answered.")
    return Conflict("too_many_invitations", sentence, data={"most": MOST_INVITATIONS})


def why_not_invite_again(movement: Movement, address: str, at: datetime) -> DomainError | None:
    """Nor to one stranger. Each movement counts its own: what others send to an address is not for it to learn."""
    sent = movement.invitations.filter(email=address, invited_at__gt=at - WITHIN)
    if sent.count() < MOST_TO_ONE_ADDRESS:
        return None
    sentence = gettext_lazy("This address was sent %(most)s invitations within a day. Wait a day before the next.")
    return Conflict("too_many_letters", sentence, data={"most": MOST_TO_ONE_ADDRESS})


def why_not_lose(membership: Membership, at: datetime) -> DomainError | None:
    """A movement is never left without a coordinator."""
    others = members_at(membership.movement, at).filter(role=COORDINATOR).exclude(pk=membership.pk)
    if membership.role != COORDINATOR or others.exists():
        return None
    sentence = gettext_lazy("%(movement)s would be left without a coordinator. Name another first.")
    return Conflict("last_coordinator", sentence, data={"movement": membership.movement.name})


def why_not_member(membership: Membership) -> DomainError | None:
    """A membership ends once."""
    if membership.ends_at is None:
        return None
    return Conflict("membership_over", gettext_lazy("This membership is over already."))


def invite_member(*, movement: Movement, email: str, actor: User, role: str = "member") -> Invitation:
    """Invite an address by a link that works once, for 14 days; an earlier link to the same address stops working.

    Its token stands nowhere but in the letter, and on the returned object as `token`. Refused: all but coordinators
    and secretaries, suspended movements, members, and more letters to one address, or in all, than a day has.
    """
    with transaction.atomic():
        exclude(Lock.MOVEMENT, movement.pk)
        now = clock.now()
        refuse(why_not_manage(actor, movement, now), why_not_active(movement))
        fields = Fields()
        address = fields.email("email", email)
        role = fields.one_of("role", role, Membership.Role.values)
        fields.refuse()
        if members_at(movement, now).filter(person__email__iexact=address).exists():
            raise Conflict("member_already", gettext_lazy("This person belongs to the movement already."))
        refuse(why_not_invite_again(movement, address, now))
        live_invitations(movement, now).filter(email=address).update(expires_at=now)
        refuse(why_not_invite_more(movement, now))
        invitation = write_invitation(movement, address, role, inviter=actor, actor=actor, now=now)
    return invitation


def write_invitation(
    movement: Movement, address: str, role: str, *, inviter: User, actor: User | None, now: datetime
) -> Invitation:
    """The invitation itself, its entry, and its letter. `inviter` is whom people turn to about it;
    `actor` None is the operator, who invites in their name when a council is founded.
    """
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        movement=movement,
        email=address,
        role=role,
        token_hash=hash_of(token),
        invited_by=inviter,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    invitation.token = token
    _tell("invite_member", movement, actor, now, {"role": role})
    _send(invitation)
    return invitation


def enrol_member(*, movement: Movement, name: object, actor: User) -> Membership:
    """Take in somebody who has no e-mail address, by name. They sign in by a code on paper, where one is handed out.

    Refused: all but coordinators and secretaries, suspended movements, and somebody without a name.
    """
    with transaction.atomic():
        exclude(Lock.MOVEMENT, movement.pk)
        now = clock.now()
        refuse(why_not_manage(actor, movement, now), why_not_active(movement))
        fields = Fields()
        called = fields.text("name", name, LONGEST_NAME)
        fields.refuse()
        person = User.objects.create_without_line(called)
        membership = Membership.objects.create(movement=movement, person=person, starts_at=now)
        _tell("enrol_member", movement, actor, now, {"holder": person.mark("")})
    return membership


def _send(invitation: Invitation) -> None:
    link = settings.SITE_URL.rstrip("/") + reverse("invitation", args=[invitation.token])
    letter = {"movement": invitation.movement, "link": link, "until": Moment(invitation.expires_at)}
    subject = _("You are invited to %(movement)s") % {"movement": invitation.movement.name}
    body = render_to_string("councils/mail/invitation.txt", letter)
    headers = {"Expires": format_datetime(invitation.expires_at)}
    EmailMessage(subject, body, None, [invitation.email], headers=headers).send()


def withdraw_invitation(*, invitation: Invitation, actor: User) -> Invitation:
    """Make a link stop working. Refused: all but coordinators and secretaries, and a link accepted or expired."""
    with transaction.atomic():
        exclude(Lock.MOVEMENT, invitation.movement_id)
        invitation = Invitation.objects.select_for_update(of=["self"]).select_related("movement").get(pk=invitation.pk)
        now = clock.now()
        refuse(why_not_manage(actor, invitation.movement, now))
        if invitation.accepted_at or invitation.expires_at <= now:
            raise Conflict("invitation_over", gettext_lazy("This invitation is not waiting any more."))
        invitation.expires_at = now
        invitation.save(update_fields=["expires_at"])
        _tell("withdraw_invitation", invitation.movement, actor, now, {})
    return invitation


def change_role(*, membership: Membership, role: str, actor: User) -> Membership:
    """Name a coordinator, or make one a member again.

    Refused: all but coordinators and secretaries, suspended movements, ended memberships, and the last coordinator.
    """
    with transaction.atomic():
        exclude(Lock.MOVEMENT, membership.movement_id)
        membership = Membership.objects.select_related("movement", "person").get(pk=membership.pk)
        now, movement = clock.now(), membership.movement
        refuse(why_not_manage(actor, movement, now), why_not_active(movement), why_not_member(membership))
        fields = Fields()
        role = fields.one_of("role", role, Membership.Role.values)
        fields.refuse()
        refuse(why_not_lose(membership, now) if role != COORDINATOR else None)
        membership.role = role
        membership.save(update_fields=["role"])
        _tell("change_role", movement, actor, now, {"role": role, "holder": membership.person.mark("")})
    return membership


def name_coordinator(*, membership: Membership, actor: User) -> Membership:
    """Let a member coordinate the movement: `change_role`, by the name people call it."""
    return change_role(membership=membership, role=COORDINATOR, actor=actor)


def end_membership(*, membership: Membership, actor: User) -> Membership:
    """Leave a movement, or end somebody's membership. Mandates are the council's, and end by revocation.

    Refused: anybody but the person, coordinators and secretaries; ended memberships; the last coordinator.
    """
    with transaction.atomic():
        exclude(Lock.MOVEMENT, membership.movement_id)
        membership = Membership.objects.select_related("movement", "person").get(pk=membership.pk)
        now = clock.now()
        is_own = membership.person_id == actor.pk
        refuse(
            None if is_own else why_not_manage(actor, membership.movement, now),
            why_not_member(membership),
            why_not_lose(membership, now),
        )
        write_end(membership, actor, now)
    return membership


def write_end(membership: Membership, actor: User, now: datetime) -> None:
    """The end itself and its entry, of a membership whose movement the caller holds."""
    membership.ends_at = max(now, membership.starts_at)
    membership.save(update_fields=["ends_at"])
    _tell("end_membership", membership.movement, actor, now, {"holder": membership.person.mark("")})


def _tell(verb: str, movement: Movement, actor: User | None, now: datetime, data: dict[str, object]) -> None:
    """A movement's own affairs are no council's. No address stands in the ledger."""
    told = {"movement": movement.name, **data}
    on_behalf_of, subject = movement.slug, movement.get_absolute_url()
    record(verb, council=None, actor=actor, on_behalf_of=on_behalf_of, subject=subject, data=told, at=now)
