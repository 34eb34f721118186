"""Published positions as they go out, kept in memory once they were asked for.

Nothing here can be stale: what stands at an address is written once, in one transaction, and the database refuses to
change or delete it. Only what was found is kept, so that a position can be read from the moment of its publication.
"""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

Place = tuple[str, str, int, int]

# For each process of the web server: some six hundred positions of fifty seats.
ROOM = 32_000_000


class Kept(NamedTuple):
    """The SHA-256 of the document, and the whole body of the answer; it is final once it is signed."""

    sha256: str
    body: bytes
    is_final: bool = True

    @property
    def tag(self) -> str:
        """What the answer is called: the document never changes, and its first signature is still to come."""
        return self.sha256 if self.is_final else f"{self.sha256}-unsigned"


class Shelf:
    """As many bodies as there is room for, in bytes; those that nobody asked for the longest make place for others."""

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._kept: OrderedDict[Place, Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, place: Place) -> Kept | None:
        """What is kept of a place, as council, series, year and number."""
        with self._lock:
            if place in self._kept:
                self._kept.move_to_end(place)
            return self._kept.get(place)

    def keep(self, place: Place, kept: Kept) -> Kept:
        """Keep it, unless it alone would fill the shelf."""
        with self._lock:
            if place not in self._kept and len(kept.body) <= self._room:
                self._kept[place] = kept
                self._taken += len(kept.body)
            while self._taken > self._room:
                self._taken -= len(self._kept.popitem(last=False)[1].body)
        return kept

    def clear(self) -> None:
        """Forget everything: for whoever puts another database in the place of this one."""
        with self._lock:
            self._kept.clear()
            self._taken = 0


SHELF = Shelf(ROOM)
