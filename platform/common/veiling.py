"""What no log may say, covered where it would be written: whoever reads the logs of a platform for activists must
neither learn who they are nor be able to act as them.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from structlog.typing import EventDict

# Bounded, as addresses are: unbounded repeats would cost a second for a path of twenty thousand signs.
EMAIL = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"'.]{1,63}(?:\.[^\s@<>\"'.]{1,63}){1,8}")
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
# Whoever holds such an address may do what it is for, so it is no business of whoever reads the logs.
TOKEN = re.compile(
    r"/(calendars|unsubscribe|invitations|follow/confirm|follow/end|confirm-email|password/reset/key)/[^/\s?\"']{8,}"
)
# A user and a password in the address of a server.
CREDENTIALS = re.compile(r"://[^/\s@\"']{0,200}:[^/\s@\"']{1,200}@")
# A database quotes the row that it refuses, the password's mark and all. It stands at the end of an exception's words.
QUOTED = re.compile(r"DETAIL:.*?(?=\n\n(?:The above|During handling)|\nTraceback|\Z)", re.DOTALL)
PERSONAL = {"email", "name", "ip", "remote_addr", "user", "person", "password", "code", "token", "phone"}
# Of the environment: what is a secret as it stands, and the addresses that hold one.
SECRET_NAME = re.compile(r"(?:KEY|KEY_FALLBACKS|TOKEN|PASSWORD)\Z")
URL_NAME = re.compile(r"_URL\Z")
SHORTEST_SECRET = 8


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """The secrets that a process was told, the longest first. What is shorter than eight signs may be any word."""
    found: set[str] = set()
    for name, value in environment.items():
        if SECRET_NAME.search(name):
            found.update(value.split())
        elif URL_NAME.search(name):
            for address in value.split(";"):
                found.update(_password_of(address.strip()))
    return sorted((one for one in found if len(one) >= SHORTEST_SECRET), key=len, reverse=True)


def _password_of(address: str) -> Iterable[str]:
    try:
        password = urlsplit(address).password or ""
    except ValueError:
        return ()
    return {password, unquote(password)}


def _covered(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    text = QUOTED.sub("DETAIL: [row]", text)
    text = CREDENTIALS.sub("://[credentials]@", TOKEN.sub(r"/\1/[token]", text))
    return ADDRESS.sub("[address]", EMAIL.sub("[e-mail]", text))


def _veil(value: object, secrets: Iterable[str]) -> object:
    """The value as the log may have it: whatever is no number is read as text, or some object would say it instead."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _veil(inner, secrets) for key, inner in value.items() if str(key) not in PERSONAL}
    if isinstance(value, list | tuple | set | frozenset):
        return [_veil(inner, secrets) for inner in value]
    return _covered(value if isinstance(value, str) else repr(value), secrets)


def veil(environment: Mapping[str, str] = os.environ) -> Callable[[Any, str, EventDict], EventDict]:
    """The processor that drops fields that speak of a person, and covers in all others, tracebacks included, addresses,
    tokens, rows that a database quotes, and whatever secret the process was told.
    """
    secrets = secrets_of(environment)

    def covering(logger: Any, method: str, event: EventDict) -> EventDict:
        return {key: _veil(value, secrets) for key, value in event.items() if key not in PERSONAL}

    return covering
