"""The verbs of every room, for the ledger to find."""

from ledger.verbs import register

from .amending import verbs as amending
from .answering import verbs as answering
from .assisting import verbs as assisting
from .consulting import verbs as consulting
from .deliberation import verbs as deliberation
from .drafting import verbs as drafting
from .evaluating import verbs as evaluating
from .importing import verbs as importing
from .letters import verbs as letters
from .meetings import verbs as meetings
from .moderation import verbs as moderation
from .positions import verbs as positions
from .referring import verbs as referring
from .reshaping import verbs as reshaping
from .translating import verbs as translating
from .voting import verbs as voting
from .webhooks import verbs as webhooks
from .witnessing import verbs as witnessing

ROOMS = (
    *(drafting, amending, translating, evaluating, reshaping, deliberation, moderation),
    *(voting, consulting, importing, positions, letters, answering, referring, witnessing, webhooks),
    meetings,
    assisting,
)
for room in ROOMS:
    register(room.SENTENCES)
