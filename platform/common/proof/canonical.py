"""Canonical JSON (RFC 8785) and its SHA-256: one value, one sequence of bytes, one hash. Pure."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The bytes of `value` by RFC 8785; refuses integers beyond 2^53, which belong in strings."""
    return rfc8785.dumps(value)


def sha256(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical form of `value`."""
    return sha256(canonical(value))


def instant_text(instant: datetime) -> str:
    """An instant as published things write it: ISO 8601 in UTC, `2027-01-31T12:00:00Z`."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
