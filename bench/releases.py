"""The release before this one, out of the repository's history."""

import io
import subprocess
import tarfile
from pathlib import Path

from embedded.places import ROOT

from .remote import Unmeasured

# A release adds its migrations to this list, so whoever changed it last made one.
MARK = "tests/house/released.txt"


def release_before() -> str:
    """The commit of the last release. `Unmeasured` where there is no history to look into."""
    found = _git("log", "-1", "--format=%H", "--", MARK).decode().strip()
    if not found:
        raise Unmeasured("the history of the repository is not here: no release before this one is known")
    return found


def unpack(commit: str, folder: Path) -> None:
    """The tree of that commit, into a folder of its own."""
    with tarfile.open(fileobj=io.BytesIO(_git("archive", "--format=tar", commit))) as tree:
        tree.extractall(folder, filter="data")


def _git(*words: str) -> bytes:
    try:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unmeasured(f"git {words[0]}: {error}") from error
