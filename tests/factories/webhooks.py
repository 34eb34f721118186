"""A receiver of webhooks that answers as a test wants, on a port of its own."""

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import factory
from factory.django import DjangoModelFactory

from ledger.models import horizon
from proposals.models import Webhook
from proposals.webhooks.signing import make_secret

from .councils import NOW, CouncilFactory, PersonFactory


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    def is_signed(self, secret: str) -> bool:
        """Checked as the specification says, by nobody's library."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        content = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        mark = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return f"v1,{mark}" in self.headers["webhook-signature"].split(" ")


class Receiver:
    """A subscriber's server. `answer` is the status, or says by itself what is done with a request."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answer: int | Callable[[BaseHTTPRequestHandler], None] = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.received.append(Received(self.path, headers, body))
                if callable(receiver.answer):
                    receiver.answer(self)
                    return
                self.send_response(receiver.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}/hook"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.received]


@contextmanager
def receiving() -> Iterator[Receiver]:
    made = Receiver()
    try:
        yield made
    finally:
        made.http.shutdown()
        made.http.server_close()


class WebhookFactory(DjangoModelFactory):
    """An active webhook, to which everything goes that is not settled yet."""

    class Meta:
        model = Webhook

    council = factory.SubFactory(CouncilFactory)
    subscriber = factory.Sequence(lambda n: f"Observatorio {n}")
    address = factory.Sequence(lambda n: f"https://receiver{n}.example/minga?key=private")
    secret = factory.LazyFunction(make_secret)
    asked_by = factory.SubFactory(PersonFactory)
    asked_at = NOW
    consented_by = factory.SubFactory(PersonFactory)
    consented_at = NOW
    cursor_transaction = factory.LazyFunction(horizon)


def in_state(state: str, **facts: Any) -> Webhook:
    """A webhook in one of its states."""
    if state in ("waiting", "refused"):
        facts |= {"consented_by": None, "consented_at": None}
    if state == "refused":
        facts |= {"refused_by": PersonFactory(), "refused_at": NOW, "reason": "No", "secret": ""}
    if state == "ended":
        facts |= {"ended_by": PersonFactory(), "ended_at": NOW, "reason": "Fin", "secret": ""}
    return WebhookFactory(**facts)
