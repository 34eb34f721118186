"""A second process with Django set up on one database, which does what it is asked by name.

Two databases of different sizes can only be measured in turns if each has a process of its own.
"""

import multiprocessing
import os
import sys
import threading
import traceback
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

import django

SPAWN = multiprocessing.get_context("spawn")


class Unmeasured(Exception):
    """Something could not be measured; its text is the line that stands in the table instead."""


class Remote:
    """The process and the pipe to it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.pipe, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(target=serve, args=(dict(environment), theirs), daemon=True)
        self.process.start()
        theirs.close()

    def call(self, function: str, **facts: Any) -> Any:
        """The answer of `package.module:function`, called there with these facts."""
        self.pipe.send((function, facts))
        try:
            answer, failure = self.pipe.recv()
        except EOFError as error:
            raise Unmeasured(f"the process that runs {function} ended") from error
        if failure:
            print(failure, file=sys.stderr)
            raise Unmeasured(failure.strip().splitlines()[-1][:160])
        return answer

    def stop(self) -> None:
        """Let it end by itself: it reads the end of the pipe."""
        self.pipe.close()
        self.process.join(10)
        if self.process.is_alive():
            self.process.kill()


def share_out(hands: Sequence[Remote], chores: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Every chore once, in their order, each by whichever of the processes is free."""
    left, mutex = iter(chores), threading.Lock()

    def work(hand: Remote) -> None:
        while True:
            with mutex:
                chore = next(left, None)
            if chore is None:
                return
            hand.call(chore[0], **chore[1])

    with ThreadPoolExecutor(len(hands)) as threads:
        list(threads.map(work, hands))


def serve(environment: dict[str, str], pipe: Connection) -> None:
    """Answer until the other side closes the pipe."""
    os.environ.update(environment)
    django.setup()
    while True:
        try:
            name, facts = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            module, _, function = name.partition(":")
            pipe.send((getattr(import_module(module), function)(**facts), ""))
        except Exception:
            pipe.send((None, traceback.format_exc()))
