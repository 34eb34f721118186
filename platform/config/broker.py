"""How Celery comes back to its broker."""

from functools import partialmethod

from celery.app.amqp import AMQP
from kombu import Connection


class Returning(Connection):
    """A connection that is tried again after one second, after two, and every three seconds then.

    Celery itself waits two seconds longer each time, half a minute in the end, so that a worker would stand idle for
    long after another Redis has taken over.
    """

    ensure_connection = partialmethod(Connection.ensure_connection, interval_start=1, interval_step=1, interval_max=3)


class Broker(AMQP):
    """What Celery asks for its connections."""

    Connection = Returning
