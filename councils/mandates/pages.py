"""What the pages of councils and movements show, in a constant number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.models import User
from common.published import published
from councils.movements.models import Contribution, Country, Membership, Movement
from councils.movements.queries import members_at
from councils.rulebook.models import Rulebook
from councils.rulebook.rules import read_rulebook

from .membership import why_not_manage
from .models import Council, Seat, Standing
from .queries import (
    contributions_at,
    electorate,
    in_force,
    member_countries,
    rulebook_at,
    seats_now,
    seats_with_standing,
)

TONES = {"admitted": "good", "applied": "info", "suspended": "bad", "left": ""}


@dataclass(frozen=True)
class Row:
    """A movement's seat with its standing, as words and as the tone of a badge."""

    movement: Movement
    council: Council
    status: str

    @property
    def label(self) -> str | Promise:
        return Standing.Status(self.status).label

    @property
    def tone(self) -> str:
        return TONES[self.status]


def councils_by_kind() -> list[tuple[str | Promise, list[Council]]]:
    """All councils but rehearsals, those that deliberate first, with `seats_number`: how many movements are admitted to
    it now.
    """
    councils = list(published(Council.objects.order_by("slug")))
    admitted = Counter(seats_now().filter(status=Standing.Status.ADMITTED).values_list("council_id", flat=True))
    for council in councils:
        council.seats_number = admitted[council.pk]  # type: ignore[attr-defined] # what the page shows beside it
    groups: list[tuple[str | Promise, list[Council]]] = [
        (kind.label, [council for council in councils if council.kind == kind]) for kind in Council.Kind
    ]
    return [(label, found) for label, found in groups if found]


@dataclass(frozen=True)
class Share:
    """What a country has contributed, and whether it counts: a contributor without a seat is shown, and not counted."""

    country: Country
    amount: Decimal
    is_counted: bool


@dataclass(frozen=True)
class Voter:
    """A seat that votes, in words. `country` is None for a regional movement."""

    movement: str
    name: str
    kind: str | Promise
    country: Country | None


@dataclass(frozen=True)
class Roll:
    """Who a council consisted of at an instant: the seats that vote, the countries, and their contributions."""

    at: datetime
    voters: list[Voter]
    others: list[Row]
    countries: list[Country]
    shares: list[Share]
    contributions: str | Promise
    currency: str

    @property
    def total(self) -> Decimal:
        return sum((share.amount for share in self.shares if share.is_counted), Decimal(0))


def roll_at(council: Council, at: datetime) -> Roll:
    """The roll at `at`, as it was known then."""
    version = rulebook_at(council, at)
    rules = read_rulebook(version.data) if version else None
    kind, currency = (rules.contributions, rules.currency) if rules else ("subscribed", "USD")
    electors = electorate(council, at)
    countries = Country.objects.in_bulk(member_countries(council, at))
    amounts = contributions_at(council, at, kind=kind, currency=currency)
    seated = {elector.country for elector in electors}
    voting = {elector.seat_id for elector in electors}
    others = seats_with_standing(council, at).exclude(pk__in=voting).exclude(status=None).order_by("movement__slug")
    return Roll(
        at=at,
        voters=[Voter(e.movement, e.name, Movement.Kind(e.kind).label, countries.get(e.country)) for e in electors],
        others=[Row(seat.movement, council, seat.status) for seat in others],
        countries=[countries[code] for code in sorted(countries)],
        shares=[Share(countries[code], amounts[code], code in seated) for code in sorted(amounts)],
        contributions=Contribution.Kind(kind).label,
        currency=currency,
    )


def standings_of(movement: Movement, at: datetime) -> list[Row]:
    """The movement's seats with their standings, as they are known at `at`; in no rehearsal."""
    seats = published(Seat.objects.filter(movement=movement)).select_related("council").prefetch_related("standings")
    rows = []
    for seat in seats:
        known = [s for s in seat.standings.all() if s.effective_at <= at]
        if known:
            latest = max(known, key=lambda s: (s.effective_at, s.recorded_at, s.pk))
            rows.append(Row(movement, seat.council, latest.status))
    return sorted(rows, key=lambda row: row.council.slug)


def named_members(movement: Movement, at: datetime) -> QuerySet[Membership]:
    """The members who consented to their name being shown."""
    return members_at(movement, at).filter(is_named=True).exclude(person__name="").select_related("person")


def may_manage(person: User | None, movement: Movement, at: datetime) -> bool:
    """Whether the movement's own page is this person's to open."""
    return person is not None and why_not_manage(person, movement, at) is None


def countries_at(council: Council, at: datetime) -> list[Country]:
    """The countries that belong to the council, by name; each with the zone of its capital."""
    return sorted(Country.objects.filter(code__in=member_countries(council, at)), key=str)


def versions(council: Council) -> list[Rulebook]:
    """All versions, the latest first."""
    return list(council.rulebooks.order_by("-version"))


def own_membership(person: User | None, movement: Movement, at: datetime) -> Membership | None:
    """The person's membership of the movement."""
    return members_at(movement, at).filter(person=person).first() if person else None


def returning_movements(person: User, council: Council, at: datetime) -> list[Movement]:
    """The movements that the person coordinates and that could apply here: with no seat, or with one they gave up."""
    coordinated = Membership.objects.filter(in_force(at), person=person, role=Membership.Role.COORDINATOR)
    movements = Movement.objects.filter(pk__in=coordinated.values("movement"))
    here = seats_with_standing(council, at).filter(movement__in=movements)
    seated = {seat.movement_id for seat in here if seat.status != Standing.Status.LEFT}
    return list(movements.exclude(pk__in=seated).order_by("slug"))
