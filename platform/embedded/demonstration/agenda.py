"""What happens when: acts in the order of their instants, each carried out once, under the loader's clock.

One transaction for all of it would meet the database's own limits and hold its locks for half a minute. So each act is
a transaction of its own, and the permit that lets the clock move says, in the same transaction, how far the story has
come: whoever is killed in the middle goes on at the next start where they were.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from common.clock import travel
from common.models import ClockPermit
from embedded.guard import require_demonstration
from proposals.schedule import close_one_due_window

PURPOSE = "demonstration"


@dataclass(frozen=True)
class Event:
    """One act at its instant."""

    at: datetime
    act: Callable[[], object]


class Agenda:
    """Acts between the founding and `until`, which is the instant at which the loader began."""

    def __init__(self, until: datetime, zone: str) -> None:
        self.until = until
        self.zone = ZoneInfo(zone)
        self._events: list[Event] = []

    def day(self, number: int, hour: int = 8, minute: int = 0) -> datetime:
        """A time of the council's day that is `number` days from the day of `until`."""
        local = self.until.astimezone(self.zone) + timedelta(days=number)
        return local.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(self.until.tzinfo)

    def within(self, opens_at: datetime, closes_at: datetime, share: float) -> datetime:
        """The instant at which that share of the stretch has gone by, or of what has gone by of it until now."""
        ends_at = min(closes_at, self.until - timedelta(minutes=1))
        instant = opens_at + (ends_at - opens_at) * share
        return instant.replace(microsecond=0)

    def add(self, at: datetime, act: Callable[..., object], *args: object, **kwargs: object) -> None:
        """Put an act on the agenda; what is due after `until` is left to the people and the worker."""
        if at < self.until:
            self._events.append(Event(at, partial(act, *args, **kwargs)))

    def tick(self, at: datetime) -> None:
        """Let the conductor carry out what is due, as the worker would some seconds later."""
        self.add(at + timedelta(seconds=2), conduct)

    def ordered(self) -> list[Event]:
        """By instant; of one instant, as they were added."""
        return sorted(self._events, key=lambda event: event.at)


def conduct() -> None:
    """Ring the conductor until it says that there was no work."""
    while close_one_due_window():
        pass


@dataclass
class Progress:
    """A story that is being told: which, since when, and how many of its acts are done. Kept in the clock permit."""

    permit: ClockPermit
    story: str
    until: datetime
    number: int
    done: int

    @classmethod
    def begin(cls, story: str, until: datetime, number: int) -> "Progress":
        require_demonstration()
        progress = cls(ClockPermit(), story, until, number, 0)
        progress._keep()
        return progress

    @classmethod
    def unfinished(cls) -> "Progress | None":
        """The story in the middle of which an earlier loader was interrupted."""
        for permit in ClockPermit.objects.order_by("id"):
            try:
                told = json.loads(permit.reason)
            except ValueError:
                continue
            if isinstance(told, dict) and told.get("purpose") == PURPOSE:
                until = datetime.fromisoformat(told["until"])
                return cls(permit, told["story"], until, told["number"], told["done"])
        return None

    def _keep(self) -> None:
        self.permit.reason = json.dumps(
            {
                "purpose": PURPOSE,
                "story": self.story,
                "until": self.until.isoformat(),
                "number": self.number,
                "done": self.done,
            }
        )
        self.permit.save()

    def tell(self, agenda: Agenda) -> int:
        """Carry out what is left, take the permit back, and say how many acts there were."""
        left = agenda.ordered()[self.done :]
        for event in left:
            with travel(event.at), transaction.atomic():
                event.act()
                self.done += 1
                self._keep()
        self.end()
        return len(left)

    def end(self) -> None:
        """The clock of this database can no longer be moved."""
        if self.permit.pk:
            self.permit.delete()


@contextmanager
def a_minute_later(now: datetime) -> Iterator[None]:
    """For the second of two acts that belong together and are not done in one breath."""
    with travel(now + timedelta(minutes=1)):
        yield
