"""Nothing of a rehearsal is published: no list, no single thing, no dump, no feed, no page of strangers has a word."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from api.dumping.reading import rows
from api.urls import urlpatterns
from common.published import of_no_rehearsal, published
from councils.models import Council, Country, Movement, Office
from ledger.models import Entry, Seal, SealedEntry, SigningKey
from proposals.answering.sending import send_one_transmittal
from proposals.models import Comment, Position, Signature, Transmittal
from proposals.positions.filing import file_positions
from proposals.positions.signing import sign_one_position
from proposals.schedule import close_one_due_window
from proposals.tasks import seal
from tests.api.conftest import Record, address_of, routes, settle
from tests.factories.councils import CouncilFactory, PersonFactory

pytestmark = pytest.mark.django_db

# What is no council's, or was read without asking which.
EVERYBODYS = {"root", "schema", "docs", "countries", "movements", "keys", "seals"}
OF_NO_COUNCIL = {Country, Movement, SigningKey, Seal, Entry, Transmittal}
# Values for the parts of addresses, beside the council's: of the record, whose rounds, proposals and so on are first.
PARTS = {"year": 2026, "series": "imports", "kind": "ranking", "language": "es", "name": "votes.pb"}


def turn_into_rehearsals(councils: list[Council]) -> None:
    """What no act and no hand can do: the record of a council becomes that of a rehearsal, row by row as it is. So the
    tests of what is published know every kind of row there is, whatever can be done in a rehearsal.
    """
    original = CouncilFactory(slug="original", code="ORIG")
    with connection.cursor() as cursor:
        # A table whose references are still to be checked cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE councils_council DISABLE TRIGGER USER")
        for number, council in enumerate(councils, 1):
            facts = {"is_rehearsal": True, "rehearsal_of": original, "slug": f"mute-rehearsal-{number}"}
            facts |= {"code": f"REHEARSAL-ORIG-{number}", "name": {"es": "Consejo enmudecido"}}
            Council.objects.filter(pk=council.pk).update(**facts)
            council.refresh_from_db()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE councils_council ENABLE TRIGGER USER")


@pytest.fixture
def settled(record: Record) -> None:
    """What the ledger has can be read. Asked for before `lists`."""
    settle()


@pytest.fixture
def lists(client: Client, record: Record) -> dict[str, Any]:
    """What the lists showed while the councils were none, and the councils turned into rehearsals."""
    found = {name: client.get(f"/api/v1/{address}").json()["results"] for name, address in addresses().items()}
    turn_into_rehearsals([record.closed.council, record.opened.council])
    return found


def addresses() -> dict[str, str]:
    """Every list of what is some council's, and what the search finds."""
    plain = {str(p.name): str(p.pattern) for p in urlpatterns if p.name and not p.pattern.converters}
    return {name: way + "?q=dos" * (name == "search") for name, way in plain.items() if name not in EVERYBODYS}


def words(record: Record) -> list[str]:
    """By which anything of the record would be known."""
    texts = ["enmudecido", "REHEARSAL-ORIG", "mute-rehearsal", "De acuerdo", "Otra cosa", "No así", "Falta un país"]
    return [*texts, record.closed.ballot.proposal.revision.title]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_listed_dumped_or_sealed(
    client: Client, settled: None, lists: dict[str, Any], record: Record, settings: Any
) -> None:
    full = {name for name, found in lists.items() if found}
    assert {"councils", "seats", "rounds", "proposals", "ballots", "positions", "comments", "ledger", "popolo"} <= full
    for name, address in addresses().items():
        left = json.dumps(client.get(f"/api/v1/{address}").json()["results"])
        assert [word for word in words(record) if word in left] == [], name
    for name, filtered in (("rounds", "council"), ("ledger", "council"), ("seats", "council")):
        asked = client.get(f"/api/v1/{name}/", {filtered: record.closed.council.slug})
        assert asked.json()["results"] == [], name
    for one in (entry for entry in lists["ledger"] if entry["council"]):
        assert client.get(one["url"].removeprefix("http://testserver")).status_code == 404
    everything = list(rows("http://testserver"))
    dumped = json.dumps(everything, default=str, ensure_ascii=False)
    assert [word for word in words(record) if word in dumped] == []
    assert {"proposals", "comments", "votes", "rolls", "paragraphs"}.isdisjoint(name for name, _row in everything)
    settings.SIGNING_KEY = "55" * 32
    seal()
    sealed = set(SealedEntry.objects.values_list("entry__council_id", flat=True))
    assert {record.closed.council.pk, record.opened.council.pk}.isdisjoint(sealed)


def test_no_single_thing_is_at_its_address(client: Client, lists: dict[str, Any], record: Record) -> None:
    council = record.closed.council.slug
    for pattern in routes():
        if {"council", "slug"} & set(pattern.pattern.converters) and pattern.name not in {"country", "movement"}:
            address = address_of(pattern, {**PARTS, "council": council, "slug": council})
            assert client.get(address).status_code == 404, address
    by_number = {name: found for name, found in lists.items() if found and isinstance(found[0].get("id"), int)}
    assert {"comments", "endorsements"} <= by_number.keys()
    for name, found in by_number.items():
        for one in found:
            address = one["url"].removeprefix("http://testserver")
            assert client.get(address).status_code == 404, name


