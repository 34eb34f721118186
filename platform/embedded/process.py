"""One process that we start, can stop or kill with all its children, and find again if we ourselves were killed."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5_000_000  # bytes; a longer log starts anew with the next start


def _die_with_parent(number: int) -> Callable[[], None] | None:
    """Ask Linux to send the child `number` when the thread that starts it ends, so that `kill -9` leaves no orphan.

    Only the main thread may ask: a thread that ends early would take the child with it.
    """
    if not sys.platform.startswith("linux") or threading.current_thread() is not threading.main_thread():
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return ask


@dataclass
class Process:
    """A command in a session of its own: the terminal's Ctrl-C reaches us first, and we end the others in order."""

    name: str
    command: Sequence[str]
    run: Path
    log: Path
    environment: Mapping[str, str] | None = None
    cwd: Path | None = None
    user: int | None = None
    group: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    popen: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def record(self) -> Path:
        """Pid and birth time, by which a later run knows its orphan from a stranger with a recycled pid."""
        return self.run / f"{self.name}.process"

    @property
    def pid(self) -> int | None:
        return self.popen.pid if self.popen else None

    def launch(self) -> None:
        """Start it and return at once."""
        self.run.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.log.exists() and self.log.stat().st_size > LOG_LIMIT
        with self.log.open("wb" if fresh else "ab") as log:
            self.popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=None if self.environment is None else dict(self.environment),
                cwd=self.cwd,
                user=self.user,
                group=self.group,
                extra_groups=None if self.user is None else [],
                start_new_session=True,
                preexec_fn=_die_with_parent(self.stop_signal),  # noqa: PLW1509 - it makes one system call
            )
        born = psutil.Process(self.popen.pid).create_time()
        self.record.write_text(json.dumps({"pid": self.popen.pid, "born": born}))

    def is_alive(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def ask_to_stop(self) -> None:
        """Tell it to end, without waiting, so that several can end at the same time."""
        if self.is_alive() and self.pid:
            os.kill(self.pid, self.stop_signal)

    def stop(self) -> None:
        """End it and whatever it started: politely first, then not."""
        self.ask_to_stop()
        if self.popen:
            try:
                self.popen.wait(self.patience)
            except subprocess.TimeoutExpired:
                pass
        self.kill()

    def kill(self) -> None:
        """`kill -9`, children included: a web server's workers would otherwise keep its port."""
        if not self.popen:
            return
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.popen.wait()
        self.record.unlink(missing_ok=True)

    def farewell(self) -> str:
        """How it ended, in words: its exit code or the signal that ended it."""
        code = self.popen.returncode if self.popen else None
        return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"

    def last_words(self, lines: int = 3) -> str:
        """The end of its log on one line, for a message."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return " / ".join(line.strip() for line in text.splitlines()[-lines:] if line.strip()) or "it said nothing"


def end_orphans(run: Path, patience: float = 10.0) -> None:
    """End what an earlier run that was itself killed left behind, and forget its records."""
    for record in sorted(run.glob("*.process")):
        try:
            known = json.loads(record.read_text())
            orphan = psutil.Process(known["pid"])
            if abs(orphan.create_time() - known["born"]) < 1:
                _end(orphan, patience)
        except (psutil.NoSuchProcess, ValueError, KeyError):
            pass
        record.unlink(missing_ok=True)


def _end(orphan: psutil.Process, patience: float) -> None:
    family = [orphan, *orphan.children(recursive=True)]
    # SIGINT is PostgreSQL's fast shutdown, and every other program of ours takes it for Ctrl-C.
    orphan.send_signal(signal.SIGINT)
    _, left = psutil.wait_procs(family, timeout=patience)
    for process in left:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            pass
    psutil.wait_procs(left, timeout=patience)
