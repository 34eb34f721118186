"""Files that are there whole or not at all: written under a name that nobody serves, flushed to the disk, renamed."""

import os
import secrets
from pathlib import Path


def write_whole(path: Path, content: bytes, *, within: Path) -> None:
    """Put the content at the path in one step. `within` is a folder of the same disk that nobody serves; whoever is
    killed on the way leaves something there and nothing at the path.
    """
    within.mkdir(parents=True, exist_ok=True)
    waiting = within / secrets.token_hex(8)
    with waiting.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    make_folder(path.parent)
    waiting.replace(path)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """The folder and those above it, each with its name on the disk."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def remove(path: Path) -> None:
    """Take the file away, and its name off the disk."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk: a file whose name was lost is lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
