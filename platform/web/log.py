"""The public log of a council, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from councils.models import Council
from ledger.models import Entry
from ledger.verbs import tell

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One entry in words: when, for whom, by which mark, what, on what."""

    at: datetime
    sentence: str
    on_behalf_of: str
    mark: str
    subject: str


@dataclass(frozen=True)
class Log:
    """A page of lines, newest first, and the id before which the older ones begin."""

    lines: list[Line]
    older: int | None


def page_of_log(council: Council, *, verb: str = "", before: int = 0) -> Log:
    """The entries that nothing can still be committed among, by id; of one verb, and older than `before`, if asked."""
    entries = Entry.objects.settled().of_council(council.pk)
    if verb:
        entries = entries.filter(verb=verb)
    if before:
        entries = entries.filter(id__lt=before)
    rows = list(entries[: PAGE + 1])
    lines = [Line(e.at, tell(e.verb, e.data), e.on_behalf_of, e.actor_mark, e.subject) for e in rows[:PAGE]]
    return Log(lines, rows[PAGE - 1].pk if len(rows) > PAGE else None)
