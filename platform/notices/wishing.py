"""How people wish to be told: what they said, and what holds for those who said nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User

from .digests import next_digest
from .models import Device, Postbox, Preference
from .registry import Kind

How = Preference.How


@dataclass(frozen=True)
class Wish:
    """How one person wishes to be told of one kind."""

    person: User
    how: str
    hour: int
    weekday: int | None
    is_paused: bool
    has_device: bool = False

    def digest_after(self, instant: datetime) -> datetime:
        """When their next digest goes out."""
        zone = ZoneInfo(self.person.time_zone or settings.TIME_ZONE)
        return next_digest(instant, zone=zone, hour=self.hour, weekday=self.weekday)


def default_how(kind: Kind) -> str:
    """How a person is told who has said nothing: at once of what is urgent, of the rest in a digest."""
    return How.AT_ONCE if kind.is_urgent else How.DIGEST


def wishes(people: Sequence[User], kind: Kind) -> list[Wish]:
    """How each of them wishes to be told: two questions, and one of devices, however many they are."""
    stated: Mapping[int, str] = dict(
        Preference.objects.filter(person__in=people, kind=kind.name).values_list("person_id", "how")
    )
    boxes = Postbox.objects.in_bulk([person.pk for person in people])
    equipped = _with_a_device(people)
    usual = Postbox()
    return [
        _wish(person, stated.get(person.pk) or default_how(kind), boxes.get(person.pk, usual), person.pk in equipped)
        for person in people
    ]


def _with_a_device(people: Sequence[User]) -> set[int]:
    """Who of them is told on a device; nobody where the site has no key for it."""
    if not settings.VAPID_PRIVATE_KEY:
        return set()
    return set(Device.objects.filter(person__in=people).values_list("person_id", flat=True))


def _wish(person: User, how: str, box: Postbox, has_device: bool) -> Wish:
    return Wish(person, how, box.hour, box.weekday, box.paused_at is not None, has_device)
