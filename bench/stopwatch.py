"""Where the time of a run goes: the seconds of each section, told when it ends and kept for the page."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(words: str) -> None:
    """To whoever waits, and at once: a long run that is stopped has said what it found until then."""
    print(words, file=sys.stderr, flush=True)


class Stopwatch:
    """Sections one after the other, none within another."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Time what is done here, also where it fails."""
        say(f"Measuring: {name} …")
        began = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - began
            self.seconds[name] = self.seconds.get(name, 0.0) + spent
            say(f"  {spent:.1f} s")

    def told(self) -> str:
        """One line for the page."""
        return "Seconds: " + ", ".join(f"{name} {spent:.0f}" for name, spent in self.seconds.items())
