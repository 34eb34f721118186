"""The letter that a notice is: in the reader's language, as text and as HTML, with a way out that asks for no sign-in.

Its Message-ID is made of the act and of the reader, so that one that came twice is recognised, and all letters about
one thing stand in one thread.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import ngettext

from accounts.models import User
from common.zones import zone_or_none
from ledger.models import Entry

from .models import Notice
from .registry import KINDS, announcement_of, words_of
from .senders import envelope_sender

SALT = "notices.unsubscribe"
LONGEST_SUBJECT = 120
EVERYTHING = "all"


def unsubscribe_token(person: User, kind: str) -> str:
    """What stands in the address by which the reader declines this kind, or all: whoever holds it can do that alone."""
    return signing.dumps([person.pk, person.mark("unsubscribe"), kind], salt=SALT, compress=True)


def read_token(token: str) -> tuple[User, str] | None:
    """Whose the token is and which kind it declines; None for one not made here, or of somebody who is gone."""
    try:
        identifier, mark, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(pk=identifier).first()
    if person is None or person.mark("unsubscribe") != mark or kind not in {*KINDS, EVERYTHING}:
        return None
    return person, kind


def letter_of(notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """The letter of these notices of one person: of one alone, or a digest."""
    person = notices[0].person
    with as_read_by(person):
        items = _items([notice.entry for notice in notices])
        is_digest = notices[0].is_digest
        kind = EVERYTHING if is_digest else announcement_of(notices[0].entry).kind.name
        way_out = settings.SITE_URL + reverse("unsubscribe", args=[unsubscribe_token(person, kind)])
        context = {
            "person": person,
            "items": items,
            "is_digest": is_digest,
            "way_out": way_out,
            "kind": None if is_digest else KINDS[kind].label,
            "preferences": settings.SITE_URL + reverse("notice_preferences"),
            "language": translation.get_language(),
        }
        letter = EmailMultiAlternatives(
            _subject(items, is_digest=is_digest),
            render_to_string("notices/mail/notice.txt", context),
            envelope_sender(notices[0]),
            [person.email],
            headers=_headers(notices, way_out),
        )
        letter.attach_alternative(render_to_string("notices/mail/_notice.html", context), "text/html")
        for notice in notices:
            _attach(letter, notice.entry)
    return letter


def _attach(letter: EmailMultiAlternatives, entry: Entry) -> None:
    """What goes with the act as a file, as the bytes that it is."""
    announcement = announcement_of(entry)
    attached = announcement.attach(entry) if announcement.attach else None
    if attached is not None:
        part = MIMEBase("text", attached.subtype)
        for name, value in attached.parameters.items():
            part.set_param(name, value)
        part.set_payload(attached.content)
        encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=attached.name)
        letter.attach(part)


@contextmanager
def as_read_by(person: User) -> Iterator[None]:
    """Words in the person's language, and instants in their zone."""
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_or_none(person.time_zone)):
        yield


def _items(entries: Sequence[Entry]) -> list[dict[str, str]]:
    """The acts as a letter shows them: what happened, and where to read on."""
    return [
        {"words": words, "url": settings.SITE_URL + entry.subject if entry.subject else ""}
        for entry, words in zip(entries, words_of(entries), strict=True)
    ]


def _subject(items: Sequence[dict[str, str]], *, is_digest: bool) -> str:
    if is_digest:
        words = ngettext("Minga: %(n)d thing that happened", "Minga: %(n)d things that happened", len(items))
        return words % {"n": len(items)}
    words = " ".join(items[0]["words"].split())
    return Truncator(f"Minga: {words}").chars(LONGEST_SUBJECT)


def _headers(notices: Sequence[Notice], way_out: str) -> dict[str, str]:
    first = notices[0]
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    mark = first.person.mark("letters")
    kind = "digest" if first.is_digest else "notice"
    headers = {
        # The letter may come back to another address than that of its sender (`senders`).
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": f"<{kind}-{first.entry_id}-{mark}@{host}>",
        "List-Unsubscribe": f"<{way_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    if not first.is_digest and first.entry.subject:
        thread = f"<thread-{sha256(first.entry.subject.encode()).hexdigest()[:24]}@{host}>"
        headers |= {"References": thread, "In-Reply-To": thread}
    return headers
