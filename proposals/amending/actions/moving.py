"""The states of an amendment. One function writes them all."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict
from proposals import stages

from ..models import Amendment


def move_amendment(
    amendment: Amendment, verb: str, at: datetime, *, reason: str = "", person: User | None = None
) -> None:
    """Write the state to which `verb` leads, who decided it (None: the worker) and why. The proposal's row is locked by
    the caller.

    The one place where a state is written: a trigger refuses it to any transaction that has not said whose it moves.
    """
    sources, target = stages.AMENDMENT_MOVES[verb]
    if amendment.state not in sources:
        raise Conflict("no_such_move", _("This cannot be done with the amendment in the state in which it is."))
    amendment.state, amendment.state_reason = target, reason
    amendment.decided_by, amendment.decided_at, amendment.changed_at = person, at, at
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('minga.moving_amendment', %s, true)", [str(amendment.pk)])
        amendment.save(update_fields=["state", "state_reason", "decided_by", "decided_at", "changed_at"])
        cursor.execute("SELECT set_config('minga.moving_amendment', '', true)")
