"""`make demo` as a visitor meets it: it answers, mends itself, says what is wrong in a line, leaves nothing behind."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from embedded.servers import Cluster

ROOT = Path(__file__).resolve().parents[2]
ENTRY = [sys.executable, "-m", "embedded.demo"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, port: int) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_", "DJANGO_"))
    }
    return {**kept, "MINGA_DATA": str(data), "PORT": str(port)}


def eventually(holds: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def family_of(data: Path) -> list[psutil.Process]:
    """Every process that knows our data folder, however far it has gone from its parent."""
    found = []
    for process in psutil.process_iter():
        try:
            told = " ".join([*process.cmdline(), process.environ().get("MINGA_DATA", "")])
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if str(data) in told and process.pid != os.getpid():
            found.append(process)
    return found


class Demo:
    """One running demonstration."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.output = data.with_suffix(".output")
        self.start()

    def start(self) -> None:
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                ENTRY, cwd=ROOT, env=environment(self.data, self.port), stdout=output, stderr=subprocess.STDOUT
            )

    def answers(self, path: str = "/healthz") -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def wait(self) -> None:
        eventually(lambda: self.answers() or self.process.poll() is not None, 240, "an answer on /healthz")
        assert self.process.poll() is None, self.output.read_text()
        eventually(lambda: "Ctrl-C" in self.output.read_text(), 10, "the address is printed")

    def pid(self, name: str) -> int | None:
        try:
            return int(json.loads((self.data / "run" / f"{name}.process").read_text())["pid"])
        except (FileNotFoundError, ValueError):
            return None

    def kill(self, name: str) -> None:
        before = self.pid(name)
        assert before
        os.kill(before, signal.SIGKILL)
        eventually(lambda: self.pid(name) not in {None, before}, 15, f"{name} runs again")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo") / "data")
    try:
        running.wait()
        yield running
    finally:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(60)
        for left in family_of(running.data):
            left.kill()


def refusal(data: Path, port: int | str, **servers: str) -> str:
    """What an attempt that cannot succeed prints: one line, and an exit code that says so."""
    done = subprocess.run(
        ENTRY,
        cwd=ROOT,
        env={**environment(data, 0), "PORT": str(port), **servers},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_a_killed_process_is_started_again_and_the_others_do_not_notice(demo: Demo) -> None:
    assert "started again" not in demo.output.read_text(), "nothing had to be started twice"
    others = {name: demo.pid(name) for name in ("web", "beat", "postgres")}
    demo.kill("worker")
    demo.kill("redis")
    assert {name: demo.pid(name) for name in others} == others
    eventually(lambda: demo.answers("/readyz"), 15, "ready again")


def test_a_killed_web_server_and_database_come_back(demo: Demo) -> None:
    demo.kill("web")
    demo.kill("postgres")
    eventually(lambda: demo.answers("/readyz"), 30, "ready again")


def test_a_second_copy_a_taken_port_and_a_bad_number_are_one_line_each(demo: Demo, tmp_path: Path) -> None:
    assert "another copy" in refusal(demo.data, free_port())
    assert f"port {demo.port}" in refusal(tmp_path / "other", demo.port)
    assert "PORT must be a number" in refusal(tmp_path / "other", "eighty")


def test_a_data_folder_that_cannot_be_one_is_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert "cannot be written to" in refusal(blocked / "data", free_port())


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        ("DATABASE_URL", "postgres://minga:a-password@127.0.0.1:1/minga", "does not let us in"),
        ("DATABASE_URL", "mysql://minga:a-password@127.0.0.1:1/minga", "must begin with postgres://"),
        ("REDIS_URL", "unix:///nowhere/redis.sock", "does not answer"),
        ("REDIS_URL", "amqp://guest:a-password@127.0.0.1", "does not answer"),
    ],
)
def test_anothers_server_that_is_not_there_is_one_line(tmp_path: Path, name: str, address: str, words: str) -> None:
    said = refusal(tmp_path / "data", free_port(), **{name: address})
    assert name in said
    assert words in said
    assert "a-password" not in said


def test_a_role_that_may_not_make_tables_is_one_line(demo: Demo, tmp_path: Path) -> None:
    postgres = Cluster(demo.data).postgres
    with psycopg.connect(postgres.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE not_ours")
    said = refusal(tmp_path / "data", free_port(), DATABASE_URL=postgres.url("minga_app", "not_ours"))
    assert "may not make tables" in said


def test_after_its_own_death_the_next_start_finds_all_data_and_ctrl_c_leaves_nothing(demo: Demo) -> None:
    secret = (demo.data / "secrets" / "secret-key").read_text()
    demo.process.kill()
    demo.process.wait()
    demo.start()
    demo.wait()
    eventually(lambda: demo.answers("/readyz"), 30, "ready again")
    assert (demo.data / "secrets" / "secret-key").read_text() == secret
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(60) == 0, demo.output.read_text()
    assert [process.cmdline() for process in family_of(demo.data)] == []
