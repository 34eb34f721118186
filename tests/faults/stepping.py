"""A clock on the wall that a test sets, under processes that know nothing of it."""

from importlib.resources import files
from pathlib import Path


class WallClock:
    """The time of day of those processes that have its `environment`: the machine's, and so many seconds more.

    What they measure by the monotonic clock goes on as ever, as it does when an administrator sets a machine's time.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "offset"
        folder.chmod(0o711)  # PostgreSQL is another user, and reads it too
        self.set(0)
        library = files("libfaketime") / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DISABLE_SHM": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, seconds: int) -> None:
        """So many seconds ahead of the machine from now on; behind it, if negative."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.chmod(0o644)
        new.rename(self._file)
