"""What a deployment must be told, asked before any setting is read, so that the answer is a sentence for each fault."""

import os
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

# What `.env.example`, the demonstration and the makers of frameworks write where a secret belongs.
PLACEHOLDERS = ("change-me", "changeme", "demonstration-", "insecure")
SECRET_LENGTH, SECRET_VARIETY = 50, 5
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

POSTGRES = ("postgres", "postgresql")
REDIS = ("redis", "rediss", "unix")
MAIL = ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail", "dummymail")

Question = Callable[[str], str | None]


def _secret(value: str) -> str | None:
    if len(value) < SECRET_LENGTH or len(set(value)) < SECRET_VARIETY:
        return f"is too easy to guess: at least {SECRET_LENGTH} characters, {SECRET_VARIETY} of them different"
    return None


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


def _number(kind: type[int] | type[float], least: float = 0.1) -> Question:
    def ask(value: str) -> str | None:
        try:
            return None if kind(value) >= least else "is too small"
        except ValueError:
            return "must be a number"

    return ask


def _level(value: str) -> str | None:
    return None if value in LEVELS else f"must be one of {', '.join(LEVELS)}"


def _hosts(value: str) -> str | None:
    return None if any(host.strip() for host in value.split(",")) else "names no host"


def _origins(value: str) -> str | None:
    found = [origin.strip() for origin in value.split(",") if origin.strip()]
    return None if all("://" in origin for origin in found) else "must be full origins, such as https://council.example"


REQUIRED: dict[str, Question] = {
    "SECRET_KEY": _secret,
    "ALLOWED_HOSTS": _hosts,
    "DATABASE_URL": _address(*POSTGRES),
    "REDIS_URL": _address(*REDIS),
    "EMAIL_URL": _address(*MAIL),
}
OPTIONAL: dict[str, Question] = {
    "DATABASE_OWNER_URL": _address(*POSTGRES),
    "DATABASE_POOL": _number(int),
    "SWEEP_SECONDS": _number(float),
    "PROXIES": _number(int, least=0),
    "PORT": _number(int),
    "WEB_WORKERS": _number(int),
    "WEB_THREADS": _number(int),
    "SITE_URL": _address("https", "http"),
    "TRANSLATION_URL": _address("https", "http"),
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
    return found


def refuse_to_start() -> None:
    """End the process with one line; a traceback would hide what has to be done."""
    if wrong := refusals(os.environ):
        raise SystemExit(f"Minga cannot start: {'; '.join(wrong)}. Every setting is explained in .env.example.")
