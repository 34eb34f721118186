"""A person lets a device tell them of what happens, or no longer; nobody else's business, and not in the ledger."""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, Invalid, refuse
from common.reaching.addresses import BadAddressError, read_address

from .devices import LONGEST_ENDPOINT, Device

# A person has a phone and a computer, or two; the oldest beyond these gives way.
MOST_DEVICES = 10
AUTH_BYTES = 16


def why_not_here() -> Conflict | None:
    """Whether the site tells anybody on devices at all."""
    if settings.VAPID_PRIVATE_KEY:
        return None
    return Conflict("no_push", _("This site sends nothing to devices."))


def why_not_device(endpoint: str, p256dh: str, auth: str) -> Invalid | None:
    """What is no subscription of a browser: an address that is not public and secure, or keys that are none."""
    try:
        if len(endpoint) > LONGEST_ENDPOINT:
            raise ValueError
        read_address(endpoint, is_private_allowed=settings.WEBHOOKS_PRIVATE)
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(p256dh))
        if len(_bytes(auth)) != AUTH_BYTES:
            raise ValueError
    except (BadAddressError, ValueError, binascii.Error):
        return Invalid("no_device", _("What your browser handed over is no address for notices."))
    return None


def _bytes(text: str) -> bytes:
    if not text.isascii() or len(text) > 100:
        raise ValueError
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def add_device(*, person: User, endpoint: str, p256dh: str, auth: str) -> Device:
    """Tell the person on this device from now on. Done twice it does nothing more; one that was somebody else's is now
    theirs, and what still waited for it is nobody's.
    """
    refuse(why_not_here(), why_not_device(endpoint, p256dh, auth))
    with transaction.atomic():
        # Two that come at once from one browser wait for each other here.
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        Device.objects.filter(endpoint=endpoint).exclude(person=person).delete()
        facts = {"p256dh": p256dh, "auth": auth, "made_at": clock.now(None)}
        device, _is_new = Device.objects.update_or_create(endpoint=endpoint, person=person, defaults=facts)
        kept = Device.objects.filter(person=person).order_by("-made_at", "-pk").values("pk")[:MOST_DEVICES]
        Device.objects.filter(person=person).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return device


def remove_device(*, person: User, number: int) -> None:
    """Tell the person nothing there any more. One that is gone, or somebody else's, is left alone."""
    Device.objects.filter(person=person, pk=number).delete()
