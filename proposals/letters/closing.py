"""The close of a letter: it is sent with the signatures that stand, or lapses with too few."""

from django.db import transaction

from common import clock
from common.locks import Lock, exclude

from .actions import tell
from .models import Letter

State = Letter.State


def close_letter(letter: Letter) -> bool:
    """Count the signatures at the close and say what becomes of the letter. False when it is not due, or done already.

    The exclusive lock waits for every signature that entered in time; whoever comes later reads the clock after it.
    Each addressee is sent it in a step of its own (`proposals.answering`), as a position is.
    """
    with transaction.atomic():
        exclude(Lock.LETTER, letter.pk)
        letter.refresh_from_db(fields=["state", "closes_at"])
        at = clock.now(letter.council_id)
        if letter.state != State.OPEN or at < letter.closes_at:
            return False
        letter.signed = letter.signatures.filter(withdrawn_at__isnull=True).count()
        letter.state = State.SENT if letter.signed >= letter.goal else State.LAPSED
        letter.closed_at = letter.changed_at = at
        letter.save(update_fields=["signed", "state", "closed_at", "changed_at"])
        tell("close_letter", letter, None, None, at, signed=letter.signed, goal=letter.goal, outcome=letter.state)
    return True
