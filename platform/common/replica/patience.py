"""Connections on which nobody waits for ever.

A server that died refuses or hangs up, and one that froze, or whose disk did, does neither: its statements just never
end. Nobody could be answered by the primary in its place while every thread of the web waits for the replica.
"""

from typing import Any

import psycopg
from psycopg.pq import TransactionStatus


class Impatient(psycopg.Connection):
    """A statement may take `limit` seconds, more than any of the API does; then the connection is given up, and the
    error (`psycopg.OperationalError`) has no SQLSTATE, as when the other side is gone.
    """

    limit = 5.0

    def wait(self, *args: Any, **kwargs: Any) -> Any:
        """As the parent's, and not for longer."""
        try:
            return super().wait(*args, **{**kwargs, "timeout": self.limit})
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # an answer that came now would be taken for that of the next question
            raise
