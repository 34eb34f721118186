"""What of a discussion somebody asks to see: the order, the filters and where the page begins. All of it stands in the
address, so it can be sent to others and needs no script.

Whatever is none of the choices is passed over: an address that somebody cut short still shows the discussion.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from councils.wellformed import LANGUAGES

from .models import Comment

OLDEST, NEWEST, SUPPORTED = "oldest", "newest", "supported"
SORTS = (OLDEST, NEWEST, SUPPORTED)
SHAPES = {
    "sort": re.compile("|".join(SORTS)),
    "stance": re.compile("|".join(Comment.Stance.values)),
    "country": re.compile(r"[A-Z]{2}"),
    "movement": re.compile(r"[a-z0-9_-]{1,80}"),
    "paragraph": re.compile(r"[a-z0-9]{1,20}"),
    "language": re.compile("|".join(map(re.escape, LANGUAGES))),
}
FILTERS = ("stance", "country", "movement", "paragraph", "language")
KEY = re.compile(r"(?:(\d{1,9})\.)?(\d{1,17})", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """`after` is the key of the last comment of the page before: its support (0 unless sorted by it) and its id."""

    sort: str = OLDEST
    stance: str = ""
    country: str = ""
    movement: str = ""
    paragraph: str = ""
    language: str = ""
    after: tuple[int, int] | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether comments are looked for one by one, instead of thread by thread."""
        return any(getattr(self, name) for name in FILTERS)

    def address(self, after: tuple[int, int] | None = None) -> str:
        """The query of the address that asks for this, from `after` on; empty for the beginning of everything."""
        told = {name: getattr(self, name) for name in SHAPES if getattr(self, name)}
        if told.get("sort") == OLDEST:
            del told["sort"]
        if after:
            told["after"] = f"{after[0]}.{after[1]}" if self.sort == SUPPORTED else str(after[1])
        return urlencode(told)

    def without(self) -> "Asked":
        """The same order, unfiltered, from its beginning."""
        return Asked(sort=self.sort)


def read_asked(parameters: Mapping[str, str]) -> Asked:
    """What the parameters of an address ask for. `comment` asks for the page that begins with this comment."""
    linked = KEY.fullmatch(parameters.get("comment", ""))
    if linked and not linked[1]:
        return Asked(after=(0, int(linked[2]) - 1) if int(linked[2]) else None)
    told = {name: parameters.get(name, "") for name in SHAPES}
    known: dict[str, Any] = {name: value for name, value in told.items() if SHAPES[name].fullmatch(value)}
    key = KEY.fullmatch(parameters.get("after", ""))
    if key and int(key[2]) and (known.get("sort") == SUPPORTED) == bool(key[1]):
        known["after"] = int(key[1] or 0), int(key[2])
    return Asked(**known)
