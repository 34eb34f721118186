"""The queues are where the settings say: one Redis, a Redis kept by Sentinels, RabbitMQ."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from kombu.exceptions import OperationalError

from config.celery import app
from embedded.servers import redis_program
from watching.queue import QUEUES, Waiting, broker_options, broker_url, read_queues

NOTHING = dict.fromkeys(QUEUES, 0)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def server(folder: Path, port: int, lines: list[str], *options: str) -> Iterator[subprocess.Popen]:
    configuration = folder / f"{port}.conf"
    configuration.write_text("\n".join([f"port {port}", "bind 127.0.0.1", f"dir {folder}", *lines]) + "\n")
    process = subprocess.Popen(
        [redis_program(), str(configuration), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(answers: Any, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if answers():
                return
        except (redis.RedisError, OperationalError):
            pass
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def test_a_queue_kept_by_a_sentinel_outlives_its_redis(tmp_path: Path, settings: Any) -> None:
    """Two servers and the Sentinel that keeps them: the first is killed, and doorbells ring at the second."""
    first, second, keeper = free_port(), free_port(), free_port()
    watch = [
        f"sentinel monitor doorbells 127.0.0.1 {first} 1",
        "sentinel down-after-milliseconds doorbells 300",
        "sentinel failover-timeout doorbells 3000",
    ]
    settings.BROKER_URL = f"sentinel://127.0.0.1:{keeper}"
    settings.BROKER_MASTER = "doorbells"

    def ring() -> bool:
        with app.connection_for_write(broker_url(), transport_options=broker_options()) as connection:
            app.send_task("notices.tasks.post", connection=connection, retry=False)
        return True

    with ExitStack() as running:
        killed = running.enter_context(server(tmp_path, first, ['save ""']))
        wait_for(redis.Redis(port=first).ping)
        running.enter_context(server(tmp_path, second, ['save ""', f"replicaof 127.0.0.1 {first}"]))
        running.enter_context(server(tmp_path, keeper, watch, "--sentinel"))
        wait_for(lambda: redis.Redis(port=second).info("replication")["master_link_status"] == "up")
        wait_for(lambda: redis.Redis(port=keeper).sentinel_slaves("doorbells"))
        assert lengths() == NOTHING
        ring()
        wait_for(lambda: redis.Redis(port=second).llen("notices") == 1)
        assert read_queues()["notices"] == Waiting(1, None)
        killed.kill()
        wait_for(lambda: redis.Redis(port=second).info("replication")["role"] == "master")
        wait_for(ring)
        assert lengths() == {**NOTHING, "notices": 2}


def test_a_broker_that_says_nothing_is_asked_once(settings: Any, monkeypatch: Any) -> None:
    """Whoever reads `/metrics` waits for it, and for the database, in the same ten seconds."""
    monkeypatch.setattr("watching.queue.PATIENCE_SECONDS", 0.5)
    settings.BROKER_MASTER = "doorbells"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        for settings.BROKER_URL in (f"amqp://{host}//", f"sentinel://{host}"):
            began = time.monotonic()
            with pytest.raises(OperationalError):
                read_queues()
            assert time.monotonic() - began < 2 * 0.5


def lengths() -> dict[str, int]:
    return {name: waiting.length for name, waiting in read_queues().items()}


@pytest.mark.parametrize(
    ("given", "url", "options"),
    [
        ({}, "redis://cache/0", {"visibility_timeout", "socket_timeout", "socket_connect_timeout", "socket_keepalive"}),
        ({"BROKER_URL": "amqps://worker@rabbit/minga"}, "amqps://worker@rabbit/minga", set()),
        ({"BROKER_URL": "unix:///run/redis.sock"}, "redis+socket:///run/redis.sock", None),
        ({"REDIS_URL": "unix:///run/redis.sock?db=2"}, "redis+socket:///run/redis.sock?virtual_host=2", None),
    ],
)
def test_workers_and_beat_take_it_from_the_settings_alone(
    given: dict[str, str], url: str, options: set[str] | None
) -> None:
    asked = "from config.celery import app; print(app.conf.broker_url, *app.conf.broker_transport_options)"
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "REDIS_URL": "redis://cache/0", **given}
    told = subprocess.run(
        [sys.executable, "-c", asked], env={**os.environ, **settings}, capture_output=True, text=True, check=True
    ).stdout.split()
    assert told[0] == url
    assert options is None or set(told[1:]) == options
