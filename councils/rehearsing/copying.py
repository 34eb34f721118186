"""What a rehearsal takes over from its council: facts as they are now, and no more than a rehearsal needs."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Invalid
from councils.mandates.models import Accession, Council, Mandate, Office, Seat, Standing
from councils.mandates.queries import mandates_at, member_countries, offices_at, rulebook_at, seats_with_standing
from councils.rounds.actions import convene_round
from councils.rounds.calendar import ORDER, REQUIRED, Stretch
from councils.rounds.models import Round
from councils.rulebook.models import Rulebook

# How soon the round of a rehearsal opens: the secretaries read what was made before it begins.
SOON = timedelta(minutes=10)
LONGEST_NAME = 200
SEATED = (Standing.Status.ADMITTED, Standing.Status.SUSPENDED)


def rehearsal_name(name: Mapping[str, str], number: int) -> dict[str, str]:
    """The council's name with the mark of a rehearsal before it, in each of its languages."""
    marked = {}
    for language, text in name.items():
        with translation.override(language):
            marked[language] = (_("Rehearsal %(number)s: %(name)s") % {"number": number, "name": text})[:LONGEST_NAME]
    return marked


def copy_facts(council: Council, rehearsal: Council, actor: User, now: datetime) -> dict[str, object]:
    """Countries, seats, mandates, offices and rules, from now on; how many of each. The evidence of mandates is private
    to the council for which it was handed in, and stays there.
    """
    known = {"effective_at": now, "recorded_at": now}
    codes = member_countries(council, now)
    Accession.objects.bulk_create(
        Accession(council=rehearsal, country_id=code, is_member=True, **known) for code in codes
    )
    seats = _copy_seats(council, rehearsal, actor, now)
    offices = [
        Office(council=rehearsal, person_id=office.person_id, kind=office.kind, starts_at=now, ends_at=office.ends_at)
        for office in offices_at(now).filter(council=council)
    ]
    Office.objects.bulk_create(offices)
    rules = rulebook_at(council, now)
    if rules is not None:
        Rulebook.objects.create(council=rehearsal, version=1, data=rules.data, adopted_by=actor, **known)
    mandates = _copy_mandates(seats, actor, now)
    return {"countries": len(codes), "seats": len(seats), "mandates": mandates, "offices": len(offices)}


def _copy_seats(council: Council, rehearsal: Council, actor: User, now: datetime) -> dict[int, Seat]:
    """The seats of the rehearsal by those of the council."""
    found = list(seats_with_standing(council, now).filter(status__in=SEATED).order_by("id"))
    made = Seat.objects.bulk_create(Seat(council=rehearsal, movement_id=seat.movement_id) for seat in found)
    known = {"effective_at": now, "recorded_at": now, "recorded_by": actor}
    Standing.objects.bulk_create(
        Standing(seat=new, status=seat.status, **known) for seat, new in zip(found, made, strict=True)
    )
    return {seat.pk: new for seat, new in zip(found, made, strict=True)}


def _copy_mandates(seats: Mapping[int, Seat], actor: User, now: datetime) -> int:
    kept = [
        Mandate(
            seat=seats[held.seat_id],
            person_id=held.person_id,
            role=held.role,
            kind=held.kind,
            order=held.order,
            starts_at=now,
            ends_at=held.ends_at,
            granted_by=actor,
            granted_at=now,
        )
        for held in mandates_at(now).filter(seat__in=seats)
    ]
    return len(Mandate.objects.bulk_create(kept))


def copy_round(council: Council, rehearsal: Council, actor: User, now: datetime) -> Round | None:
    """Convene a round like the council's newest, its windows as long as there and the first of them soon.

    None where there is no calendar to follow, or it is none by the rules in force now: the secretaries then convene one
    by the form of the desk.
    """
    newest = council.rounds.prefetch_related("windows", "themes", "addressees").order_by("-number").first()
    windows = _calendar(newest, now) if newest else []
    if newest is None or not windows:
        return None
    try:
        return convene_round(
            council=rehearsal,
            actor=actor,
            title=newest.title,
            call=newest.call,
            themes=[theme.name for theme in newest.themes.all()],
            windows=windows,
            addressees=list(newest.addressees.all()),
            envelope=newest.envelope,
            currency=newest.currency,
        )
    except Invalid:
        return None


def _calendar(round_: Round, now: datetime) -> list[Stretch]:
    """The first window of each kind, all moved by as much; empty where one that every calendar has is missing."""
    first: dict[str, Stretch] = {}
    for window in sorted(round_.windows.all(), key=lambda window: window.opens_at):
        if window.kind in ORDER:
            first.setdefault(window.kind, Stretch(window.kind, window.opens_at, window.closes_at))
    if not set(REQUIRED) <= first.keys():
        return []
    begin = (now + SOON).replace(second=0, microsecond=0)
    moved = begin - min(window.opens_at for window in first.values())
    return [Stretch(w.kind, w.opens_at + moved, w.closes_at + moved) for w in first.values()]
