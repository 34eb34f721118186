"""Second factors for tests: an app's codes, computed as the app computes them (RFC 6238)."""

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def totp(secret: str = SECRET, at: float | None = None) -> str:
    """The six digits that an app with this secret shows."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def give_factor(person: User, secret: str = SECRET) -> Authenticator:
    """An app on the person's phone, set up."""
    factor: Authenticator = TOTP.activate(person, secret).instance
    return factor


def give_codes(person: User) -> list[str]:
    """The person's codes on paper."""
    codes: list[str] = RecoveryCodes.activate(person).generate_codes()
    return codes
