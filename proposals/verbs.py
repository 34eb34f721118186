"""The verbs of every room, for the ledger to find."""

from ledger.verbs import register

from .amending import verbs as amending
from .answering import verbs as answering
from .consulting import verbs as consulting
from .deliberation import verbs as deliberation
from .drafting import verbs as drafting
from .importing import verbs as importing
from .letters import verbs as letters
from .moderation import verbs as moderation
from .positions import verbs as positions
from .reshaping import verbs as reshaping
from .translating import verbs as translating
from .voting import verbs as voting
from .webhooks import verbs as webhooks
from .witnessing import verbs as witnessing

ROOMS = (
    *(drafting, amending, translating, reshaping, deliberation, moderation),
    *(voting, consulting, importing, positions, letters, answering, witnessing, webhooks),
)
for room in ROOMS:
    register(room.SENTENCES)
