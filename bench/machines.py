"""Two of everything but the primary: what a site on several machines has, as processes of this one."""

import sys
import time
from contextlib import ExitStack

import psycopg

from embedded.places import ROOT
from embedded.process import Process
from embedded.servers import DATABASE
from embedded.standby import Standby

from .doorbells import Doorbells, free_port
from .remote import Unmeasured
from .stage import Stage
from .wire import Line, request

CELERY = [sys.executable, "-m", "celery", "-A", "config.celery"]
START_SECONDS = 60


class Machines:
    """Two webs, workers and beats on the small database, its standby, and two Redis for the doorbells. None is started
    again: what is killed stays dead.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.running = stage, ExitStack()
        self.folder = stage.folder / "machines"
        self.folder.mkdir()
        self.folder.chmod(0o711)  # as root, PostgreSQL runs as another user, who must pass through
        self.ports = [free_port(), free_port()]

    def __enter__(self) -> "Machines":
        with ExitStack() as until_all_run:
            self.standby = Standby(self.folder, self.stage.cluster.postgres)
            self.standby.start()
            until_all_run.callback(self.standby.stop)
            self.doorbells = until_all_run.enter_context(Doorbells(self.folder / "doorbells"))
            self.webs = [self._process(f"web{port}", ["-m", "config.serve"], PORT=str(port)) for port in self.ports]
            worker = [*CELERY[1:], "worker", "--pool=threads", "--concurrency=2"]
            self.workers = [self._process(f"worker{n}", [*worker, f"--hostname=worker{n}@bench"]) for n in (1, 2)]
            beat = [*CELERY[1:], "beat", "--pidfile=", "--schedule"]
            self.beats = [self._process(f"beat{n}", [*beat, str(self.folder / f"beat{n}")]) for n in (1, 2)]
            for process in (*self.webs, *self.workers, *self.beats):
                process.launch()
                until_all_run.callback(process.kill)
            for port, web in zip(self.ports, self.webs, strict=True):
                wait_for_web(port, web)
            self.running = until_all_run.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self.running.close()

    def read_by_the_standby(self) -> int:
        """How many transactions of readers it has seen so far."""
        with psycopg.connect(self.standby.url("postgres", "postgres"), autocommit=True) as connection:
            asked = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = %s"
            return (connection.execute(asked, [DATABASE]).fetchone() or [0])[0]

    def _process(self, name: str, command: list[str], **more: str) -> Process:
        environment = {
            **self.stage.processes,
            **self.doorbells.environment,
            "DATABASE_REPLICA_URL": self.standby.url(database=DATABASE),
            "SWEEP_SECONDS": "1",
            "WEB_WORKERS": "1",
            "HOST": "127.0.0.1",
            **more,
        }
        log = self.folder / f"{name}.log"
        return Process(
            name, [sys.executable, *command], run=self.folder / "run", log=log, environment=environment, cwd=ROOT
        )


def wait_for_web(port: int, web: Process) -> None:
    """Until it is ready. `Unmeasured` with its last words if it does not come to that."""
    end, told = time.monotonic() + START_SECONDS, ""
    while True:
        try:
            with Line(port) as line:
                answer = line.ask(request("/readyz"))
            if answer.status == 200:
                return
            told = answer.body.decode()
        except (OSError, Unmeasured):
            pass
        if time.monotonic() > end:
            raise Unmeasured(f"a web server did not become ready: {told or web.last_words(1)}")
        time.sleep(0.2)
