"""The address from which a letter goes out, and to which it comes back: it names the letter, signed.

Whoever knows no secret of ours can make none; and one that was made for an address that its reader has left behind is
nobody's any more.
"""

import hmac
import re
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import salted_hmac

from .models import Notice

SALT = "notices.bounces"
MARK_LENGTH = 20
# Mail servers may write an address in small letters; the part before the @ holds 64 signs.
TOKEN = re.compile(r"\+([1-9][0-9]{0,18})-([0-9a-f]{20})@", re.IGNORECASE)


def envelope_sender(notice: Notice) -> str | None:
    """The address to which this letter comes back; None when the site has no such address."""
    if not settings.BOUNCE_ADDRESS:
        return None
    box, _at, host = parseaddr(settings.BOUNCE_ADDRESS)[1].rpartition("@")
    return f"{box}+{notice.pk}-{_mark(notice)}@{host}"


def _mark(notice: Notice) -> str:
    person = notice.person
    said = f"{notice.pk} {person.mark('bounces')} {person.email}"
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()[:MARK_LENGTH]


def notice_of(address: str) -> Notice | None:
    """The notice of whose letter this is the sender; None for an address that was not made here, or is outlived."""
    found = TOKEN.search(address)
    if found is None:
        return None
    letters = Notice.objects.filter(channel=Notice.Channel.EMAIL).select_related("person")
    notice = letters.filter(pk=int(found[1])).first() if int(found[1]) < 2**63 else None
    return notice if notice and hmac.compare_digest(_mark(notice), found[2].lower()) else None
