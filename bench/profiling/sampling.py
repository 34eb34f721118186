"""Where the time in Python goes: py-spy looks at the process a few hundred times a second, and slows it by nothing that
depends on how often a function is called.

It reads the memory of another process, which root may, and others where the system lets them trace their own.
"""

import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.remote import Remote, Unmeasured
from embedded.places import ROOT

RATE, SECONDS = 400, 4.0
FRAME = re.compile(r"^(?P<function>.*) \((?P<file>[^()]*?)(?::\d+)?\)$")
# By the beginning of the path below site-packages; the first that fits.
LIBRARIES = {
    "django/template": "templates",
    "django/utils/translation": "translation",
    "django/utils": "Django's helpers",
    "django/urls": "addresses",
    "django/db": "ORM",
    "django/middleware": "middleware",
    "django/contrib": "middleware",
    "django/core": "requests",
    "django/http": "requests",
    "django/forms": "forms",
    "django": "Django, else",
    "rest_framework": "REST framework",
    "psycopg": "driver",
    "psycopg_pool": "driver",
}


@dataclass(frozen=True)
class Sample:
    """Shares of the time: by room, by function itself, and by function of ours with all that it calls."""

    rooms: list[tuple[str, float]]
    own: list[tuple[str, float]]
    ours: list[tuple[str, float]]


def sample(remote: Remote, folder: Path, requests: list[dict[str, Any]]) -> Sample:
    """The process answers these requests meanwhile."""
    spy = shutil.which("py-spy", path=str(Path(sys.executable).parent)) or shutil.which("py-spy")
    if spy is None:
        raise Unmeasured("py-spy is not installed (requirements/dev.txt)")
    answered: list[Any] = []
    facts = {"requests": requests, "seconds": SECONDS + 2}
    walk = threading.Thread(
        target=lambda: answered.append(remote.call("bench.inside.explaining:walked", **facts)), daemon=True
    )
    walk.start()
    try:
        lines = _recorded(spy, remote, folder / "sample.txt")
    finally:
        walk.join()
    if not answered:
        raise Unmeasured("the requests failed while they were looked at")
    return counted(lines)


def _recorded(spy: str, remote: Remote, kept: Path) -> list[str]:
    command = [spy, "record", "--pid", str(remote.process.pid), "--rate", str(RATE), "--duration", f"{SECONDS:.0f}"]
    command += ["--format", "raw", "--function", "--full-filenames", "--output", str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unmeasured(f"py-spy: {done.stderr.strip().splitlines()[-1:]}")
    return kept.read_text().splitlines()


def counted(lines: list[str]) -> Sample:
    """`lines` are stacks, outermost first, with how often each was seen: `a (file);b (file) 12`."""
    rooms: Counter[str] = Counter()
    own: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    whole = 0
    for line in lines:
        stack, _, seen = line.rpartition(" ")
        frames = [FRAME.match(frame) for frame in stack.split(";")]
        known = [(match["function"], match["file"]) for match in frames if match]
        # What measures is not measured: a request begins where the handler is called.
        begins = next((place for place, (_name, file) in enumerate(known) if file.endswith("handlers/wsgi.py")), None)
        if begins is None:
            continue
        inside, times = known[begins:], int(seen)
        whole += times
        function, file = inside[-1]
        rooms[room_of(file)] += times
        own[_called(function, file)] += times
        for name in {_called(*frame) for frame in inside if _is_ours(frame[1])}:
            ours[name] += times
    around_all = [name for name, times in ours.items() if "iddleware" in name and times > whole / 2]
    for name in around_all:
        del ours[name]
    return Sample(*(_shares(each, whole) for each in (rooms, own, ours)))


def _shares(times: Counter[str], whole: int) -> list[tuple[str, float]]:
    return [(name, count / whole) for name, count in times.most_common()] if whole else []


def _is_ours(file: str) -> bool:
    return file.startswith(f"{ROOT}/") and "/site-packages/" not in file and not file.startswith(f"{ROOT}/bench/")


def room_of(file: str) -> str:
    """The room of ours (`proposals.deliberation`), or what the library is for."""
    if _is_ours(file):
        parts = file.removeprefix(f"{ROOT}/").removeprefix("platform/").split("/")
        return ".".join(parts[:2] if parts[0] in ("proposals", "councils") else parts[:1])
    _, found, below = file.partition("/site-packages/")
    if not found:
        return "Python"
    fitting = [name for start, name in LIBRARIES.items() if below.startswith(f"{start}/") or below == f"{start}.py"]
    return fitting[0] if fitting else below.split("/")[0].removesuffix(".py")


def _called(function: str, file: str) -> str:
    if _is_ours(file):
        module = file.removeprefix(f"{ROOT}/").removeprefix("platform/").removesuffix(".py").replace("/", ".")
        return f"{module}.{function}"
    return f"{'/'.join(file.split('/')[-2:]).removesuffix('.py')}.{function}"
