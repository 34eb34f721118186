"""Published positions as files under `PUBLISH_ROOT`, in the layout of their addresses, for a front server to serve.

The disk itself is the list of what is there: each run compares it with what is published and writes what is lacking.
So whoever is killed, or begins with an empty disk, needs nothing but the next run. What is published never changes and
neither does its file; only what was printed of a text that was hidden since is taken away, and put back if the hiding
ends. See `docs/decisions/0075`.
"""

import gzip
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import brotli
import structlog
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from common.files import remove, write_whole
from common.locks import Lock, try_exclude
from common.published import published

from .models import CARD, Package, Position, Rendition, Signature
from .queries import cards, handed_out
from .serving import read_stored
from .shelf import Place

log = structlog.get_logger(__name__)

# Nobody serves what begins with a dot: here stands what is being written.
WRITING = ".writing"
LONGEST_SECONDS = 60
CHUNK = 500
# The data as it is, and as the front server hands it to who asks for it smaller: pressed once, as hard as can be.
COMPRESSED: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".br": brotli.compress,
    ".gz": lambda content: gzip.compress(content, mtime=0),
}


class Published(NamedTuple):
    """A position and what of it is to be read. `printed` are the languages of its files, the original first, and
    `readable` those that may be read; so it `is_drawn` on a card, which `is_shown`.
    """

    pk: int
    place: Place
    is_signed: bool
    has_package: bool
    printed: list[str]
    readable: list[str]
    is_drawn: bool
    is_shown: bool


def file_positions(longest: float = LONGEST_SECONDS) -> int:
    """Write every file that is lacking and take away those that are not to be read; how many. For a minute at the most:
    the next run goes on. None while another process is at it.
    """
    root, until, done = Path(settings.PUBLISH_ROOT), time.monotonic() + longest, 0
    with transaction.atomic():
        if not try_exclude(Lock.FILES, 0):
            return 0
        # The lock is held, so nobody is writing: somebody who was killed has left it.
        shutil.rmtree(root / WRITING, ignore_errors=True)
        for found in _published():
            for path, read in _files_of(found):
                done += _mend(root / path, read, root / WRITING)
            if time.monotonic() > until:
                break
    return done


def _published() -> Iterator[Published]:
    own = {"position": OuterRef("pk")}
    rows = published(Position.objects.all()).annotate(
        is_signed=Exists(Signature.objects.filter(**own)),
        has_package=Exists(Package.objects.filter(**own)),
        printed=ArraySubquery(Rendition.objects.filter(**own).exclude(language=CARD).order_by("id").values("language")),
        readable=ArraySubquery(handed_out().filter(**own).values("language")),
        is_drawn=Exists(Rendition.objects.filter(**own, language=CARD)),
        is_shown=Exists(cards().filter(**own)),
    )
    place = ("council__slug", "series", "year", "number")
    asked = ("is_signed", "has_package", "printed", "readable", "is_drawn", "is_shown")
    told = rows.order_by("id").values_list("pk", *place, *asked)
    for row in told.iterator(CHUNK):
        yield Published(row[0], (row[1], row[2], row[3], row[4]), *row[5:])


def _files_of(found: Published) -> Iterator[tuple[Path, Callable[[], bytes] | None]]:
    """Where each file of a position belongs, and how its bytes are read; None for one that must not be there.

    The data waits for the first signature: until then it may still change.
    """
    council, series, year, number = found.place
    folder = Path("positions", council, series, f"{year}")
    if found.is_signed:
        for ending, pressed in COMPRESSED.items():
            yield folder / f"{number}.json{ending}", lambda pressed=pressed: pressed(read_stored(found.place).body)  # type: ignore[misc] # typed by COMPRESSED
    if found.has_package:
        yield _package_path(found.place), lambda: bytes(Package.objects.get(position=found.pk).content)
    for name, languages in (("", found.printed[:1]), *((f".{one}", [one]) for one in found.printed)):
        for language in languages:
            yield folder / f"{number}{name}.pdf", _printed(found, language)
    if found.is_drawn:
        yield folder / f"{number}.png", _stored(found, CARD) if found.is_shown else None


def _package_path(place: Place) -> Path:
    council, series, year, number = place
    name, args = ("series_package", [council, series]) if series else ("position_package", [council])
    return Path(reverse(f"api:{name}", args=[*args, year, number]).lstrip("/"))


def _printed(found: Published, language: str) -> Callable[[], bytes] | None:
    return _stored(found, language) if language in found.readable else None


def _stored(found: Published, language: str) -> Callable[[], bytes]:
    return lambda: bytes(Rendition.objects.get(position=found.pk, language=language).content)


def _mend(path: Path, read: Callable[[], bytes] | None, within: Path) -> bool:
    """Whether anything had to be done about a file."""
    if path.exists() == (read is not None):
        return False
    if read is not None:
        write_whole(path, read(), within=within)
    else:
        with suppress(FileNotFoundError):
            remove(path)
    log.info("position_filed" if read else "position_file_withdrawn", path=str(path))
    return True
