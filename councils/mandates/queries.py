"""Who is in a council at an instant: every answer is a function of facts recorded before it, so it never changes
later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from common.api.clock import RowNow
from councils.movements.models import Contribution, Country
from councils.rulebook.models import Rulebook

from .models import Accession, Council, Mandate, Office, Seat, Standing


@dataclass(frozen=True)
class Elector:
    """One seat of an electorate, with what a roll freezes of it. `country` is "" for a regional movement."""

    seat_id: int
    movement: str
    name: str
    kind: str
    country: str


def seats_with_standing(council: Council, at: datetime) -> QuerySet[Any]:
    """The council's seats with `status`, their standing at `at` (None before the first), over facts recorded before
    it.
    """
    latest = _standings(at).filter(seat=OuterRef("pk")).values("status")[:1]
    return Seat.objects.filter(council=council).select_related("movement").annotate(status=Subquery(latest))


def standing_at(seat: Seat, at: datetime) -> str | None:
    """The same of one seat alone."""
    return _standings(at).filter(seat=seat).values_list("status", flat=True).first()


def _standings(at: datetime) -> QuerySet[Standing]:
    known = Standing.objects.filter(effective_at__lte=at, recorded_at__lt=at)
    return known.order_by("-effective_at", "-recorded_at", "-id")


def seats_now() -> QuerySet[Any]:
    """Every seat with its standing now, by the clock of its council: `status` and `status_since`."""
    now = RowNow(OuterRef("council_id"))
    latest = Standing.objects.filter(seat=OuterRef("pk"), effective_at__lte=now, recorded_at__lt=now).order_by(
        "-effective_at", "-recorded_at", "-id"
    )
    return Seat.objects.select_related("council", "movement").annotate(
        status=Subquery(latest.values("status")[:1]), status_since=Subquery(latest.values("effective_at")[:1])
    )


def standing_now(seat: Seat) -> str | None:
    """The seat's standing by every fact recorded so far.

    For whoever holds the council's lock and is about to append the next fact: unlike the electorate it counts what was
    recorded at this very instant too.
    """
    return seat.standings.order_by("-effective_at", "-recorded_at", "-id").values_list("status", flat=True).first()


def member_countries(council: Council, at: datetime) -> list[str]:
    """Codes of the countries that belong to the council at `at`, over facts recorded before it."""
    return sorted(_belonging(council, at).values_list("country_id", flat=True))


def countries_of(council: Council, at: datetime, others: Iterable[str] = ()) -> QuerySet[Country]:
    """The countries that belong to the council at `at`, as above, and these others."""
    belong = _belonging(council, at).values("country_id")
    return Country.objects.filter(Q(code__in=set(others)) | Q(code__in=belong))


def _belonging(council: Council, at: datetime) -> QuerySet[Accession]:
    """The latest accession of each country that belongs, for a query of its own or within another."""
    latest = (
        Accession.objects.filter(council=council, effective_at__lte=at, recorded_at__lt=at)
        .order_by("country_id", "-effective_at", "-recorded_at", "-id")
        .distinct("country_id")
    )
    return Accession.objects.filter(pk__in=latest.values("pk"), is_member=True)


def electorate(council: Council, at: datetime) -> list[Elector]:
    """The seats that vote on a ballot that opens at `at`: admitted, and regional or of a country that belongs then.

    Answers for any past instant as it was answered at that instant.
    """
    seats = seats_with_standing(council, at).filter(status=Standing.Status.ADMITTED)
    countries = _belonging(council, at).values("country_id")
    here = seats.filter(Q(movement__country__isnull=True) | Q(movement__country__in=countries))
    return [
        Elector(seat.pk, seat.movement.slug, seat.movement.name, seat.movement.kind, seat.movement.country_id or "")
        for seat in here.order_by("movement__slug")
    ]


def contributions_at(council: Council, at: datetime, *, kind: str, currency: str) -> dict[str, Decimal]:
    """What each member country has contributed at `at`, in one unit of account; countries without a contribution are
    left out.
    """
    rows = (
        Contribution.objects.filter(
            country__in=_belonging(council, at).values("country_id"),
            kind=kind,
            currency=currency,
            effective_at__lte=at,
            recorded_at__lt=at,
        )
        .order_by("country_id", "-effective_at", "-recorded_at", "-id")
        .distinct("country_id")
    )
    return {row.country_id: row.amount for row in rows}


def rulebook_at(council: Council, at: datetime) -> Rulebook | None:
    """The rulebook version in force at `at`, among those recorded before it."""
    known = Rulebook.objects.filter(council=council, effective_at__lte=at, recorded_at__lt=at)
    return known.order_by("-effective_at", "-version").first()


def in_force(at: datetime) -> Q:
    """The condition that a mandate, membership or office with `starts_at` and `ends_at` is in force at `at`."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def mandates_at(at: datetime) -> QuerySet[Mandate]:
    """The mandates in force at `at`: titulars first, then alternates in their order."""
    unrevoked = Q(revoked_at__isnull=True) | Q(revoked_at__gt=at)
    return Mandate.objects.filter(in_force(at), unrevoked).order_by("-role", "order", "id")


def offices_at(at: datetime) -> QuerySet[Office]:
    """The offices in force at `at`."""
    return Office.objects.filter(in_force(at))


def rehearsals() -> QuerySet:
    """The ids of all rehearsals, as a question within another."""
    return Council.objects.filter(is_rehearsal=True).order_by().values("pk")


def slugs_of(council_ids: Iterable[int]) -> dict[int, str]:
    """What councils are called in addresses, by their ids."""
    return dict(Council.objects.filter(pk__in=council_ids).values_list("pk", "slug"))
