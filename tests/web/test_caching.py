"""Without Redis counts are kept in memory: nobody is refused for that, and nobody guesses without a limit."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisAway

from api.throttling import ReaderThrottle
from common import caching
from common.caching import OutlivingCache
from config.settings.base import cache_in
from tests.factories.people import ADDRESS, PASSWORD, make_rosa

NOWHERE = "redis://127.0.0.1:1/0"


def made(address: str) -> OutlivingCache:
    return OutlivingCache(address, {"OPTIONS": cache_in(address)["default"]["OPTIONS"]})


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    made(NOWHERE).memory.clear()
    yield
    made(NOWHERE).memory.clear()
    OutlivingCache.away_until.clear()


def test_every_operation_is_done_in_memory_while_redis_is_away() -> None:
    away = made(NOWHERE)
    assert away.add("tries", 0, timeout=60) is True
    assert away.add("tries", 5, timeout=60) is False
    assert (away.incr("tries"), away.incr("tries", 2), away.decr("tries")) == (1, 3, 2)
    assert away.get("tries") == 2
    assert away.get("nothing", "default") == "default"
    away.set("a", [1], timeout=60)
    assert away.touch("a", 60)
    assert away.has_key("a")
    assert away.set_many({"b": 1, "c": 2}) == []
    assert away.get_many(["a", "b", "c"]) == {"a": [1], "b": 1, "c": 2}
    away.delete_many(["b", "c"])
    assert away.delete("a")
    assert away.get_many(["a", "b", "c"]) == {}
    with pytest.raises(ValueError, match="not found"):
        away.incr("a")
    away.clear()
    assert away.get("tries") is None


def test_nobody_waits_for_it_again_until_the_pause_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    monkeypatch.setattr(caching.time, "monotonic", lambda: now)
    tries: list[str] = []

    def hangs_up(_self: Any, key: str, *_args: Any, **_named: Any) -> None:
        tries.append(key)
        raise RedisAway("gone")

    with monkeypatch.context() as away:
        away.setattr(caching.RedisCache, "get", hangs_up)
        # Each thread has a cache of its own.
        assert [made(django_settings.REDIS_URL).get(key) for key in ("one", "two", "three")] == [None, None, None]
        assert tries == ["one"]
        now += caching.PAUSE_SECONDS
        made(django_settings.REDIS_URL).get("four")
        assert tries == ["one", "four"]
    now += caching.PAUSE_SECONDS
    made(django_settings.REDIS_URL).set("of-a-test-of-the-cache", "in redis", timeout=5)
    assert made(django_settings.REDIS_URL).get("of-a-test-of-the-cache") == "in redis"
    assert made(NOWHERE).get("of-a-test-of-the-cache") is None


@pytest.mark.django_db
def test_without_redis_one_signs_in_and_passwords_are_guessed_no_more_often(client: Client, settings: Any) -> None:
    settings.CACHES = cache_in(NOWHERE)
    make_rosa()
    sign_in = reverse("account_login")

    def is_in(password: str) -> bool:
        answer = client.post(sign_in, {"login": ADDRESS, "password": password})
        assert answer.status_code in (200, 302, 429)
        return "_auth_user_id" in client.session

    assert is_in(PASSWORD)
    client.logout()
    assert not any(is_in("a wrong sentence") for _time in range(5))
    assert not is_in(PASSWORD), "five wrong ones shut the door, with Redis or without"
    assert mail.outbox == []


@pytest.mark.django_db
def test_without_redis_readers_of_the_api_are_answered_and_counted(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CACHES = cache_in(NOWHERE)
    monkeypatch.setattr(ReaderThrottle, "THROTTLE_RATES", {"reader": "3/hour"})
    asked = [client.get("/api/v1/councils/", REMOTE_ADDR="192.0.2.77").status_code for _time in range(4)]
    assert asked == [200, 200, 200, 429]
