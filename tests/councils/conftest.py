"""A council with people in every role, and a clock that stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from accounts.models import User
from councils.models import Council, Mandate, Membership, Movement, Office, Seat, Standing
from tests.factories.councils import (
    DAY,
    NOW,
    CouncilFactory,
    CountryFactory,
    MandateFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    SeatFactory,
    travelling,
)
from tests.ground import kept


@dataclass
class House:
    """One council, one admitted movement, and somebody in each role."""

    council: Council
    seat: Seat
    mandate: Mandate
    people: dict[str, User] = field(default_factory=dict)

    @property
    def movement(self) -> Movement:
        return self.seat.movement

    @property
    def secretary(self) -> User:
        return self.people["secretary"]

    @property
    def second(self) -> User:
        """The other secretary."""
        return self.people["second secretary"]

    def applicant(self) -> Seat:
        """Another movement, which has applied."""
        return SeatFactory(council=self.council, standing=Standing.Status.APPLIED)

    def control(self) -> None:
        """Two-person control is on."""
        self.council.is_two_person = True
        self.council.save(update_fields=["is_two_person"])


def built() -> House:
    """The house; outside a fixture for tests with threads."""
    council = CouncilFactory()
    CountryFactory(code="EC")
    seat = SeatFactory(council=council)
    coordinator = MembershipFactory(movement=seat.movement, role=Membership.Role.COORDINATOR)
    people = {"stranger": PersonFactory(), "coordinator": coordinator.person}
    people["member"] = MembershipFactory(movement=seat.movement).person
    people["ended member"] = MembershipFactory(movement=seat.movement, ends_at=NOW - DAY).person
    titular = MandateFactory(seat=seat, person=MembershipFactory(movement=seat.movement).person)
    people["titular"] = titular.person
    people["alternate"] = MandateFactory(seat=seat, order=1).person
    for kind in Office.Kind.values:
        people[kind] = OfficeFactory(council=council, kind=kind).person
    people["second secretary"] = OfficeFactory(council=council).person
    people["former secretary"] = OfficeFactory(council=council, ends_at=NOW).person
    people["coming secretary"] = OfficeFactory(council=council, starts_at=NOW + DAY).person
    people["secretary elsewhere"] = OfficeFactory().person
    return House(council, seat, titular, people)


@pytest.fixture
def at_noon(db: None) -> Iterator[None]:
    """The clock stands at `NOW`."""
    with travelling(NOW):
        yield


def built_at_noon() -> House:
    with travelling(NOW):
        return built()


@pytest.fixture
def house(db: None) -> Iterator[House]:
    """The house, at noon."""
    made = kept(built_at_noon)
    with travelling(NOW):
        yield made
