"""The schema is a promise: it changes when somebody means it to, and every answer keeps it.

Renew the snapshot with `python manage.py spectacular --validate --fail-on-warn --file tests/api/openapi.yaml`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings

from api.throttling import ReaderThrottle
from config.wsgi import application
from tests.api.conftest import Record

SNAPSHOT = Path(__file__).with_name("openapi.yaml")


def test_the_schema_is_the_one_that_was_agreed(tmp_path: Path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "now.yaml"))
    assert yaml.safe_load((tmp_path / "now.yaml").read_text()) == yaml.safe_load(SNAPSHOT.read_text()), __doc__


def test_the_site_serves_the_same(client: Client) -> None:
    agreed = yaml.safe_load(SNAPSHOT.read_text())
    served = client.get("/api/v1/schema/", headers={"Accept-Language": "pt-br"})
    assert served.json() == agreed
    assert yaml.safe_load(client.get("/api/v1/schema/", {"format": "yaml"}).content) == agreed
    assert client.get("/api/v1/schema/", {"format": "xml"}).status_code == 400
    assert agreed["openapi"].startswith("3.1")


def enumerations(part: object) -> Iterator[dict]:
    """Every part of the schema that lists the words it may be."""
    if isinstance(part, dict):
        if "enum" in part:
            yield part
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from enumerations(inner)


def test_a_word_that_may_be_null_lists_null_among_its_words() -> None:
    found = list(enumerations(yaml.safe_load(SNAPSHOT.read_text())))
    assert any(None in part["enum"] for part in found)
    assert all(("null" in part["type"]) == (None in part["enum"]) for part in found)


promise = schemathesis.openapi.from_path(SNAPSHOT)
promise.app = application


@pytest.fixture
def _one_connection(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody is counted, and the connection stays open from one request to the next, as under Django's own client."""
    monkeypatch.setattr(ReaderThrottle, "THROTTLE_RATES", {"reader": "1000000/min"})
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@promise.parametrize()
@settings(max_examples=15, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.usefixtures("_one_connection")
def test_whatever_is_asked_the_answer_keeps_the_promise(case: schemathesis.Case) -> None:
    # No pattern tells a cursor that was given out from one that was made up: tests/api/test_manners.py does.
    if case.query:
        case.query.pop("cursor", None)
        if (
            "/search/" in case.path
        ):  # nor a day of this century from one of the ninth: tests/proposals/test_search.py does
            case.query.pop("since", None)
            case.query.pop("until", None)
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
