"""What a new council is to be, as it is asked for: by the guide, and by the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from councils.rounds.laying import NOON, USUAL_DAYS


@dataclass(frozen=True)
class Founder:
    """A movement that founds the council: of one country or, without one, regional. `email` is its coordinator's."""

    name: str
    kind: str
    country: str
    email: str


@dataclass(frozen=True)
class Body:
    """A body that is to answer, where there is none yet: it is founded with the council, by the same secretaries."""

    name: Mapping[str, str]
    code: str
    kind: str


@dataclass(frozen=True)
class FirstRound:
    """The first round: its words, so many days to each stage from `starts_on` at `hour` of the council's clock, and
    who is to answer, by the addresses of bodies that are here and by those that are founded with it.
    """

    title: Mapping[str, str]
    call: Mapping[str, str]
    themes: Sequence[Mapping[str, str]]
    starts_on: date
    hour: int = NOON
    days: Mapping[str, int] = field(default_factory=lambda: dict(USUAL_DAYS))
    envelope: str | None = None
    currency: str = "USD"
    addressees: Sequence[str] = ()
    body: Body | None = None


@dataclass(frozen=True)
class Beginning:
    """All that a new council begins with. `countries` are ISO 3166-1 codes, each with the zone of its capital where
    that is not known here (`PT=Europe/Lisbon`); `secretaries` are addresses; `template` names a rulebook.
    """

    name: Mapping[str, str]
    slug: str
    code: str
    countries: Sequence[str]
    movements: Sequence[Founder]
    template: str
    secretaries: Sequence[str]
    time_zone: str = "UTC"
    is_two_person: bool = True
    first_round: FirstRound | None = None
