"""The most used paths, and the requests of which each is made.

No deployment has told us yet what is asked for most. These are the pages between the home page and a vote, in the
order in which they are walked; the lists of the API that whoever keeps a copy of it asks for again and again; what a
published position is linked by; and the search.
"""

from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from bench.measures.casting import form
from bench.remote import Remote

# Few enough that none is asked for the first time while it is measured.
VOTERS = 200


class Sent(TypedDict):
    """A request as `bench.inside.asking:ask` takes it."""

    path: str
    cookies: NotRequired[str]
    form: NotRequired[bytes | None]


@dataclass(frozen=True)
class Path:
    """What it is called, the name of its address, which of the seeded places it is about, and why it is among them.

    `who` asks for it: nobody, the `member` of the world, or the `voters` of the booth, who cast where `casts`.
    """

    what: str
    name: str
    place: str
    why: str
    who: str = ""
    query: str = ""
    casts: bool = False


PATHS = [
    Path("home", "home", "", "Where everybody arrives"),
    Path("council", "council", "council", "Where the links in letters and feeds lead"),
    Path("round with its proposals", "round", "round", "The list from which every text is reached"),
    Path("proposal with 50 comments", "proposal", "proposal", "What the public and search engines read"),
    Path("proposal with 50 comments, signed in", "proposal", "proposal", "Where members discuss", who="member"),
    Path("ballot of a voter", "ballot", "ballot", "Opened by everybody on a roll, in the last hours", who="voters"),
    Path(
        "casting a vote", "vote", "ballot", "Sent by everybody on a roll, in the last minutes", who="voters", casts=True
    ),
    Path("API list of proposals", "api:proposals", "", "Read again and again by whoever keeps a copy"),
    Path("API list of comments", "api:comments", "", "Read likewise, and the longest of all"),
    Path("API ledger", "api:ledger", "", "Polled by those who watch"),
    Path("published position", "position", "position", "Cited from outside"),
    Path("search", "search", "", "A word in very many texts, the dearest that can be asked", query="?q={word}"),
]


def requests_of(path: Path, remote: Remote, places: dict[str, Any]) -> list[Sent]:
    """What is sent for it, over and over: one request, or one of each voter."""
    args = places[path.place] if path.place else []
    address = remote.call("bench.inside.asking:address", name=path.name, args=args)
    address += path.query.format(word=places.get("word", ""))
    if path.who != "voters":
        return [{"path": address, "cookies": places[path.who] if path.who else ""}]
    return [
        {"path": address, "cookies": cookies, "form": form(movement) if path.casts else None}
        for movement, cookies in places["voters"][:VOTERS]
    ]