def test_a_public_page_says_nothing_of_it(client: Client, lists: dict[str, Any], record: Record) -> None:
    movement = record.closed.seats["BR"].movement.get_absolute_url()
    for address in ("/", "/councils/", "/positions/", "/search/?q=dos", "/search/?q=acuerdo", movement):
        page = client.get(address)
        assert page.status_code == 200
        assert [word for word in words(record) if word in page.content.decode()] == [], address


def pages(found: Any = None, before: str = "/", parts: dict[str, Any] | None = None) -> Iterator[tuple[str, dict]]:
    """Every address of the site with its parts, but for those of the library that signs people in and of the API."""
    for one in (get_resolver() if found is None else found).url_patterns:
        if not isinstance(one.pattern, RoutePattern) or str(one.pattern) in ("accounts/", "api/v1/"):
            continue
        here, known = before + str(one.pattern), {**(parts or {}), **one.pattern.converters}
        if isinstance(one, URLResolver):
            yield from pages(one, here, known)
        elif isinstance(one, URLPattern):
            yield here, known


def filled(route: str, council: str) -> str:
    for name, value in {**PARTS, "council": council}.items():
        route = route.replace(f"<slug:{name}>", str(value)).replace(f"<int:{name}>", str(value))
    route = route.replace("<slug:slug>", council).replace("<uuid:public_id>", str(UUID(int=1)))
    for part in [part for part in route.replace(">", ">\n").split("\n") if "<" in part]:
        route = route.replace(part[part.index("<") :], "1")
    return route


def test_every_page_of_it_is_for_those_who_belong_to_it(lists: dict[str, Any], record: Record) -> None:
    council, stranger, reader = record.closed.council, Client(), Client()
    stranger.force_login(PersonFactory())
    named = [(route, parts) for route, parts in pages() if {"slug", "council"} & set(parts)]
    assert len(named) > 100
    for route, _parts in named:
        address = filled(route, council.slug)
        if address.startswith(("/movements/", "/demo/")) and "leave" not in address:
            continue
        anonymous, other = reader.get(address), stranger.get(address)
        assert (anonymous.status_code, other.status_code) == (302, 404), address
        assert anonymous["Location"].startswith("/accounts/login/"), address
        assert [word for word in words(record) if word in other.content.decode() and word != "mute-rehearsal"] == []


def test_its_members_see_it_marked_on_every_page(client: Client, lists: dict[str, Any], record: Record) -> None:
    council = record.closed.council
    secretary = Office.objects.filter(council=council, kind="secretary").select_related("person")[0].person
    client.force_login(secretary)
    position = Position.objects.filter(council=council)[0]
    home = council.get_absolute_url()
    for address in (
        *(home, f"{home}seats/", f"{home}rulebook/", f"{home}ledger/", f"{home}rounds/1/", f"{home}search/?q=dos"),
        *(f"{home}rounds/1/proposals/1/", f"{home}rounds/1/ballots/1/", f"{home}answers/", f"{home}letters/"),
        *(position.get_absolute_url(), f"/positions/{council.slug}/", f"/desk/{council.slug}/"),
        *(f"/desk/{council.slug}/rounds/", f"/desk/{council.slug}/clock/", f"/desk/{council.slug}/rehearsals/"),
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "nothing here counts" in page.content.decode() or "nada" in page.content.decode(), address
        assert page["Cache-Control"].startswith("private, no-store")
        assert "/api/v1/positions" not in page.content.decode()
    assert client.get(f"{home}feed.atom").status_code == 404
    assert client.get(f"{home}feed.json").status_code == 404


def test_nothing_of_it_is_signed_filed_or_sent(
    lists: dict[str, Any], record: Record, settings: Any, tmp_path: Path
) -> None:
    """With the key that signs: the steps pass over what a rehearsal came to."""
    Transmittal.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE proposals_signature DISABLE TRIGGER USER")
        Signature.objects.all().delete()
        cursor.execute("ALTER TABLE proposals_signature ENABLE TRIGGER USER")
    settings.PUBLISH_ROOT, settings.SIGNING_KEY = tmp_path, "55" * 32
    record.closed.round.addressees.set([CouncilFactory(kind="bank_board")])
    assert Position.objects.exists()
    assert not sign_one_position()
    assert not send_one_transmittal()
    while close_one_due_window():
        pass
    assert not Signature.objects.exists()
    assert not Transmittal.objects.exists()
    assert file_positions() == 0


def test_every_model_that_is_published_says_how_it_leads_to_its_council() -> None:
    """A list of the API through a model without a way is no list: `published` refuses it."""
    shown = {view.queryset.model for view in views() if getattr(view, "queryset", None) is not None}
    for model in shown:
        way = model.to_council
        if way is None:
            assert model in OF_NO_COUNCIL, model
            continue
        assert of_no_rehearsal(model)
        assert isinstance(published(model.objects.all()).query.sql_with_params(), tuple)
        end = model
        for step in filter(None, way.split("__")):
            end = end._meta.get_field(step).related_model
        assert end is Council, model
    assert Comment in shown
    with pytest.raises(LookupError):
        of_no_rehearsal(Office)


def views() -> Iterator[Any]:
    for pattern in urlpatterns:
        inner = getattr(pattern.callback, "__wrapped__", pattern.callback)
        yield getattr(inner, "cls", None)
