"""The letters: of a question whether an address wants to follow, of a position, of a day."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.languages import say
from common.words import Moment
from councils.models import Council
from ledger.models import Entry
from web.log import lines_of

from .models import Follower, Following, Letter
from .news import followings_of, news_of
from .tokens import confirming_url, ending_url

# What a letter tells; the rest stands in the public ledger.
MOST_LINES = 50


@dataclass(frozen=True)
class Told:
    """One entry in words, when it was done, and where it leads."""

    at: str
    sentence: str
    movement: str
    url: str


def name_of(following: Following) -> str:
    """What is followed, in the active language: on a page and in a letter."""
    council = say(following.council.name) or following.council.slug
    if following.proposal is None:
        return council
    return _("proposal %(number)d of %(council)s") % {"number": following.proposal.number, "council": council}


def send_confirmation(following: Following, token: str) -> None:
    """The letter with the link. Nobody asked for it who has not shown so yet, so it says little, and of us alone."""
    with translation.override(following.language):
        words = {"name": name_of(following), "link": confirming_url(token), "until": Moment(following.expires_at)}
        subject = _("Do you want to follow %(name)s?") % {"name": words["name"]}
        headers = {"Expires": format_datetime(following.expires_at)}
        _mail(following.follower, subject, "confirm", words, headers).send()


def letter_of(letter: Letter) -> EmailMessage | None:
    """The letter in the language that was chosen; None when its reader follows none of it any more."""
    with translation.override(letter.follower.language):
        made = _of_entry(letter, letter.entry) if letter.entry else _of_days(letter)
    return made


def _of_entry(letter: Letter, entry: Entry) -> EmailMessage | None:
    if not followings_of(entry).filter(follower=letter.follower_id).exists():
        return None
    [told] = told_of([entry])
    council = Council.objects.get(pk=entry.council_id or 0)
    subject = _("%(council)s has published a position") % {"council": say(council.name)}
    return _news(letter, subject, "position", {"told": told, "council": say(council.name)})


def _of_days(letter: Letter) -> EmailMessage | None:
    news = news_of(letter.follower, letter.since or 0, letter.until or 0)
    entries = list(news.order_by("-transaction_id", "-id")[: MOST_LINES + 1])
    if not entries:
        return None
    count = len(entries) if len(entries) <= MOST_LINES else news.count()
    subject = ngettext("%(n)d act of what you follow", "%(n)d acts of what you follow", count) % {"n": count}
    parts = _by_council(entries[:MOST_LINES])
    return _news(letter, subject, "digest", {"parts": parts, "more": max(0, count - MOST_LINES)})


def _by_council(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    councils = {one.pk: one for one in Council.objects.filter(pk__in={entry.council_id for entry in entries})}
    site = settings.SITE_URL.rstrip("/")
    return [
        {
            "council": say(council.name),
            "told": told_of([entry for entry in entries if entry.council_id == pk]),
            "ledger": site + reverse("ledger", args=[council.slug]),
        }
        for pk, council in councils.items()
    ]


def told_of(entries: Sequence[Entry]) -> list[Told]:
    """The entries in words, in the active language: the sentences of the public log, and nothing beside them."""
    site, told = settings.SITE_URL.rstrip("/"), []
    for entry, line in zip(entries, lines_of(entries), strict=True):
        url = site + entry.subject if entry.subject.startswith("/") else ""
        told.append(Told(str(Moment(entry.at)), line.sentence, line.movement, url))
    return told


def _news(letter: Letter, subject: str, name: str, words: dict[str, Any]) -> EmailMessage:
    """With what ends it, in the head of the letter for programs (RFC 8058) and at its foot for people."""
    end = ending_url(letter.follower)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mark = hashlib.sha256(f"{end} {letter.cause}".encode()).hexdigest()[:32]
    headers = {
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": f"<{mark}@{host}>",
    }
    return _mail(letter.follower, subject, name, {**words, "end": end}, headers)


def _mail(follower: Follower, subject: str, name: str, words: dict[str, Any], headers: dict[str, str]) -> EmailMessage:
    body = render_to_string(f"following/mail/{name}.txt", words)
    # A name that somebody wrote may have lines, and a subject may not.
    line = " ".join(subject.split())
    return EmailMessage(line, body, None, [follower.email], headers={"Auto-Submitted": "auto-generated", **headers})
