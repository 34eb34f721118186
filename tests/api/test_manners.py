"""Every address refuses in the same words and by the same rules, whatever is asked of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from tests.api.conftest import address_of, routes

PROBLEM = "application/problem+json"
WRITES = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
LISTS = [
    pattern for pattern in routes() if not pattern.pattern.converters and pattern.name not in ("root", "schema", "docs")
]
HUGE = "9" * 6000

pytestmark = pytest.mark.django_db


def refused(response: Any, status: int) -> dict:
    """The problem document of a response that has this status."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    document = response.json()
    assert document["status"] == status
    assert document["type"] == "about:blank"
    return document


def named(pattern: URLPattern) -> str:
    return pattern.name or "nowhere"


@pytest.mark.parametrize("pattern", routes(), ids=named)
@pytest.mark.parametrize("method", WRITES)
def test_nothing_is_written_anywhere(pattern: URLPattern, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.generic(
        method,
        address_of(pattern, {}),
        b"{this is not JSON",
        content_type="application/json",
        headers={"Authorization": "Bearer nothing", "Cookie": "sessionid=forged; csrftoken=x", "X-CSRFToken": "y"},
    )
    refused(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_write_is_refused_before_it_is_counted(client: Client) -> None:
    assert not client.post("/api/v1/positions/").has_header("RateLimit")
    assert client.get("/api/v1/positions/").has_header("RateLimit")


@pytest.mark.parametrize("address", ["nope/", "nope", "councils/x/y/", "positions/c/2026/", "ballots/c/1/-1/"])
def test_an_address_that_leads_nowhere_is_a_problem(client: Client, address: str) -> None:
    refused(client.get(f"/api/v1/{address}"), 404)


@pytest.mark.parametrize("address", ["/api/", "/api/v2/councils/"])
def test_outside_this_version_too(client: Client, address: str) -> None:
    refused(client.get(address), 404)


@pytest.mark.parametrize("pattern", [p for p in routes() if p.pattern.converters], ids=named)
@pytest.mark.parametrize("part", [1, HUGE, 2**63, 2**31])
def test_what_does_not_exist_is_not_found(client: Client, pattern: URLPattern, part: object) -> None:
    address = address_of(pattern, dict.fromkeys(pattern.pattern.converters, part))
    refused(client.get(address), 404)


@pytest.mark.parametrize("pattern", LISTS, ids=named)
@pytest.mark.parametrize(
    ("parameters", "named_in_errors"),
    [
        ({"cursor": "garbage"}, "cursor"),
        ({"cursor": ""}, "cursor"),
        ({"cursor": "WyJuIiwiXHUwMDAwIl0"}, "cursor"),
        ({"cursor": "WyJuIiwxZTk5OV0"}, "cursor"),
        ({"cursor": "WyJuIixudWxsXQ"}, "cursor"),
        ({"cursor": "WyJuIiwiXHVkODAwIl0"}, "cursor"),
        ({"cursor": "bjk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ"}, "cursor"),
        ({"cursor": "[" * 9000}, "cursor"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "101"}, "page_size"),
        ({"page_size": HUGE}, "page_size"),
        ({"page_size": "²"}, "page_size"),
        ({"unheard_of": "1"}, "unheard_of"),
        ({"un\x00heard": "1"}, "un\x00heard"),
        ({"ordering": "-author__email"}, "ordering"),
        ({"expand": "author"}, "expand"),
    ],
)
def test_what_cannot_be_asked_is_said_by_name(
    client: Client, pattern: URLPattern, parameters: dict, named_in_errors: str
) -> None:
    document = refused(client.get(address_of(pattern, {}), parameters), 400)
    assert [error["parameter"] for error in document["errors"]] == [named_in_errors]
    assert document["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("address", "parameters"),
    [
        ("comments/", {"stance": "rage"}),
        ("comments/", {"council": "a\x00b"}),
        ("comments/", {"round": HUGE}),
        ("comments/", {"round": "1.5"}),
        ("comments/", {"proposal": "-1"}),
        ("comments/", {"modified_since": "yesterday"}),
        ("comments/", {"modified_since": "2026-02-31"}),
        ("comments/", {"modified_since": "10000-01-01T00:00:00Z"}),
        ("comments/", {"modified_since": ""}),
        ("comments/", {"stance": ""}),
        ("comments/", {"council": " "}),
        ("comments/", {"modified_since": "2026-01-01T00:00:00\x00"}),
        ("positions/", {"year": "NaN"}),
        ("proposals/", {"stage": "draft"}),
        ("ledger/", {"after": "1e400"}),
        ("ledger/", {"after": "0.5"}),
        ("ledger/", {"after": HUGE}),
    ],
)
def test_a_value_that_cannot_be_is_refused(client: Client, address: str, parameters: dict) -> None:
    document = refused(client.get(f"/api/v1/{address}", parameters), 400)
    assert {error["parameter"] for error in document["errors"]} == set(parameters)


@pytest.mark.parametrize(
    "instant",
    [
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00+23:59",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_an_instant_may_be_written_in_several_ways(client: Client, instant: str) -> None:
    assert client.get("/api/v1/comments/", {"modified_since": instant}).status_code == 200
    assert client.get("/api/v1/comments/?modified_since=2026-01-01T00:00:00+00:00").status_code == 200


def test_the_sentence_is_in_the_readers_language_and_the_rest_is_not(client: Client) -> None:
    spanish = client.get("/api/v1/nope/", headers={"Accept-Language": "es"}).json()
    english = client.get("/api/v1/nope/", headers={"Accept-Language": "en"}).json()
    assert spanish["title"] == english["title"] == "Not Found"


@pytest.mark.parametrize("pattern", [p for p in routes() if p.name != "docs"], ids=named)
def test_whatever_is_accepted_it_is_json(client: Client, pattern: URLPattern) -> None:
    response = client.get(address_of(pattern, {}), headers={"Accept": "text/html"})
    assert "json" in response["Content-Type"]


@pytest.mark.parametrize("pattern", routes(), ids=named)
def test_head_and_options_are_fine(client: Client, pattern: URLPattern) -> None:
    address = address_of(pattern, {})
    asked, known = client.head(address), client.get(address)
    assert asked.status_code == known.status_code
    assert asked["Content-Length"] == known["Content-Length"]
    assert asked.content == b""
    options = client.options(address)
    assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("pattern", routes(), ids=named)
def test_every_origin_may_read_and_every_answer_states_the_limit(client: Client, pattern: URLPattern) -> None:
    response = client.get(address_of(pattern, {}), headers={"Origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["RateLimit-Policy"] == '"reader";q=600;w=60'
    assert "Set-Cookie" not in response


def test_a_missing_slash_leads_on(client: Client) -> None:
    response = client.get("/api/v1/councils?kind=advisory")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/councils/?kind=advisory")


def test_the_docs_are_served_from_here_under_a_policy_of_their_own(client: Client) -> None:
    page = client.get("/api/v1/docs/")
    policy = page["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy + ";"
    text = page.content.decode()
    assert "https://" not in text
    assert "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in text
    script = client.get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/v1/schema/" in script.content.decode()
    assert "unsafe-inline" not in client.get("/api/v1/")["Content-Security-Policy"]
