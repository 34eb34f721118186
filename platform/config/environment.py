"""What a deployment must be told, asked before any setting is read, so that the answer is a sentence for each fault."""

import ipaddress
import math
import os
import re
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from urllib.parse import urlsplit

# What `.env.example`, the demonstration and the makers of frameworks write where a secret belongs.
PLACEHOLDERS = ("change-me", "changeme", "demonstration-", "insecure")
SECRET_LENGTH, SECRET_VARIETY = 50, 5
TOKEN_LENGTH = 20
PORTS = 65535
RATE = re.compile(r"0*[1-9][0-9]{0,8}/(?:s|sec|second|m|min|minute|h|hour|d|day)\Z")
SIGNING_KEY = re.compile(r"[0-9a-f]{64}\Z")
# A letter's own mark of up to 40 signs is added to it, and mail servers take 64.
MAILBOX = re.compile(r"[a-z0-9._-]{1,20}\Z", re.IGNORECASE)
PUSH_KEY = re.compile(r"[A-Za-z0-9_-]{43}\Z")
CONTACT = re.compile(r"(?:mailto:[^@\s]+@[^@\s]+|https://\S+)\Z")
ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+\Z")
AGE_KEY = re.compile(r"age1[02-9ac-hj-np-z]{58}\Z")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

POSTGRES = ("postgres", "postgresql")
REDIS = ("redis", "rediss", "unix")
BROKERS = (*REDIS, "sentinel", "amqp", "amqps")
MAIL = ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail", "dummymail")

Question = Callable[[str], str | None]


def _secret(value: str) -> str | None:
    if len(value) < SECRET_LENGTH or len(set(value)) < SECRET_VARIETY:
        return f"is too easy to guess: at least {SECRET_LENGTH} characters, {SECRET_VARIETY} of them different"
    return None


def _signing_key(value: str) -> str | None:
    return None if SIGNING_KEY.match(value) else "must be 64 hexadecimal digits, as `manage.py make_signing_key` prints"


def _push_key(value: str) -> str | None:
    return None if PUSH_KEY.match(value) else "must be 43 signs of base64, as `manage.py make_push_key` prints"


def _contact(value: str) -> str | None:
    return None if CONTACT.match(value) else "must begin with mailto: or https://"


def _address(*schemes: str) -> Question:
    def ask(value: str) -> str | None:
        try:
            parts = urlsplit(value)
            parts.port  # noqa: B018 - reading it is how its number is checked
        except ValueError as error:
            return f"is no address ({error})"
        if parts.scheme not in schemes:
            return f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}"
        return None

    return ask


def _database(value: str) -> str | None:
    trouble = _address(*POSTGRES)(value)
    if trouble is None and not urlsplit(value).path.strip("/"):
        return "names no database"
    return trouble


def _redis(value: str) -> str | None:
    if trouble := _address(*REDIS)(value):
        return trouble
    scheme, _, path, *_ = urlsplit(value)
    is_numbered = scheme == "unix" or re.fullmatch(r"/?[0-9]*/?", path)
    return None if is_numbered else "must end with the number of a database, or with nothing"


def _files(value: str) -> str | None:
    if trouble := _address("s3", "s3+http")(value):
        return trouble
    parts = urlsplit(value)
    is_whole = parts.username and parts.password and parts.hostname and re.fullmatch(r"/[a-z0-9.-]{3,63}/?", parts.path)
    return None if is_whole else "must be s3://KEY:SECRET@host/bucket"


def _broker(value: str) -> str | None:
    """Sentinels stand one after another, with `;` between them."""
    troubles = filter(None, map(_address(*BROKERS), value.split(";")))
    return next(troubles, None)


def _number(kind: type[int] | type[float], least: float = 0.1, most: float = math.inf) -> Question:
    def ask(value: str) -> str | None:
        try:
            number = kind(value)
        except ValueError:
            return "must be a number"
        if not math.isfinite(number):
            return "must be a number"
        return "is too small" if number < least else "is too large" if number > most else None

    return ask


def _listening(value: str) -> str | None:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return "must be an address of this machine, such as 127.0.0.1 or 0.0.0.0"
    return None


def _folder(value: str) -> str | None:
    return None if value.startswith("/") else "must be the whole path of a folder"


def _mailbox(value: str) -> str | None:
    box, _at, host = value.rpartition("@")
    is_one = MAILBOX.match(box) and "." in host.strip(".") and not set(host) & set(" <>@+")
    return None if is_one else "must be one address, such as bounces@council.example, of at most 20 signs before the @"


def _addresses(value: str) -> str | None:
    found = [address.strip() for address in value.split(",") if address.strip()]
    return None if all(ADDRESS.match(address) for address in found) else "must be e-mail addresses, parted by commas"


def _token(value: str) -> str | None:
    return None if len(value) >= TOKEN_LENGTH else f"is too easy to guess: at least {TOKEN_LENGTH} characters"


def _rate(value: str) -> str | None:
    return None if RATE.match(value) else "must be a number of requests in a period, such as 600/min"


def _switch(value: str) -> str | None:
    return None if value.lower() in ("true", "false") else "must be true or false"


def _secrets(value: str) -> str | None:
    return next(filter(None, map(_secret, value.split())), None)


