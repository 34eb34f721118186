"""The models of the rooms, for Django to find."""

from .inviting.models import InvitationLine, InvitationList
from .mandates.models import REHEARSAL, Accession, Council, Mandate, Office, PendingAct, Seat, Standing
from .mandates.silence import Silence
from .movements.models import Contribution, Country, Invitation, Membership, Movement
from .rounds.models import Round, Theme, Window
from .rulebook.models import Rulebook

__all__ = [
    "REHEARSAL",
    "Accession",
    "Contribution",
    "Council",
    "Country",
    "Invitation",
    "InvitationLine",
    "InvitationList",
    "Mandate",
    "Membership",
    "Movement",
    "Office",
    "PendingAct",
    "Round",
    "Rulebook",
    "Seat",
    "Silence",
    "Standing",
    "Theme",
    "Window",
]
