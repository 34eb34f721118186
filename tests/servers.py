"""A PostgreSQL and a Redis for each process of a test run, started before Django reads its settings.

pytest-django reads the settings before any `conftest.py` is imported, so this is a plugin of its own, named in
`pyproject.toml`. The controller of xdist starts the servers, a pair for each worker, and the workers are told their
addresses: readers of the ledger wait for every transaction that began before them in the whole cluster, and those of a
worker would wait for the tests of another. Each run has folders of its own, so that any number can share a machine.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.places import Trouble
from embedded.servers import OWNER, Cluster

# What the workers are told: the environment of each.
TOLD = "MINGA_TEST_SERVERS"
_started: list[Cluster] = []


def temporary_cluster() -> Cluster:
    """A cluster in a short temporary folder of its own; whoever asks for it starts it and hands it to `dispose`."""
    folder = Path(tempfile.mkdtemp(prefix="minga-test-"))
    # As root, PostgreSQL runs as another user, who must pass through to a folder that is its own.
    folder.chmod(0o711)
    return Cluster(folder, durable=False)


def dispose(cluster: Cluster) -> None:
    """Stop it, whatever state it is in, and leave no file."""
    cluster.stop()
    shutil.rmtree(cluster.folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    options = early_config.known_args_namespace
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    needed = not (is_worker or options.help or options.version or options.collectonly)
    # Whoever names both servers wants those, and nothing of ours beside them.
    if needed and not ("DATABASE_URL" in os.environ and "REDIS_URL" in os.environ):
        _start(getattr(options, "numprocesses", None))
    if is_worker:
        _use_own_servers()
        _own_redis_database()
    try:
        return (yield)
    except BaseException:
        _stop()
        raise


def _start(processes: object) -> None:
    """A pair for each of so many; one for all if how many there will be is not known yet."""
    found = []
    for _process in range(max(1, processes) if isinstance(processes, int) else 1):
        cluster = temporary_cluster()
        _started.append(cluster)
        try:
            cluster.start()
        except Trouble as trouble:
            _started.remove(cluster)
            dispose(cluster)
            _stop()
            raise pytest.UsageError(str(trouble)) from trouble
        found.append({name: os.environ.get(name, value) for name, value in cluster.environment(OWNER).items()})
    os.environ[TOLD] = json.dumps(found)
    os.environ.update(found[0])


def _use_own_servers() -> None:
    number, found = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")), json.loads(os.environ.get(TOLD, "[]"))
    os.environ.update(found[number] if number < len(found) else {})


def _own_redis_database() -> None:
    """Two workers that share a cache would clear it under each other. A server named to us is left as it is."""
    address = os.environ.get("REDIS_URL", "")
    number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) + 1
    if address.startswith("unix://") and address.endswith("?db=0") and number < 16:
        os.environ["REDIS_URL"] = f"{address.removesuffix('0')}{number}"


def _stop() -> None:
    while _started:
        dispose(_started.pop())
    os.environ.pop(TOLD, None)


def pytest_unconfigure() -> None:
    _stop()


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The Redis of this test process."""
    return os.environ["REDIS_URL"]


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL and a Redis of this test's own, to stop, kill and start again."""
    own = temporary_cluster()
    try:
        own.start()
        yield own
    finally:
        dispose(own)
