"""Scripts that a page loads as one file, in one request, each joined of files that stay what they are."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, Storage

KEEPER = "keep.js"
# What a page may need besides the keeper of texts, which comes to whoever is signed in.
JOINED = {
    "with-htmx.js": ("django_htmx/htmx-2.min.js", KEEPER),
    "with-paper.js": ("paper.js", KEEPER),
    "with-passkey.js": ("passkey.js", KEEPER),
    "with-push.js": ("push.js", KEEPER),
}


class JoinedFinder(finders.BaseFinder):
    """Finds them like any static file, so that the manifest gives each its hash and a server in debug finds it too.

    A file is joined when it is asked for and written only when its words have changed: its age then says so.
    """

    @property
    def storage(self) -> FileSystemStorage:
        return FileSystemStorage(location=settings.JOINED_ROOT)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(_join(path))] if path in JOINED else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in JOINED:
            _join(name)
            yield name, self.storage


def _join(name: str) -> Path:
    # A semicolon between them: a file need not end its last statement.
    words = ";\n".join(_read(part) for part in JOINED[name])
    joined = Path(settings.JOINED_ROOT) / name
    if not joined.exists() or joined.read_text(encoding="utf-8") != words:
        joined.parent.mkdir(parents=True, exist_ok=True)
        # Renamed when it is whole: another process may be reading it.
        being_written = joined.with_name(f".{name}.{os.getpid()}")
        being_written.write_text(words, encoding="utf-8")
        being_written.replace(joined)
    return joined


def _read(part: str) -> str:
    if found := finders.find(part):
        return Path(found).read_text(encoding="utf-8")
    raise ImproperlyConfigured(f"{part}, of which a script is to be joined, is not among the static files")
