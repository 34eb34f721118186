"""Tests of notices commit: the ledger is read below its horizon. Some of them send to a real mail server."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from ledger.models import Entry
from ledger.record import record
from notices.models import Cursor
from notices.queueing import begin_walks, walk_one_chunk
from tests.api.conftest import settle


@dataclass
class Postman:
    """What a mail server answers, and what it took. `rcpt` and `data` are asked before it takes a letter."""

    taken: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    rcpt: Callable[[str], str] = lambda _address: "250 OK"
    data: Callable[[], str] = lambda: "250 OK"
    hangs_up: bool = False
    port: int = 0
    server: Any = None

    def comes(self) -> None:
        """Open the server, on the port that it had."""
        self.server = Controller(self, hostname="127.0.0.1", port=self.port)
        self.server.start()

    def goes(self) -> None:
        """Close it: nobody answers any more."""
        self.server.stop()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.hangs_up:
            server.transport.abort()
            return "421 never sent"
        answer = self.data()
        if answer.startswith("250"):
            self.senders.append(envelope.mail_from)
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type] # policy.default makes an EmailMessage
        return answer


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    """A mail server on this machine, to which the site sends."""
    made = Postman()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        made.port = probe.getsockname()[1]
    made.comes()
    settings.EMAIL_BACKEND = "notices.outbox.OutboxBackend"
    settings.POSTING_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", made.port, 5
    settings.DEFAULT_FROM_EMAIL = "Minga <minga@example.org>"
    yield made
    made.goes()


@pytest.fixture
def cursor(transactional_db: None) -> Cursor:
    """What is in the ledger already is not news."""
    settle()
    begin_walks()
    return Cursor.objects.get()


def entry(verb: str, **facts: Any) -> Entry:
    """One act, in the ledger for good."""
    facts.setdefault("council", None)
    facts.setdefault("actor", None)
    made = record(verb, **facts)
    settle()
    return made


def tell_all() -> int:
    """Carry out every walk; how many steps it took."""
    steps, until = 0, time.monotonic() + 60
    while begin_walks() or walk_one_chunk():
        steps += 1
        assert time.monotonic() < until, "it does not end"
    return steps