def _sender(value: str) -> str | None:
    return None if ADDRESS.match(parseaddr(value)[1]) else "must be an address, such as Minga <minga@council.example>"


def _text(_value: str) -> str | None:
    """Whatever another program hands out."""
    return None


def _age_keys(value: str) -> str | None:
    return None if all(map(AGE_KEY.match, value.split())) else "must be public keys of age (age1…), parted by spaces"


def _level(value: str) -> str | None:
    return None if value in LEVELS else f"must be one of {', '.join(LEVELS)}"


def _hosts(value: str) -> str | None:
    hosts = [host.strip() for host in value.split(",") if host.strip()]
    if any("/" in host for host in hosts):
        return "holds names alone, without a scheme or a path"
    return None if hosts else "names no host"


def _origins(value: str) -> str | None:
    found = [origin.strip() for origin in value.split(",") if origin.strip()]
    return None if all("://" in origin for origin in found) else "must be full origins, such as https://council.example"


REQUIRED: dict[str, Question] = {
    "SECRET_KEY": _secret,
    "ALLOWED_HOSTS": _hosts,
    "DATABASE_URL": _database,
    "REDIS_URL": _redis,
    "EMAIL_URL": _address(*MAIL),
}
OPTIONAL: dict[str, Question] = {
    "SECRET_KEY_FALLBACKS": _secrets,
    "TWO_FACTOR_FOR_OFFICES": _switch,
    "REAUTHENTICATION": _switch,
    "DATABASE_OWNER_URL": _database,
    "DATABASE_REPLICA_URL": _database,
    "DATABASE_REPLICA_LAG": _number(float, least=2),
    "DATABASE_POOL": _number(int),
    "BROKER_URL": _broker,
    "BROKER_MASTER": _text,
    "HEARTBEAT_URL": _address("https", "http"),
    "DEFAULT_FROM_EMAIL": _sender,
    "KEEP_NOTICES_DAYS": _number(int, least=1),
    "KEEP_DELIVERIES_DAYS": _number(int, least=1),
    "KEEP_ENDED_DAYS": _number(int, least=1),
    "NEW_ACCOUNT_DAYS": _number(int, least=0),
    "NEW_ACCOUNT_COMMENTS": _number(int, least=0),
    "MOST_LINKS": _number(int, least=0),
    "REPEATED_BY": _number(int, least=2),
    "SWEEP_SECONDS": _number(float),
    "SEAL_SECONDS": _number(float),
    "SIGNING_KEY": _signing_key,
    "PROXIES": _number(int, least=0),
    "METRICS_TOKEN": _token,
    "API_RATE": _rate,
    "HOST": _listening,
    "PORT": _number(int, most=PORTS),
    "WEB_WORKERS": _number(int),
    "WEB_THREADS": _number(int),
    "SITE_URL": _address("https", "http"),
    "BOUNCE_ADDRESS": _mailbox,
    "VAPID_PRIVATE_KEY": _push_key,
    "VAPID_CONTACT": _contact,
    "TRANSLATION_URL": _address("https", "http"),
    "TRANSLATION_API_KEY": _text,
    "OPERATORS": _addresses,
    "PUBLISH_ROOT": _folder,
    "MEDIA_ROOT": _folder,
    "STATIC_ROOT": _folder,
    "BALLOT_KEYS_DIR": _folder,
    "FILES_URL": _files,
    "SENTRY_DSN": _address("https", "http"),
    "POSTGRES_BIN": _folder,
    "BACKUP_TO": _age_keys,
    "WEBHOOKS_PRIVATE": _switch,
    "LOG_LEVEL": _level,
    "CSRF_TRUSTED_ORIGINS": _origins,
}


def refusals(environment: Mapping[str, str]) -> list[str]:
    """What stands against starting, in words that name the setting and never its value."""
    found = []
    for name, ask in (REQUIRED | OPTIONAL).items():
        value = environment.get(name, "").strip()
        if not value:
            if name in REQUIRED:
                found.append(f"{name} is not set")
        elif any(placeholder in value.lower() for placeholder in PLACEHOLDERS):
            found.append(f"{name} still holds a demonstration value")
        elif trouble := ask(value):
            found.append(f"{name} {trouble}")
    return found or _together(environment)


def _together(environment: Mapping[str, str]) -> list[str]:
    """What one setting asks of another."""
    told = {
        name: environment.get(name, "").strip() for name in ("ALLOWED_HOSTS", "SITE_URL", "BROKER_URL", "BROKER_MASTER")
    }
    found = []
    if told["ALLOWED_HOSTS"].startswith("*") and not told["SITE_URL"]:
        found.append("SITE_URL is not set, and ALLOWED_HOSTS names no host that links could lead to")
    if told["BROKER_URL"].startswith("sentinel://") and not told["BROKER_MASTER"]:
        found.append("BROKER_MASTER is not set, and Sentinels are asked for a master by its name")
    return found


def refuse_to_start() -> None:
    """End the process with one line; a traceback would hide what has to be done."""
    if wrong := refusals(os.environ):
        raise SystemExit(f"Minga cannot start: {'; '.join(wrong)}. Every setting is explained in .env.example.")
