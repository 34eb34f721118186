"""Of which acts people are told: a verb of the ledger, whom it concerns, and under which kind they hear of it.

An app with acts registers them in a module `announcements`, which this app imports when all apps are ready. Nothing is
told that is not in the ledger, and nothing is told to anybody but the audience that the room names.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ledger.models import Entry
from ledger.verbs import tell


@dataclass(frozen=True)
class Attached:
    """A file that goes with a letter: of the media type `text/` and `subtype`, with these parameters."""

    name: str
    content: bytes
    subtype: str
    parameters: Mapping[str, str]


# entry → the people whom it concerns; not in any order, and with nobody twice.
Audience = Callable[[Entry], QuerySet[User]]


@dataclass(frozen=True)
class Kind:
    """Notices that are wished for, put off to a digest, or declined together."""

    name: str
    label: str | Promise
    is_urgent: bool = False


DEADLINES = Kind("deadlines", _("What waits for me before a deadline"), is_urgent=True)
STAGES = Kind("stages", _("Calls, stages and calendars of my councils"))
TEXTS = Kind("texts", _("Proposals and amendments of my movements"))
RESULTS = Kind("results", _("Results and positions"))
ANSWERS = Kind("answers", _("Answers to positions"))
MODERATION = Kind("moderation", _("Moderation of what I wrote, and cases to decide"), is_urgent=True)
MEETINGS = Kind("meetings", _("Meetings of my councils"), is_urgent=True)
DESK = Kind("desk", _("Work for the secretariat"))
STANDING = Kind("standing", _("My mandates, memberships and offices"), is_urgent=True)
KINDS = {kind.name: kind for kind in (DEADLINES, STAGES, TEXTS, RESULTS, ANSWERS, MODERATION, MEETINGS, DESK, STANDING)}


@dataclass(frozen=True)
class Announcement:
    """How the acts of one verb are told.

    `until` says after which instant an entry is no news any more: a reminder that would arrive after the close is not
    sent. `is_asked_again` lets the audience be asked once more when the letter goes out: whoever has voted meanwhile is
    not reminded. `sentence` tells the entry to those whom it concerns; without it they read what the public log says.
    `attach` is asked for a file when the letter is written, in the reader's language.
    """

    kind: Kind
    audience: Audience
    until: Callable[[Entry], datetime | None] | None = None
    is_asked_again: bool = False
    sentence: Callable[[Entry], str] | None = None
    attach: Callable[[Entry], Attached | None] | None = None


ANNOUNCEMENTS: dict[str, Announcement] = {}
# ids of councils → those of them of which no letters are sent, with what their notices are marked by on the site.
Marking = Callable[[Collection[int]], Mapping[int, str]]
MARKING: list[Marking] = []


# entries → the public log's sentence on each, in the active language and zone.
Telling = Callable[[Sequence[Entry]], list[str]]
TELLING: list[Telling] = []


def tell_by(telling: Telling) -> Telling:
    """Set who puts entries into words: codes and instants are stored, and people are told names and dates. Usable as a
    decorator.
    """
    TELLING[:] = [telling]
    return telling


def tell_on_the_site_alone(marking: Marking) -> Marking:
    """Add a room's word on the councils of which no letters are sent; usable as a decorator."""
    MARKING.append(marking)
    return marking


def marks_of(council_ids: Collection[int | None]) -> dict[int, str]:
    """Those of these councils that are told of on the site alone, each with its mark."""
    known = {council_id for council_id in council_ids if council_id is not None}
    return {council_id: mark for ask in MARKING for council_id, mark in ask(known).items()} if known else {}


def register(announcements: dict[str, Announcement]) -> None:
    """Add announcements. A verb is announced in one way, so a second registration is a mistake."""
    twice = ANNOUNCEMENTS.keys() & announcements.keys()
    if twice:
        raise ValueError(f"registered twice: {', '.join(sorted(twice))}")
    ANNOUNCEMENTS.update(announcements)


def announcement_of(entry: Entry) -> Announcement:
    """How the entry is told. A verb that nobody registered is a mistake of the caller: KeyError."""
    return ANNOUNCEMENTS[entry.verb]


def words_of(entries: Sequence[Entry]) -> list[str]:
    """What each entry says to those whom it concerns, in the active language."""
    own = [ANNOUNCEMENTS[entry.verb].sentence if entry.verb in ANNOUNCEMENTS else None for entry in entries]
    plain = iter(_logged([entry for entry, sentence in zip(entries, own, strict=True) if sentence is None]))
    return [sentence(entry) if sentence else next(plain) for entry, sentence in zip(entries, own, strict=True)]


def _logged(entries: Sequence[Entry]) -> list[str]:
    return TELLING[0](entries) if TELLING else [tell(entry.verb, entry.data) for entry in entries]


def verbs() -> Iterable[str]:
    """The verbs of which anybody is told."""
    return ANNOUNCEMENTS.keys()
