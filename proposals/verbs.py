"""The verbs of every room, for the ledger to find."""

from ledger.verbs import register

from .deliberation import verbs as deliberation
from .drafting import verbs as drafting
from .moderation import verbs as moderation
from .positions import verbs as positions
from .voting import verbs as voting

for room in (drafting, deliberation, moderation, voting, positions):
    register(room.SENTENCES)
