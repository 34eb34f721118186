"""A reader that costs as little as possible: it shares two cores with the server that it measures."""

import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from .remote import Unmeasured
from .stage import HOST

PATIENCE = 30.0
# A token is any thirty-two letters; what is measured is that it is compared.
CSRF = "minga" * 6 + "mi"


@dataclass(frozen=True)
class Answer:
    """What came over the wire; `size` counts the header as well."""

    status: int
    head: bytes
    body: bytes

    @property
    def size(self) -> int:
        return len(self.head) + len(self.body)

    def header(self, name: str) -> str:
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip().decode()
        return ""


def request(path: str, *, cookies: str = "", body: bytes | None = None, encodings: str = "") -> bytes:
    """The bytes of a request as the front server hands it on, TLS taken off."""
    method = "GET" if body is None else "POST"
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "X-Forwarded-Proto: https", "Accept-Language: es"]
    if encodings:
        lines.append(f"Accept-Encoding: {encodings}")
    if cookies:
        lines.append(f"Cookie: {cookies}")
    if body is not None:
        lines += [f"Origin: https://{HOST}", "Content-Type: application/x-www-form-urlencoded"]
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


class Line:
    """One connection that is kept open, as a front server keeps its own."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()

    def ask(self, sent: bytes) -> Answer:
        """Send one request and read its answer whole."""
        self.socket.sendall(sent)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        answer = Answer(int(head[9:12]), head + b"\r\n\r\n", body)
        if answer.header("Transfer-Encoding") == "chunked":
            return Answer(answer.status, answer.head, self._chunks(body))
        length = 0 if answer.status in (204, 304) else int(answer.header("Content-Length") or 0)
        while len(body) < length:
            body += self._more()
        return Answer(answer.status, answer.head, body)

    def _more(self) -> bytes:
        part = self.socket.recv(1 << 16)
        if not part:
            raise Unmeasured("the server closed the connection")
        return part

    def _chunks(self, data: bytes) -> bytes:
        while not data.endswith(b"0\r\n\r\n"):
            data += self._more()
        body = b""
        while data:
            size, _, data = data.partition(b"\r\n")
            body, data = body + data[: int(size, 16)], data[int(size, 16) + 2 :]
        return body


@dataclass
class Load:
    """What came of many requests at once."""

    seconds: float = 0.0
    statuses: Counter = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return sum(self.statuses.values()) / self.seconds


def load(port: int, queues: list[list[bytes]]) -> Load:
    """Each queue of requests over a connection of its own, all at the same time, each request after the last answer."""
    result, start, mutex = Load(), threading.Barrier(len(queues) + 1), threading.Lock()

    def run(queue: list[bytes]) -> None:
        seen: Counter = Counter()
        try:
            with Line(port) as line:
                start.wait()
                for sent in queue:
                    seen[line.ask(sent).status] += 1
        except (OSError, Unmeasured, ValueError) as error:
            result.trouble.append(f"{type(error).__name__}: {error}")
        with mutex:
            result.statuses += seen

    threads = [threading.Thread(target=run, args=(queue,)) for queue in queues]
    for thread in threads:
        thread.start()
    start.wait(PATIENCE)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - began
    return result


def divide(requests: list[bytes], clients: int) -> list[list[bytes]]:
    """The requests dealt out to so many clients."""
    return [requests[client::clients] for client in range(clients)]
