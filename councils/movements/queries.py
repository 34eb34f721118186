"""Who belongs to a movement, and whether a link still invites."""

import hashlib
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User

from .models import Invitation, Membership, Movement


def members_at(movement: Movement, at: datetime) -> QuerySet[Membership]:
    """The memberships of the movement in force at `at`, coordinators first."""
    here = Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return Membership.objects.filter(here, movement=movement).order_by("role", "starts_at", "id")


def coordinates(person: User, movement: Movement, at: datetime) -> bool:
    """Whether the person coordinates the movement at `at`."""
    return members_at(movement, at).filter(person=person, role=Membership.Role.COORDINATOR).exists()


def live_invitations(movement: Movement, at: datetime) -> QuerySet[Invitation]:
    """Invitations that can still be accepted at `at`, the latest first."""
    return movement.invitations.filter(accepted_at__isnull=True, expires_at__gt=at).order_by("-invited_at", "-id")


def hash_of(token: str) -> str:
    """What is kept of a token: whoever reads the database cannot accept with it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """The invitation behind a link, whatever became of it."""
    return Invitation.objects.select_related("movement").filter(token_hash=hash_of(token)).first()
