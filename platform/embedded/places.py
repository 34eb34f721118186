"""Where the demonstration keeps things, and the one kind of trouble that is told in a line instead of a traceback."""

import hashlib
import os
import re
import stat
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOCKET_PATH_LIMIT = 103  # bytes: 107 on Linux, 103 on the BSDs and macOS
PLAIN_PATH = re.compile(r"[\w/.-]+")


class Trouble(Exception):
    """Something that the person at the keyboard can put right; its text is the whole message."""


def data_folder() -> Path:
    """`MINGA_DATA`, or `.local/` in the checkout, so that a clone can be thrown away with all it made."""
    return Path(os.environ.get("MINGA_DATA") or ROOT / ".local").expanduser().resolve()


def writable(folder: Path) -> Path:
    """The folder, made if need be. Trying is the only question that permissions, mounts and full disks all answer."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Trouble(f"the data folder {folder} cannot be written to ({error.strerror}); set MINGA_DATA") from error
    return folder


def socket_folder(folder: Path, name: str) -> Path:
    """Where a socket called `name` may live: in `folder`, unless its path is longer than the system can bind or holds a
    sign that libpq reads as syntax (a comma separates hosts).

    The other place is named after the folder, so that whoever looks for the socket later computes the same path.
    """
    if len(os.fsencode(folder / name)) <= SOCKET_PATH_LIMIT and PLAIN_PATH.fullmatch(str(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"minga-{os.getuid()}-{digest}"


def private(folder: Path, owner: int) -> Path:
    """The folder, open to `owner` alone. One that somebody else put there first is refused, never adopted."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), owner}:
        raise Trouble(f"{folder} belongs to somebody else; remove it or set MINGA_DATA to another folder")
    if found.st_uid != owner:
        os.chown(folder, owner, -1)
    folder.chmod(0o700)
    return folder
