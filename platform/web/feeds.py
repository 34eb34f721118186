"""What a council does, for programs that follow it: Atom (RFC 4287) and JSON Feed 1.1, in sentences of its language.

The feed holds the newest acts of the settled ledger. Older ones stand in archives (RFC 5005) that are never changed:
what is settled keeps its place for good, so archive 1 is the first acts of the council, and only full ones are shown.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from common.api.conditional import seal
from common.languages import say
from common.proof.canonical import instant_text
from common.zones import zone_or_none
from councils.models import Council
from ledger.models import Entry

from .log import Line, lines_of
from .rivers import council_at

SIZE = 50
HISTORY = "http://purl.org/syndication/history/1.0"
JSON_FEED = "https://jsonfeed.org/version/1.1"
ATOM = "application/atom+xml"
# What no XML can hold, whatever stands in a title that somebody wrote.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Longer than any transaction of an act may last.
SETTLING = timedelta(minutes=1)


@dataclass(frozen=True)
class Part:
    """Acts of a council, newest first: the feed itself (`archive` None) or one of its `full` archives."""

    council: Council
    entries: Sequence[Entry]
    archive: int | None
    full: int

    @property
    def newer(self) -> int | None:
        """The next archive; none after the last, which the feed itself follows."""
        return self.archive + 1 if self.archive and self.archive < self.full else None

    @property
    def older(self) -> int | None:
        """The archive before this one."""
        return (self.full if self.archive is None else self.archive - 1) or None

    @property
    def updated_at(self) -> datetime:
        """When the last of these acts was done; a council without any was founded."""
        return max((entry.at for entry in self.entries), default=self.council.founded_at)


@dataclass(frozen=True)
class Item:
    """One act in words. `id` is the same at whatever address the site is read."""

    id: str
    url: str
    api_url: str
    entry: Entry
    line: Line


def part_of(council: Council, archive: int | None) -> Part | None:
    """The feed or one of its archives; None for one that is not full, or not yet."""
    settled = Entry.objects.settled().filter(council_id=council.pk).order_by("transaction_id", "id")
    full = settled.count() // SIZE
    if archive is None:
        return Part(council, list(settled.reverse()[:SIZE]), None, full)
    if not 1 <= archive <= full:
        return None
    keys = settled.values("pk")[(archive - 1) * SIZE : archive * SIZE]
    entries = Entry.objects.filter(pk__in=keys).order_by("-transaction_id", "-id")
    return Part(council, list(entries), archive, full)


def language_of(council: Council) -> str:
    """The first language of the council that the site speaks completely."""
    spoken = (code for code in council.languages if code in settings.COMPLETE_LANGUAGES)
    return next(spoken, settings.LANGUAGE_CODE)


def name_of(council: Council, *path: object) -> str:
    """A name for good (RFC 4151), by the host of `SITE_URL` and the day of the founding."""
    day = f"{council.founded_at:%Y-%m-%d}"
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{day}:{'/'.join(map(str, ('councils', council.slug, *path)))}"


def items_of(part: Part, site: str) -> Iterator[Item]:
    """The acts in words, in the active language."""
    log = reverse("ledger", args=[part.council.slug])
    for entry, line in zip(part.entries, lines_of(part.entries), strict=True):
        page = entry.subject if entry.subject.startswith("/") else log
        name = name_of(part.council, "ledger", entry.pk)
        yield Item(name, site + page, site + reverse("api:entry", args=[entry.pk]), entry, line)


class CouncilFeed(Atom1Feed):
    """Atom with the links between the parts of a long feed."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:fh": HISTORY}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["is_archive"]:
            handler.addQuickElement("fh:archive")
        for rel, address in self.feed["links"].items():
            handler.addQuickElement("link", "", {"rel": rel, "type": ATOM, "href": address})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("link", "", {"rel": "via", "type": "application/json", "href": item["api_url"]})

    def latest_post_date(self) -> datetime:
        return self.feed["updated_at"]


@require_safe
def atom(request: HttpRequest, slug: str, archive: int | None = None) -> HttpResponse:
    """The feed of a council, or one of its archives, as Atom."""
    return _answer(request, slug, archive, _atom)


@require_safe
def json_feed(request: HttpRequest, slug: str, archive: int | None = None) -> HttpResponse:
    """The same as JSON Feed."""
    return _answer(request, slug, archive, _json)


def _answer(
    request: HttpRequest, slug: str, archive: int | None, write: Callable[[Part, str], HttpResponse]
) -> HttpResponse:
    council = council_at(slug)
    if council is not None and council.is_rehearsal:
        raise Http404
    part = part_of(council, archive) if council else None
    if council is None or part is None:
        raise Http404
    language = language_of(council)
    with translation.override(language), timezone.override(zone_or_none(council.time_zone)):
        response = write(part, f"{request.scheme}://{request.get_host()}")
    response["Content-Language"] = language
    # An act that was begun before another can settle after it: an instant that is younger than both may not answer
    # "unchanged" to who asks by it alone.
    if part.updated_at <= council.instant - SETTLING:  # type: ignore[attr-defined] # annotated by council_at
        response["Last-Modified"] = http_date(part.updated_at.timestamp())
    return seal(request, response)


def _atom(part: Part, site: str) -> HttpResponse:
    council, here = part.council, f"{site}{_address('feed_atom', part, part.archive)}"
    feed = CouncilFeed(
        title=_writable(say(council.name)),
        link=site + council.get_absolute_url(),
        description=None,
        subtitle=_writable(say(council.description)) or None,
        language=translation.get_language(),
        author_name=_writable(str(council)),
        feed_url=here,
        feed_guid=name_of(council, "ledger"),
        updated_at=part.updated_at,
        is_archive=part.archive is not None,
        links=_links(part, site),
    )
    for item in items_of(part, site):
        feed.add_item(
            title=_writable(item.line.sentence),
            link=item.url,
            description=None,  # type: ignore[arg-type] # the title says all, and no summary is written without one
            author_name=_writable(item.line.movement) or None,
            unique_id=item.id,
            pubdate=item.entry.at,
            updateddate=item.entry.at,
            categories=[item.entry.verb],
            api_url=item.api_url,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _links(part: Part, site: str) -> dict[str, str]:
    """The ways to the other parts, as RFC 5005 calls them."""
    found = {"prev-archive": part.older, "next-archive": part.newer}
    links = {rel: site + _address("feed_atom", part, archive) for rel, archive in found.items() if archive}
    return links if part.archive is None else {"current": site + _address("feed_atom", part, None), **links}


def _json(part: Part, site: str) -> HttpResponse:
    council = part.council
    told = {
        "version": JSON_FEED,
        "title": say(council.name),
        "description": say(council.description),
        "home_page_url": site + council.get_absolute_url(),
        "feed_url": site + _address("feed_json", part, part.archive),
        "language": translation.get_language(),
        "authors": [{"name": str(council), "url": site + council.get_absolute_url()}],
        "items": [_told(item) for item in items_of(part, site)],
    }
    if part.older:
        told["next_url"] = site + _address("feed_json", part, part.older)
    return JsonResponse(told, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def _told(item: Item) -> dict[str, object]:
    told: dict[str, object] = {
        "id": item.id,
        "url": item.url,
        "content_text": item.line.sentence,
        "date_published": instant_text(item.entry.at),
        "tags": [item.entry.verb],
        "_minga": {"about": "https://jsonfeed.org/version/1.1#extensions", "api_url": item.api_url},
    }
    return {**told, "authors": [{"name": item.line.movement}]} if item.line.movement else told


def _address(route: str, part: Part, archive: int | None) -> str:
    return reverse(route, args=[part.council.slug, *([archive] if archive else [])])


def _writable(text: str) -> str:
    return UNWRITABLE.sub("\ufffd", text)
