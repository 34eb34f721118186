"""A broker that outlives its server: two Redis and the three Sentinels that keep them, each a process."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

import redis

from embedded.process import Process
from embedded.servers import redis_program

from .remote import Unmeasured

NAME = "doorbells"
SENTINELS = 3
# Two of three agree that the first is gone, after so long; then the second is told to take its place.
QUORUM, DOWN_MILLISECONDS, FAILOVER_MILLISECONDS = 2, 1_000, 5_000
START_SECONDS = 30


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Doorbells:
    """`servers[0]` takes the messages until it is killed, and `servers[1]` after that."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = [free_port(), free_port()]
        self.keepers = [free_port() for _keeper in range(SENTINELS)]
        first, second = self.ports
        self.servers = [
            self._redis(first, ['save ""']),
            self._redis(second, ['save ""', f"replicaof 127.0.0.1 {first}"]),
        ]
        watch = [
            f"sentinel monitor {NAME} 127.0.0.1 {first} {QUORUM}",
            f"sentinel down-after-milliseconds {NAME} {DOWN_MILLISECONDS}",
            f"sentinel failover-timeout {NAME} {FAILOVER_MILLISECONDS}",
        ]
        self.sentinels = [self._redis(port, watch, "--sentinel") for port in self.keepers]

    def __enter__(self) -> "Doorbells":
        for process in (*self.servers, *self.sentinels):
            process.launch()
        self._wait(lambda: redis.Redis(port=self.ports[1]).info("replication")["master_link_status"] == "up")
        for port in self.keepers:
            self._wait(lambda port=port: redis.Redis(port=port).sentinel_slaves(NAME))
            self._wait(lambda port=port: len(redis.Redis(port=port).sentinel_sentinels(NAME)) == SENTINELS - 1)
        return self

    def __exit__(self, *_error: object) -> None:
        for process in (*self.sentinels, *self.servers):
            process.kill()

    @property
    def environment(self) -> dict[str, str]:
        keepers = ";".join(f"sentinel://127.0.0.1:{port}" for port in self.keepers)
        return {"BROKER_URL": keepers, "BROKER_MASTER": NAME}

    def has_moved(self) -> bool:
        """Whether the second has taken the first one's place."""
        return redis.Redis(port=self.ports[1]).info("replication")["role"] == "master"

    def _redis(self, port: int, lines: list[str], *options: str) -> Process:
        self.folder.mkdir(parents=True, exist_ok=True)
        written = self.folder / f"{port}.conf"
        written.write_text("\n".join([f"port {port}", "bind 127.0.0.1", f"dir {self.folder}", *lines]) + "\n")
        command = [redis_program(), str(written), *options]
        return Process(f"redis-{port}", command, run=self.folder / "run", log=self.folder / f"{port}.log")

    def _wait(self, comes: Callable[[], object]) -> None:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                if comes():
                    return
            except redis.RedisError:
                pass
            if time.monotonic() > end:
                raise Unmeasured("the Redis of the doorbells and its Sentinels did not start")
            time.sleep(0.1)
