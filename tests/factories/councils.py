"""Councils, movements and people made of rows, for tests that begin after the acts by which they would come about.

Facts are recorded at `LONG_AGO`, so that they count at every instant that a test travels to. `travelling` is for tests
that move the clock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from common import clock
from common.models import ClockPermit
from councils.models import (
    Accession,
    Contribution,
    Council,
    Country,
    Mandate,
    Membership,
    Movement,
    Office,
    Round,
    Rulebook,
    Seat,
    Standing,
    Theme,
    Window,
)
from councils.rulebook.rules import default_rulebook, write_rulebook

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@contextmanager
def travelling(instant: datetime) -> Iterator[None]:
    """The database's clock stands at `instant`, in a database that permits it."""
    ClockPermit.objects.get_or_create(reason="tests")
    with clock.travel(instant):
        yield


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"persona{n}@example.org")
    name = factory.Sequence(lambda n: f"Persona {n}")


class CountryFactory(DjangoModelFactory):
    class Meta:
        model = Country
        django_get_or_create = ("code",)

    code = "BO"
    name = factory.LazyAttribute(lambda country: {"es": f"País {country.code}"})
    time_zone = "America/La_Paz"


class MovementFactory(DjangoModelFactory):
    class Meta:
        model = Movement

    slug = factory.Sequence(lambda n: f"movimiento-{n}")
    name = factory.Sequence(lambda n: f"Movimiento {n}")
    kind = Movement.Kind.PEASANT
    country = factory.SubFactory(CountryFactory)
    founded_at = LONG_AGO


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    movement = factory.SubFactory(MovementFactory)
    person = factory.SubFactory(PersonFactory)
    starts_at = LONG_AGO


class CouncilFactory(DjangoModelFactory):
    """An advisory council without two-person control, with a rulebook in force."""

    class Meta:
        model = Council
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"consejo-{n}")
    code = factory.Sequence(lambda n: f"F{n:04d}")
    kind = Council.Kind.ADVISORY
    name = factory.Sequence(lambda n: {"es": f"Consejo {n}"})
    languages = ["es"]
    is_two_person = False
    founded_at = LONG_AGO

    @factory.post_generation
    def rulebook(self, create: bool, extracted: object, **rules: object) -> None:
        if extracted is not False:
            RulebookFactory(council=self, data={**write_rulebook(default_rulebook()), **rules})


class RulebookFactory(DjangoModelFactory):
    class Meta:
        model = Rulebook

    council = factory.SubFactory(CouncilFactory, rulebook=False)
    version = 1
    data = factory.LazyFunction(lambda: write_rulebook(default_rulebook()))
    effective_at = LONG_AGO
    recorded_at = LONG_AGO


class AccessionFactory(DjangoModelFactory):
    class Meta:
        model = Accession

    council = factory.SubFactory(CouncilFactory)
    country = factory.SubFactory(CountryFactory)
    is_member = True
    effective_at = LONG_AGO
    recorded_at = factory.SelfAttribute("effective_at")


class ContributionFactory(DjangoModelFactory):
    class Meta:
        model = Contribution

    country = factory.SubFactory(CountryFactory)
    kind = Contribution.Kind.SUBSCRIBED
    amount = 100
    effective_at = LONG_AGO
    recorded_at = factory.SelfAttribute("effective_at")


class SeatFactory(DjangoModelFactory):
    """A seat that is admitted, of a movement whose country belongs to the council; `standing=None` leaves that away."""

    class Meta:
        model = Seat
        skip_postgeneration_save = True

    council = factory.SubFactory(CouncilFactory)
    movement = factory.SubFactory(MovementFactory)

    @factory.post_generation
    def standing(self, create: bool, extracted: str | None, **facts: object) -> None:
        StandingFactory(seat=self, status=extracted or Standing.Status.ADMITTED, **facts)
        country = self.movement.country
        if country and not Accession.objects.filter(council=self.council, country=country).exists():
            AccessionFactory(council=self.council, country=country)


class StandingFactory(DjangoModelFactory):
    class Meta:
        model = Standing

    seat = factory.SubFactory(SeatFactory)
    status = Standing.Status.ADMITTED
    effective_at = LONG_AGO
    recorded_at = factory.SelfAttribute("effective_at")


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    seat = factory.SubFactory(SeatFactory)
    person = factory.SubFactory(PersonFactory)
    role = factory.LazyAttribute(lambda mandate: Mandate.Role.ALTERNATE if mandate.order else Mandate.Role.TITULAR)
    order = 0
    starts_at = LONG_AGO
    granted_by = factory.SelfAttribute("person")
    granted_at = factory.SelfAttribute("starts_at")


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = Office

    council = factory.SubFactory(CouncilFactory)
    person = factory.SubFactory(PersonFactory)
    kind = Office.Kind.SECRETARY
    starts_at = LONG_AGO


class RoundFactory(DjangoModelFactory):
    """A round whose windows stand end to end from `NOW` on, each as many days long as `days` says."""

    class Meta:
        model = Round
        skip_postgeneration_save = True

    council = factory.SubFactory(CouncilFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = {"es": "Primera convocatoria"}
    call = {"es": "¿Qué debe financiar el banco?"}
    convened_at = LONG_AGO

    @factory.post_generation
    def days(self, create: bool, extracted: dict[str, int] | None, **facts: object) -> None:
        opens_at = NOW
        days = extracted or {"drafting": 10, "discussion": 10, "settlement": 4, "voting": 4, "response": 30}
        for kind, length in days.items():
            closes_at = opens_at + length * DAY
            WindowFactory(round=self, kind=kind, opens_at=opens_at, closes_at=closes_at)
            opens_at = closes_at


class WindowFactory(DjangoModelFactory):
    class Meta:
        model = Window

    round = factory.SubFactory(RoundFactory)
    kind = Window.Kind.DRAFTING
    opens_at = NOW
    closes_at = factory.LazyAttribute(lambda window: window.opens_at + 10 * DAY)


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    round = factory.SubFactory(RoundFactory)
    slug = factory.Sequence(lambda n: f"tema-{n}")
    name = factory.Sequence(lambda n: {"es": f"Tema {n}"})
