"""Which addresses may be subscribed, and which machines may be reached: none of ours, and none behind our walls.

The server sends from inside: an address that leads to the loopback, to a private network or to the cloud's own services
would let a subscriber knock there by our hand.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = (443, 8443)
VISIBLE = re.compile(r"[!-~]+\Z")
# A name of the DNS whose last part is no number: `0x7f000001`, `2130706433` and `127.1` are addresses in disguise.
NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")

IPv4, IPv6 = ipaddress.IPv4Address, ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Of the sixth version nothing else has been given out to anybody who could be reached.
UNICAST = ipaddress.IPv6Network("2000::/3")
TUNNELS = (ipaddress.IPv6Network("2001::/32"), ipaddress.IPv6Network("2002::/16"))

NO_ADDRESS, NOT_SECURE, CREDENTIALS = "no_address", "not_secure", "credentials"
PORT, HOST, FRAGMENT = "port", "host", "fragment"


@dataclass(frozen=True)
class Place:
    """Where an address leads: with TLS or without, to which host and port, and what is asked for there."""

    is_secure: bool
    host: str
    port: int
    target: str

    @property
    def header(self) -> str:
        """The host as it is named to the server, without the port that goes without saying."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_secure else 80) else f"{host}:{self.port}"


class BadAddressError(Exception):
    """An address to which nothing is sent; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_address(address: str, *, is_private_allowed: bool) -> Place:
    """The parts of an address. With `is_private_allowed` also `http`, any port, and a host of our own network.

    Raises `BadAddressError` for what is no address, is not `https`, holds a name and a password or a fragment, has
    another port than 443 and 8443, or names no public host.
    """
    if not VISIBLE.match(address) or "\\" in address:
        raise BadAddressError(NO_ADDRESS)
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise BadAddressError(NO_ADDRESS) from error
    if parts.scheme not in ("https", "http") or not host:
        raise BadAddressError(NO_ADDRESS)
    is_secure = parts.scheme == "https"
    if not is_secure and not is_private_allowed:
        raise BadAddressError(NOT_SECURE)
    if "@" in parts.netloc:
        raise BadAddressError(CREDENTIALS)
    if "#" in address:
        raise BadAddressError(FRAGMENT)
    port = (443 if is_secure else 80) if port is None else port
    if port == 0 or (port not in PORTS and not is_private_allowed):
        raise BadAddressError(PORT)
    if not _is_host(host, is_private_allowed=is_private_allowed):
        raise BadAddressError(HOST)
    return Place(is_secure, host, port, f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")


def _is_host(host: str, *, is_private_allowed: bool) -> bool:
    """Whether it is a name or a public address; what a name leads to is asked anew at each delivery."""
    if NAME.match(host):
        return "." in host or is_private_allowed
    return is_private_allowed or is_public(host) if _is_numeric(host) else False


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return "%" not in host


def is_public(address: str) -> bool:
    """Whether the numeric address is one of the internet: no loopback, private, local or multicast one, not even
    wrapped in an address of the sixth version.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4):
        return found.is_global and not found.is_multicast and not found.is_reserved
    if found.scope_id:
        return False
    if found.ipv4_mapped:
        return is_public(str(found.ipv4_mapped))
    if found in NAT64:
        return is_public(str(IPv4(int(found) & 0xFFFFFFFF)))
    return found.is_global and found in UNICAST and not any(found in tunnel for tunnel in TUNNELS)
