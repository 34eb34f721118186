"""A reader who asks too much is told when to come back."""

from collections.abc import Iterator

import pytest
from django.test import Client

from api.throttling import ReaderThrottle
from common.lines import reader


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ReaderThrottle, "THROTTLE_RATES", {"reader": "3/hour"})
    yield


@pytest.mark.django_db
def test_the_fourth_of_three_is_refused_with_a_time(client: Client) -> None:
    left = [client.get("/api/v1/councils/")["RateLimit"].split(";")[1] for _time in range(3)]
    refused = client.get("/api/v1/councils/")
    assert left == ["r=2", "r=1", "r=0"]
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(refused["Retry-After"]) <= 3601
    assert refused["RateLimit"].startswith('"reader";r=0;t=')
    assert client.get("/api/v1/councils/", REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.django_db
def test_nobody_makes_another_reader_of_themselves_with_a_header(client: Client) -> None:
    for number in range(3):
        client.get("/api/v1/councils/", headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert client.get("/api/v1/councils/", headers={"X-Forwarded-For": "192.0.2.99"}).status_code == 429


@pytest.mark.parametrize(
    ("address", "whom"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_one_reader_has_a_network_of_their_own(address: str, whom: str) -> None:
    assert reader(address) == whom
