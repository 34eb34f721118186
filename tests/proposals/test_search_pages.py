"""The page of the search, and the same in the API: what it says, what it refuses, what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proposals.models import Comment
from tests.factories.proposals import Table, table

from .test_search import STRANGE, copies

pytestmark = pytest.mark.django_db
EVIL = '<img src=x onerror="alert(1)"> acueducto & <script>alert(2)</script>'


@pytest.fixture
def at_table() -> Table:
    return table()


def asked(client: Client, at: str = "/search/", status: int = 200, **parameters: str) -> str:
    answer = client.get(at, parameters, headers={"Accept-Language": "en"})
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def test_before_anything_is_asked_there_is_only_the_form(client: Client, at_table: Table) -> None:
    page = asked(client)
    assert 'name="q"' in page
    assert 'id="found"' not in page


def test_a_comment_is_found_with_its_place_marked_in_its_language(client: Client, at_table: Table) -> None:
    comment = at_table.comment(at_table.admitted(), text="Junto al acueducto", stance="concern")
    page = asked(client, q="acueducto", language="es")
    assert '<p lang="es" dir="auto">Junto al <mark>acueducto</mark></p>' in page
    assert f'?comment={comment.pk}#c{comment.pk}"' in page
    assert "1 text found" in page
    assert "concern" in page


def test_what_is_found_is_no_markup(client: Client, at_table: Table) -> None:
    at_table.comment(at_table.admitted(title=EVIL), text=EVIL)
    page = asked(client, q="acueducto")
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "<mark>acueducto</mark>" in page


def test_what_was_asked_is_no_markup(client: Client, at_table: Table) -> None:
    page = asked(client, q='"><script>alert(1)</script>')
    assert "<script>alert" not in page


def test_a_council_finds_its_own(client: Client, at_table: Table) -> None:
    at_table.admitted(title="Acueducto")
    other = table()
    other.admitted(title="Acueducto")
    page = asked(client, f"/councils/{at_table.council.slug}/search/", q="acueducto", council=other.council.slug)
    assert "1 text found" in page
    assert f"/councils/{at_table.council.slug}/rounds/1/proposals/1/" in page
    assert "2 texts found" in asked(client, q="acueducto")
    asked(client, "/councils/none/search/", 404, q="acueducto")


def test_nothing_found_and_nothing_asked_are_told_apart(client: Client, at_table: Table) -> None:
    assert "Nothing was found." in asked(client, q="acueducto")
    assert "signs alone" in asked(client, q="- -")


@pytest.mark.parametrize("words", STRANGE)
def test_no_spelling_breaks_the_page_or_the_api(client: Client, at_table: Table, words: str) -> None:
    at_table.comment(at_table.admitted(), text="El agua")
    asked(client, q=words)
    assert client.get("/api/v1/search/", {"q": words}).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"q": "x" * 10_000},
        {"q": "a", "round": "1;"},
        {"q": "a", "since": "tomorrow"},
        {"q": "a", "kind": "person"},
        {"q": "a", "country": "XX"},
    ],
)
def test_what_cannot_be_asked_is_said_beside_what_was_typed(client: Client, given: dict[str, str]) -> None:
    page = asked(client, status=422, **given)
    assert 'class="error-summary"' in page
    if given.get("country") != "XX":  # which no reader of the API has chosen from a list
        answer = client.get("/api/v1/search/", given)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["detail"]


def test_pages_of_what_was_found(client: Client, at_table: Table) -> None:
    proposal = at_table.admitted()
    at_table.comment(proposal, text="El agua")
    copies(proposal, 30)
    first = asked(client, q="agua", stance="")
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    second = asked(client, q="agua", page="2")
    assert 'rel="next"' not in second
    assert second.count("<mark>agua</mark>") == 11
    asked(client, q="agua", page="-1")
    asked(client, q="agua", page="9" * 30)


def test_a_page_costs_the_same_for_one_and_for_many(client: Client, at_table: Table) -> None:
    proposal = at_table.admitted()
    at_table.comment(proposal, text="El agua")
    asked(client, q="agua")
    with CaptureQueriesContext(connection) as few:
        asked(client, q="agua")
    copies(proposal, 60)
    with CaptureQueriesContext(connection) as many:
        asked(client, q="agua")
    statements = [query["sql"] for query in many if "SAVEPOINT" not in query["sql"]]
    assert len(many) == len(few)
    assert len(statements) <= 6


def test_the_api_says_the_same(client: Client, at_table: Table) -> None:
    comment = at_table.comment(at_table.admitted(title="Riego"), text="El acueducto")
    body = client.get("/api/v1/search/", {"q": "acueducto"}).json()
    (hit,) = body["results"]
    assert (body["count"], body["is_cut"], body["next"]) == (1, False, None)
    assert hit["kind"] == "comment"
    assert hit["comment"] == comment.pk
    assert hit["on_behalf_of"] == at_table.bystander.movement.slug
    assert hit["title"] == "Riego"
    assert hit["excerpt"] == [{"text": "El ", "is_match": False}, {"text": "acueducto", "is_match": True}]
    assert hit["html_url"].endswith(f"?comment={comment.pk}#c{comment.pk}")
    assert "author" not in hit


def test_the_api_goes_on_from_page_to_page(client: Client, at_table: Table) -> None:
    proposal = at_table.admitted()
    at_table.comment(proposal, text="El agua")
    copies(proposal, 30)
    first = client.get("/api/v1/search/", {"q": "agua"}).json()
    second = client.get(first["next"]).json()
    assert len(first["results"]) + len(second["results"]) == first["count"] == 31
    assert second["next"] is None
    assert {hit["comment"] for hit in first["results"] + second["results"]} == set(
        Comment.objects.values_list("pk", flat=True)
    )


def test_the_page_of_a_council_has_the_way_in(client: Client, at_table: Table) -> None:
    page = asked(client, f"/councils/{at_table.council.slug}/")
    assert f'action="/councils/{at_table.council.slug}/search/"' in page
    assert 'href="/search/"' in page
