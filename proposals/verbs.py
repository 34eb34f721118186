"""The verbs of every room, for the ledger to find."""

from ledger.verbs import register

from .deliberation import verbs as deliberation
from .drafting import verbs as drafting
from .positions import verbs as positions
from .reshaping import verbs as reshaping
from .voting import verbs as voting

for room in (drafting, reshaping, deliberation, voting, positions):
    register(room.SENTENCES)
