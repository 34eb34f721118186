"""One POST to an address of somebody else: to a machine that was looked at first, within a time, and no further.

The name is resolved here, every address that it leads to is looked at, and the connection is made to exactly the one
that was: an HTTP library would resolve the name again, and could be told another address then (docs/decisions/0067).
Of the answer only the head is read. A redirection is an answer like any other, and nobody follows it.
"""

import re
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import closing

from .addresses import BadAddressError, Place, is_public, read_address

SECONDS = 10.0
LARGEST_HEAD = 8_192
PIECE = 4_096
STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n")
END = re.compile(rb"\r?\n\r?\n")

REFUSED, UNKNOWN, PRIVATE = "address", "unknown_host", "private"
UNREACHABLE, SLOW, CERTIFICATE, GARBAGE = "unreachable", "slow", "certificate", "garbage"


class NotSentError(Exception):
    """There was no answer. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Deadline:
    """How long all of it may take, however slowly the other side speaks."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def of(self, connection: socket.socket) -> socket.socket:
        """The connection, whose next step ends with the deadline."""
        connection.settimeout(self.left())
        return connection

    def left(self) -> float:
        """The seconds that are left; raises `TimeoutError` when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def post(
    address: str, headers: Mapping[str, str], body: bytes, *, is_private_allowed: bool, seconds: float = SECONDS
) -> int:
    """Send the body and return the status of the answer; raises `NotSentError` when there is none."""
    deadline = Deadline(seconds)
    try:
        place = read_address(address, is_private_allowed=is_private_allowed)
        found = _looked_at(place, is_private_allowed=is_private_allowed)
        with closing(_connected(place, found, deadline)) as connection:
            _send(connection, _request(place, headers, body), deadline)
            return _status(connection, deadline)
    except BadAddressError as error:
        raise NotSentError(REFUSED) from error
    except TimeoutError as error:
        raise NotSentError(SLOW) from error
    except ssl.SSLError as error:
        raise NotSentError(CERTIFICATE) from error
    except OSError as error:
        raise NotSentError(UNREACHABLE) from error


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, as the machine's resolver has them now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for *_kind, address in found))


def trust() -> ssl.SSLContext:
    """Which certificates are believed: those that the machine believes, for the host that was asked for."""
    return ssl.create_default_context()


def _looked_at(place: Place, *, is_private_allowed: bool) -> list[str]:
    """The addresses of the host. One private address among them spoils all: the next answer could be that one."""
    try:
        found = resolve(place.host, place.port)
    except (OSError, UnicodeError) as error:
        raise NotSentError(UNKNOWN) from error
    if not found:
        raise NotSentError(UNKNOWN)
    if not is_private_allowed and not all(is_public(address) for address in found):
        raise NotSentError(PRIVATE)
    return found


def _connected(place: Place, addresses: Sequence[str], deadline: Deadline) -> socket.socket:
    """A connection to the first of the addresses that answers, with TLS for the host by its name."""
    connection = _first(addresses, place.port, deadline)
    if not place.is_secure:
        return connection
    try:
        return trust().wrap_socket(deadline.of(connection), server_hostname=place.host)
    except BaseException:
        connection.close()
        raise


def _first(addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    """Numbers, so that nothing is resolved a second time. All but the last have half of the time that is left."""
    *others, last = addresses
    for address in others:
        try:
            return socket.create_connection((address, port), timeout=deadline.left() / 2)
        except OSError:
            continue
    return socket.create_connection((last, port), timeout=deadline.left())


def _request(place: Place, headers: Mapping[str, str], body: bytes) -> bytes:
    told = {"Host": place.header, **headers, "Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"POST {place.target} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _send(connection: socket.socket, content: bytes, deadline: Deadline) -> None:
    left = memoryview(content)
    while left:
        left = left[deadline.of(connection).send(left) :]


def _status(connection: socket.socket, deadline: Deadline) -> int:
    """The status of the first answer that is one; what a server says before it (1xx) is passed over."""
    head = b""
    while len(head) <= LARGEST_HEAD:
        if end := END.search(head):
            told = STATUS.match(head)
            if told is None:
                raise NotSentError(GARBAGE)
            if int(told[1]) >= 200:
                return int(told[1])
            head = head[end.end() :]
            continue
        piece = deadline.of(connection).recv(PIECE)
        if not piece:
            break
        head += piece
    raise NotSentError(GARBAGE)
