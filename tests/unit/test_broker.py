"""Whoever has lost the broker is back soon after it is, and never gives up."""

import pytest
from kombu.exceptions import OperationalError
from kombu.utils import functional

from config.celery import app

CLOSED = "redis://127.0.0.1:1/0"


@pytest.mark.parametrize("made", ["connection_for_read", "connection_for_write"])
def test_a_broker_that_is_away_is_tried_every_three_seconds(made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functional, "sleep", lambda _seconds: None)
    pauses: list[float] = []
    with getattr(app, made)(CLOSED) as connection, pytest.raises(OperationalError):
        connection.ensure_connection(lambda _error, pause: pauses.append(pause), 6)
    assert pauses == [1, 2, 3, 3, 3, 3]


def test_it_is_tried_for_as_long_as_it_takes() -> None:
    assert app.conf.broker_connection_max_retries is None
