"""Which dumps are there, and which are kept: those of the last week, and the first of every month."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

KEPT = timedelta(days=7)
LATEST = "latest"
# Nothing whose name begins so is served: it is being written, or being removed.
UNSERVED = "."
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def dumps_root() -> Path:
    """The folder of all dumps, in the layout of their addresses."""
    return Path(settings.PUBLISH_ROOT) / "dumps"


def dated(root: Path) -> list[date]:
    """The days of which there is a dump, the earliest first."""
    names = [entry.name for entry in root.iterdir() if DAY.match(entry.name)] if root.is_dir() else []
    return sorted(day for name in names if (day := day_or_none(name)))


def day_or_none(name: str) -> date | None:
    """The day that a folder is named for; None for a name that is no day."""
    try:
        return date.fromisoformat(name) if DAY.match(name) else None
    except ValueError:
        return None


def to_remove(days: list[date], today: date) -> list[date]:
    """Those that are neither of the last week nor the first of their month."""
    first: dict[tuple[int, int], date] = {}
    for day in sorted(days):
        first.setdefault((day.year, day.month), day)
    return [day for day in days if today - day >= KEPT and first[day.year, day.month] != day]


def remove_old(root: Path, today: date) -> None:
    """Take the old ones away, each at once: nobody is served half of one."""
    for day in to_remove(dated(root), today):
        gone = root / f"{UNSERVED}{day.isoformat()}-old"
        (root / day.isoformat()).rename(gone)
        shutil.rmtree(gone)


def sweep_unserved(root: Path) -> None:
    """Remove what somebody who was killed has left. The caller holds the lock: nobody is writing."""
    for entry in root.iterdir():
        if entry.name.startswith(UNSERVED):
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
