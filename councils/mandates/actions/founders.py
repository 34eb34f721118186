"""Who founds a council: its countries and its movements, in the act of its founding and never after.

Accession and admission are acts of the secretariat, under two-person control. At the founding there is no secretariat
yet that could have acted, so these first facts are the operator's, like the first rulebook; the ledger says so. Once a
council has a country, a movement or a round, its officers are the only ones to change them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, refuse
from common.zones import zone_or_none
from councils.mandates.models import Accession, Council, Seat, Standing
from councils.mandates.two_person import hold_council
from councils.movements.models import Country, Membership, Movement
from councils.wellformed import Fields
from ledger.record import record

from .members import write_invitation
from .standings import append_standing, found_movement, why_not_receive

MOST_COUNTRIES = 60
MOST_MOVEMENTS = 400


class Founding(NamedTuple):
    """A movement as it is named at the founding; `country` is a code, or empty for a regional one."""

    name: str
    kind: str
    country: str
    email: str


def why_not_found_still(council: Council) -> DomainError | None:
    """A founding is over with the first fact of the council."""
    if not (council.accessions.exists() or council.seats.exists() or council.rounds.exists()):
        return None
    return Conflict("council_begun", gettext_lazy("This council has begun: its secretaries change it from here on."))


def name_country(*, code: str, name: Mapping[str, str], time_zone: str, actor: User | None = None) -> Country:
    """Let a country be named here, for all councils; one that is here already stays as it is.

    Called by the founding alone. Refused: a code that is not of two capital letters, and a zone that there is not.
    """
    with transaction.atomic():
        fields = Fields()
        clean = fields.text("country", code, 2)
        if not (len(clean) == 2 and clean.isascii() and clean.isalpha() and clean.isupper()):
            fields.note("country", _("A country is two capital letters of ISO 3166-1, such as BO."))
        if zone_or_none(time_zone) is None:
            fields.note("country", _("There is no such time zone."))
        names = fields.texts("country", name, 100)
        fields.refuse()
        country, is_new = Country.objects.get_or_create(code=clean, defaults={"name": names, "time_zone": time_zone})
        if is_new:
            subject, data = reverse("council_list"), {"country": clean}
            record("name_country", council=None, actor=actor, subject=subject, data=data, at=clock.now())
    return country


def seat_founders(
    *,
    council: Council,
    countries: Sequence[str],
    movements: Sequence[Founding],
    inviter: User,
    actor: User | None = None,
) -> list[Seat]:
    """Let the council begin with these countries and movements, and invite who coordinates each movement.

    `inviter` is the secretary to whom those who are invited turn. Refused: bodies that are not advisory, a council that
    has begun, an empty list, what stands twice, and what is not well-formed, as `movements.<n>` counted from 1.
    """
    with transaction.atomic():
        council, now = hold_council(council)
        refuse(why_not_receive(council), why_not_found_still(council))
        fields = Fields()
        codes = read_countries(fields, countries)
        named = read_founders(fields, movements, codes)
        fields.refuse()
        for code in codes:
            _accede(council, code, actor, now)
        return [_seat(council, one, inviter, actor, now) for one in named]


def read_countries(fields: Fields, countries: object) -> list[str]:
    """The codes of countries that are here, each once."""
    codes = [str(code) for code in fields.listed("countries", countries, MOST_COUNTRIES)]
    known = set(Country.objects.filter(code__in=[code for code in codes if "\x00" not in code]).values_list(flat=True))
    for code in codes:
        if codes.count(code) > 1:
            fields.note("countries", _("%(code)s stands there twice.") % {"code": code[:20]})
        elif code not in known:
            fields.note("countries", _("There is no such country here: %(code)s.") % {"code": code[:20]})
    if not codes:
        fields.note("countries", _("Name at least one country."))
    return codes


def read_founders(fields: Fields, movements: object, codes: Sequence[str]) -> list[Founding]:
    """The movements, each well-formed, of one of the council's countries, and named once."""
    listed = [one for one in fields.listed("movements", movements, MOST_MOVEMENTS) if isinstance(one, Founding)]
    read, seen = [], set()
    for number, one in enumerate(listed, start=1):
        place = f"movements.{number}"
        clean = Founding(
            fields.text(place, one.name, 200),
            fields.one_of(place, one.kind, Movement.Kind.values),
            fields.text(place, one.country, 2, required=False),
            fields.email(place, one.email),
        )
        if clean.country and clean.country not in codes:
            words = _("%(code)s is not among the countries of the council.")
            fields.note(place, words % {"code": clean.country})
        if clean.name and clean.name.casefold() in seen:
            fields.note(place, _("Another movement has this name: %(name)s.") % {"name": clean.name})
        seen.add(clean.name.casefold())
        read.append(clean)
    if not listed:
        fields.note("movements", _("Name at least one movement: without one there is nobody to vote."))
    return read


def _accede(council: Council, code: str, actor: User | None, now: datetime) -> None:
    facts = {"effective_at": now, "recorded_at": now}
    Accession.objects.create(council=council, country_id=code, is_member=True, **facts)
    data = {"country": code, "change": "joins", "effective_at": now.isoformat()}
    subject = reverse("council_seats", args=[council.slug])
    record("record_accession", council=council, actor=actor, subject=subject, data=data, at=now)


def _seat(council: Council, one: Founding, inviter: User, actor: User | None, now: datetime) -> Seat:
    facts = {"name": one.name, "kind": one.kind, "country_id": one.country or None, "founded_at": now}
    movement = found_movement(facts)
    seat = Seat.objects.create(council=council, movement=movement)
    append_standing(seat, Standing.Status.ADMITTED, actor, now)
    data, subject = {"movement": movement.name}, movement.get_absolute_url()
    record("admit_movement", council=council, actor=actor, subject=subject, data=data, at=now)
    write_invitation(movement, one.email, Membership.Role.COORDINATOR, inviter=inviter, actor=actor, now=now)
    return seat
