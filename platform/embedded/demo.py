"""`make demo`: everything that Minga needs, on one machine, until Ctrl-C."""

import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import IO

from embedded.demonstration.welcome import how_to_sign_in
from embedded.places import ROOT, Trouble, data_folder, writable
from embedded.process import Process, end_orphans
from embedded.secrets import demonstration_signing_key
from embedded.servers import Cluster
from embedded.supervisor import Supervisor
from embedded.theirs import reach_database, reach_redis

PYTHON = (3, 11)
HOST = "127.0.0.1"
ANSWER_SECONDS = 120
WELCOME = """
Minga is at        {address}/
{sign_in}
E-mails it sends   {address}/demo/mail/
Data and logs      {data}
Ctrl-C stops it.
"""


def say(words: str) -> None:
    try:
        print(words, flush=True)
    except OSError:
        # The terminal is gone, and what it would have shown is no reason to leave a process behind.
        pass


def port_from_environment() -> int:
    words = os.environ.get("PORT") or "8000"
    if not words.isascii() or not words.isdigit() or not 0 < int(words) < 65536:
        raise Trouble(f"PORT must be a number between 1 and 65535, not {words!r}")
    return int(words)


def refuse_taken_port(port: int) -> None:
    """Ask before anything is started, so that the answer is a line and not a web server's log."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Trouble(
                f"port {port} cannot be used ({error.strerror}); choose another: make demo PORT=8001"
            ) from error


def only_copy(run: Path) -> IO[str]:
    """A lock that lasts as long as this process: the kernel drops it however we end."""
    lock = (writable(run) / "demo.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Trouble(f"another copy already runs on {run.parent}; stop it, or set MINGA_DATA and PORT") from error
    return lock


class Demonstration:
    """The servers, the database made ready, and the three programs, under one supervisor."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.address = f"http://{HOST}:{port}"
        self.supervisor = Supervisor(say)

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            environment = {**os.environ, **self._start_servers()}
            environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.demo", "MINGA_DATA": str(self.data)}
            environment |= {"HOST": HOST, "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
            self._prepare(environment)
            web = self._start_programs(environment)
            self._wait_for_answer(web)
            self.supervisor.watch()
        except InterruptedError:
            pass
        finally:
            self.supervisor.stop()
        say("Stopped. The data is kept; `make demo` finds it again.")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.supervisor.stopping.set()

    def _start_servers(self) -> dict[str, str]:
        """Ours, except where the environment names another's."""
        cluster = Cluster(self.data)
        ours = cluster.environment()
        # Whether theirs answer is asked before ours are started: a refusal then has nothing to stop.
        if os.environ.get("REDIS_URL"):
            reach_redis("REDIS_URL")
        if os.environ.get("DATABASE_URL"):
            reach_database("DATABASE_OWNER_URL" if os.environ.get("DATABASE_OWNER_URL") else "DATABASE_URL")
            ours.pop("DATABASE_URL")
            ours.pop("DATABASE_OWNER_URL")
        else:
            say("Starting PostgreSQL …")
            cluster.postgres.start()
            self.supervisor.adopt_server(cluster.postgres.process, cluster.postgres.launch)
        if os.environ.get("REDIS_URL"):
            ours.pop("REDIS_URL")
        else:
            cluster.redis.start()
            self.supervisor.adopt_server(cluster.redis.process, cluster.redis.launch)
        return ours

    def _process(self, name: str, arguments: list[str], environment: Mapping[str, str]) -> Process:
        command = [sys.executable, *arguments]
        log = self.data / "log" / f"{name}.log"
        return Process(name, command, run=self.data / "run", log=log, environment=environment, cwd=ROOT)

    def _prepare(self, environment: Mapping[str, str]) -> None:
        say("Preparing the database and the demonstration …")
        process = self._process("prepare", ["-m", "embedded.prepare"], environment)
        process.launch()
        while process.is_alive():
            if self.supervisor.stopping.wait(0.1):
                process.stop()
                raise InterruptedError
        failed = process.popen is not None and process.popen.returncode
        process.kill()
        if failed:
            raise Trouble(f"preparing the database failed: {process.last_words(1)} (all of it: {process.log})")

    def _start_programs(self, environment: Mapping[str, str]) -> Process:
        worker = ["celery", "-A", "config.celery", "worker", "--pool", "threads", "--concurrency", "4"]
        # A gossiping worker greets its fellows at every start; here it is alone.
        worker += ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        beat = ["celery", "-A", "config.celery", "beat", "--loglevel", "INFO", "--pidfile", ""]
        beat += ["--schedule", str(writable(self.data / "beat") / "schedule")]
        process = self._process("web", ["-m", "config.serve"], environment)
        self.supervisor.start(process)
        signing = {"SIGNING_KEY": demonstration_signing_key(self.data / "secrets")}
        self.supervisor.start(self._process("worker", ["-m", *worker], {**environment, **signing}))
        self.supervisor.start(self._process("beat", ["-m", *beat], environment))
        return process

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _wait_for_answer(self, web: Process) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        if not self.supervisor.watch(until=lambda: self._answers() or time.monotonic() > deadline):
            raise InterruptedError
        if not self._answers():
            raise Trouble(f"the web server does not answer: {web.last_words(1)} (all of it: {web.log})")
        say(WELCOME.format(address=self.address, data=self.data, sign_in=how_to_sign_in(self.address)))


def main() -> int:
    try:
        if sys.version_info[:2] != PYTHON:
            raise Trouble(f"Python {PYTHON[0]}.{PYTHON[1]} is needed, this is {sys.version.split()[0]}")
        port, data = port_from_environment(), writable(data_folder())
        lock = only_copy(data / "run")
        end_orphans(data / "run")
        refuse_taken_port(port)
        with lock:
            Demonstration(data, port).run()
    except Trouble as trouble:
        print(f"make demo: {trouble}", file=sys.stderr)
        return 1
    except OSError as error:
        # A full disk, a folder that went away: theirs to mend, and no fault of the code that a traceback would show.
        print(f"make demo: {error.strerror}: {error.filename or data_folder()}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
