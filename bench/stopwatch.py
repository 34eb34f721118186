"""Where the time of a run goes: the seconds of each section, told when it ends and kept for the page."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Sections one after the other, none within another."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Time what is done here, also where it fails."""
        print(f"{name} …", end=" ", file=sys.stderr, flush=True)
        began = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - began
            self.seconds[name] = self.seconds.get(name, 0.0) + spent
            print(f"{spent:.1f} s", file=sys.stderr, flush=True)

    def told(self) -> str:
        """One line for the page."""
        return "Seconds: " + ", ".join(f"{name} {spent:.0f}" for name, spent in self.seconds.items())
