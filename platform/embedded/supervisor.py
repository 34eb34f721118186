"""Keeps several processes running: one that ends is started again, and the others do not notice.

Why not one from a package: see docs/decisions/0003.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from embedded.process import Process

STEADY_SECONDS = 10.0  # one that lived this long is restarted at once; one that did not waits longer each time
LONGEST_PAUSE = 30.0
POLL_SECONDS = 0.2


@dataclass
class Program:
    """A process and how it is started; a server may have to tidy up before it starts again."""

    process: Process
    launch: Callable[[], None]
    is_server: bool
    launched_at: float = field(default=0.0, init=False)
    pause: float = field(default=0.5, init=False)
    due_at: float | None = field(default=None, init=False)


class Supervisor:
    """Watches programs from the thread that made it, which must be the main one (see `process._die_with_parent`)."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.stopping = threading.Event()
        self._say = say
        self._programs: list[Program] = []

    def adopt_server(self, process: Process, launch: Callable[[], None]) -> None:
        """Watch a server that already runs; the others need it, so it ends after them."""
        self._watch(Program(process, launch, is_server=True))

    def start(self, process: Process) -> None:
        """Start a process and watch it."""
        process.launch()
        self._watch(Program(process, process.launch, is_server=False))

    def _watch(self, program: Program) -> None:
        program.launched_at = time.monotonic()
        self._programs.append(program)

    def watch(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Restart what ends, until `until` holds or somebody asks us to stop. Says which: True if `until` held."""
        while not self.stopping.wait(POLL_SECONDS):
            for program in self._programs:
                self._look_after(program)
            if until():
                return True
        return False

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        if program.due_at is not None:
            if now >= program.due_at:
                program.due_at = None
                program.launch()
                program.launched_at = time.monotonic()
        elif not program.process.is_alive():
            # The rest of its family first: a web server's workers would keep the port of the one that is to come.
            program.process.kill()
            lived = now - program.launched_at
            program.pause = 0.0 if lived > STEADY_SECONDS else min(max(program.pause, 0.5) * 2, LONGEST_PAUSE)
            program.due_at = now + program.pause
            self._say(f"{program.process.name} ended ({program.process.farewell()}); it is started again")

    def stop(self) -> None:
        """End everything: first, together, what uses the servers, and then the servers."""
        for needed_by_others in (False, True):
            tier = [program.process for program in self._programs if program.is_server is needed_by_others]
            for process in tier:
                process.ask_to_stop()
            for process in tier:
                process.stop()
        self._programs.clear()
