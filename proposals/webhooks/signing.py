"""Signatures of what is sent, as Standard Webhooks 1.0.0 has them: HMAC-SHA256 of id, time and body.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"
# The specification asks for 24 to 64.
SECRET_BYTES = 32


def make_secret() -> str:
    """A new secret in the form in which libraries of the standard take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of the standard for a message that is sent at `at`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    stamp = str(int(at.timestamp()))
    mark = hmac.new(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }
