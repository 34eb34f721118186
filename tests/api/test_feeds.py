"""The feeds of a council: what programs that follow it are promised, whatever people write."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.models import Council, Movement
from ledger.models import Entry
from tests.api.conftest import settle
from tests.factories.councils import CouncilFactory
from web.feeds import SIZE

pytestmark = pytest.mark.django_db(transaction=True)

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
SITE = "http://testserver"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = "]]><script>alert(1)</script>&amp;\x01\x0b\ufffe \u2028 “ñandú”"


@pytest.fixture
def council() -> Council:
    return CouncilFactory()


def acts(council: Council, count: int, **facts: Any) -> list[Entry]:
    """So many acts, the first one first, all below the horizon."""
    given = {"verb": "begin_key", "data": {"key": "a", "before": "b"}, "subject": council.get_absolute_url(), **facts}
    made = [
        Entry.objects.create(council_id=council.pk, at=AT + timedelta(minutes=number), **given)
        for number in range(count)
    ]
    settle()
    return made


def read(address: str) -> ElementTree.Element:
    answer = Client().get(address.removeprefix(SITE))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def links(feed: ElementTree.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in feed.findall(f"{ATOM}link")}


def ids(feed: ElementTree.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}id") or "" for entry in feed.findall(f"{ATOM}entry")]


def chain(address: str) -> Iterator[ElementTree.Element]:
    """A feed and the archives behind it."""
    while address:
        feed = read(address)
        yield feed
        address = links(feed).get("prev-archive", "")


def test_an_entry_has_what_the_standard_asks_for(council: Council) -> None:
    Movement.objects.create(slug="semillas", name="Semillas & Cía", kind="union", founded_at=AT)
    [act] = acts(council, 1, on_behalf_of="semillas", subject=f"{council.get_absolute_url()}seats/")
    feed = read(f"/councils/{council.slug}/feed.atom")
    assert [child.tag for child in feed][:1] == [f"{ATOM}title"]
    for name in ("title", "id", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
    assert links(feed)["self"] == f"{SITE}/councils/{council.slug}/feed.atom"
    assert feed.findtext(f"{ATOM}updated") == "2026-03-01T12:00:00+00:00"
    [entry] = feed.findall(f"{ATOM}entry")
    for name in ("title", "id", "updated", "published", "author"):
        assert len(entry.findall(f"{ATOM}{name}")) == 1, name
    assert (
        entry.findtext(f"{ATOM}id")
        == f"tag:127.0.0.1,{council.founded_at:%Y-%m-%d}:councils/{council.slug}/ledger/{act.pk}"
    )
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Semillas & Cía"
    assert links(entry) == {
        "alternate": f"{SITE}/councils/{council.slug}/seats/",
        "via": f"{SITE}/api/v1/ledger/{act.pk}/",
    }
    assert entry.find(f"{ATOM}category").attrib == {"term": "begin_key"}  # type: ignore[union-attr]


def test_it_speaks_the_language_of_the_council_and_not_the_readers(council: Council) -> None:
    acts(council, 1)
    told = {}
    for languages in (["es"], ["en", "es"], ["qu", "es"], ["qu"]):
        Council.objects.filter(pk=council.pk).update(languages=languages)
        answer = Client().get(f"/councils/{council.slug}/feed.json", headers={"Accept-Language": "en"})
        told[languages[0], len(languages)] = answer.json()
        assert answer["Content-Language"] == answer.json()["language"]
    assert [feed["language"] for feed in told.values()] == ["es", "en", "es", "es"]
    assert "is signed with the key a" in told["en", 2]["items"][0]["content_text"]
    assert "is signed" not in told["es", 1]["items"][0]["content_text"]


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_whatever_people_write_it_stays_a_feed(council: Council, kind: str) -> None:
    Council.objects.filter(pk=council.pk).update(name={"es": HOSTILE}, description={"es": HOSTILE})
    Movement.objects.create(slug="m", name=HOSTILE, kind="union", founded_at=AT)
    acts(council, 1, data={"key": HOSTILE, "before": "{key} %s"}, on_behalf_of="m", subject='/"><x>\x01')
    answer = Client().get(f"/councils/{council.slug}/feed.{kind}")
    assert answer.status_code == 200
    if kind == "atom":
        feed = ElementTree.fromstring(answer.content)
        title = feed.findtext(f"{ATOM}entry/{ATOM}title") or ""
        assert "]]><script>alert(1)</script>&amp;\ufffd\ufffd\ufffd" in title
        assert b"<script" not in answer.content
    else:
        assert HOSTILE in json.loads(answer.content)["items"][0]["content_text"]


def test_nothing_is_lost_nor_told_twice_on_the_way_through_the_archives(council: Council) -> None:
    made = acts(council, SIZE * 2 + 3)
    feeds = list(chain(f"/councils/{council.slug}/feed.atom"))
    assert [len(ids(feed)) for feed in feeds] == [SIZE, SIZE, SIZE]
    assert [feed.find(f"{HISTORY}archive") is not None for feed in feeds] == [False, True, True]
    told = {name for feed in feeds for name in ids(feed)}
    assert {name.rsplit("/")[-1] for name in told} == {str(entry.pk) for entry in made}
    assert ids(feeds[0])[0].endswith(f"/{made[-1].pk}")
    newest, second, first = map(links, feeds)
    assert "next-archive" not in newest and "current" not in newest
    assert second["current"] == first["current"] == newest["self"]
    assert first["next-archive"] == second["self"]
    assert "prev-archive" not in first and "next-archive" not in second
    before = ElementTree.tostring(feeds[1].find(f"{ATOM}entry"))  # type: ignore[arg-type] # it has fifty
    acts(council, SIZE)
    again = read(second["self"])
    assert ElementTree.tostring(again.find(f"{ATOM}entry")) == before  # type: ignore[arg-type] # as above
    assert ids(again) == ids(feeds[1])
    assert links(again)["next-archive"].endswith("/feed/3.atom")


def test_the_same_as_json_with_the_older_ones_behind_next_url(council: Council) -> None:
    acts(council, SIZE + 1)
    first = Client().get(f"/councils/{council.slug}/feed.json")
    assert first["Content-Type"] == "application/feed+json"
    feed = first.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["feed_url"], feed["next_url"]) == tuple(
        f"{SITE}/councils/{council.slug}/feed{end}.json" for end in ("", "/1")
    )
    assert all(set(item) >= {"id", "url", "content_text", "date_published"} for item in feed["items"])
    assert "next_url" not in Client().get(f"/councils/{council.slug}/feed/1.json").json()
    assert [item["id"] for item in feed["items"]] == ids(read(f"/councils/{council.slug}/feed.atom"))


@pytest.mark.parametrize("address", ["none/feed.atom", "{}/feed/1.atom", "{}/feed/0.json", f"{{}}/feed/{10**30}.atom"])
def test_what_is_not_there_is_404(council: Council, address: str) -> None:
    acts(council, 3)
    assert Client().get(f"/councils/{address.format(council.slug)}").status_code == 404


def test_who_has_read_it_is_told_so(council: Council) -> None:
    acts(council, 2)
    address = f"/councils/{council.slug}/feed.atom"
    first = Client().get(address)
    assert first["Cache-Control"] == "no-cache"
    assert first["Last-Modified"] == "Sun, 01 Mar 2026 12:01:00 GMT"
    for conditions in (
        {"If-None-Match": first["ETag"]},
        {"If-None-Match": f"W/{first['ETag']}"},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        unchanged = Client().get(address, headers=conditions)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
    acts(council, 1, data={"key": "c", "before": "a"})
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert Client().head(address).status_code == 200
    assert Client().post(address).status_code == 405


def test_a_young_act_lets_nobody_be_told_unchanged_by_the_instant(council: Council) -> None:
    Entry.objects.create(council_id=council.pk, verb="begin_key", at=datetime.now(UTC))
    settle()
    assert not Client().get(f"/councils/{council.slug}/feed.atom").has_header("Last-Modified")


def test_a_council_without_acts_has_an_empty_feed_that_stays_as_it_is(council: Council) -> None:
    told = [read(f"/councils/{council.slug}/feed.atom") for _time in range(2)]
    assert ids(told[0]) == []
    assert links(told[0]).keys() == {"alternate", "self"}
    assert ElementTree.tostring(told[0]) == ElementTree.tostring(told[1])


@pytest.mark.parametrize("address", ["feed.atom", "feed.json", "feed/1.atom"])
def test_what_it_costs_does_not_grow(council: Council, address: str) -> None:
    costs = []
    for count in (SIZE, SIZE * 3):
        acts(council, count)
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(f"/councils/{council.slug}/{address}").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 5


def test_the_page_of_the_council_points_at_both_and_anybody_may_read_them_elsewhere(council: Council) -> None:
    page = Client().get(council.get_absolute_url()).content.decode()
    assert f'<link rel="alternate" type="application/atom+xml" href="/councils/{council.slug}/feed.atom">' in page
    assert f'<link rel="alternate" type="application/feed+json" href="/councils/{council.slug}/feed.json">' in page
    answer = Client().get(f"/councils/{council.slug}/feed.json", headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
