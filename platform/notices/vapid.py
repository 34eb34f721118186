"""Who we are to the servers of browsers (RFC 8292): one key of the site, whose public half each browser is told."""

import base64
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

from common.reaching.addresses import Place


def public_key() -> str:
    """The public half, as a browser wants it; "" when the site tells nobody on devices."""
    return _public(settings.VAPID_PRIVATE_KEY) if settings.VAPID_PRIVATE_KEY else ""


@lru_cache(maxsize=4)
def _public(secret: str) -> str:
    point = _key(secret).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


@lru_cache(maxsize=4)
def _key(secret: str) -> Vapid02:
    return Vapid02.from_string(secret)


def signature_for(place: Place) -> dict[str, str]:
    """The header that says to the server at this place who sends, and where its people may write to us."""
    scheme = "https" if place.is_secure else "http"
    claims = {"sub": settings.VAPID_CONTACT, "aud": f"{scheme}://{place.header}"}
    return _key(settings.VAPID_PRIVATE_KEY).sign(claims)
