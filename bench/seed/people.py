"""Movements with their seats and people, in bulk: hashing a password each would take minutes."""

from dataclasses import dataclass
from importlib import import_module
from itertools import cycle

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import User
from bench.wire import CSRF
from councils.models import Council, Mandate, Membership, Movement, Seat, Standing
from tests.factories.scenes import CAPITAL, FOUNDED

from .copying import copy_in, reserve


@dataclass(frozen=True)
class Assembly:
    """Seats and, in the same order, the titular of each."""

    seats: list[Seat]
    people: list[User]


def people(number: int) -> list[User]:
    """So many people who can only sign in by a code."""
    made = [User(pk=pk, email=f"b{pk}@example.org", password="!", name=f"Persona {pk}") for pk in reserve(User, number)]
    copy_in(User, made)
    return made


def assembly(council: Council, number: int, *, with_people: bool = True) -> Assembly:
    """So many admitted movements of all countries, each with a seat and, if asked for, its titular."""
    kinds, countries = cycle(Movement.Kind.values), cycle(CAPITAL)
    movements = [
        Movement(pk=pk, slug=f"b{pk}", name=f"Movimiento {pk}", kind=kind, country_id=country, founded_at=FOUNDED)
        for pk, kind, country in zip(reserve(Movement, number), kinds, countries, strict=False)
    ]
    seats = [
        Seat(pk=pk, council=council, movement=movement)
        for pk, movement in zip(reserve(Seat, number), movements, strict=True)
    ]
    admitted = Standing.Status.ADMITTED
    copy_in(Movement, movements)
    copy_in(Seat, seats)
    copy_in(Standing, [Standing(seat=s, status=admitted, effective_at=FOUNDED, recorded_at=FOUNDED) for s in seats])
    titulars = people(number) if with_people else []
    pairs = list(zip(seats, titulars, strict=False))
    copy_in(Membership, [Membership(movement=s.movement, person=who, starts_at=FOUNDED) for s, who in pairs])
    copy_in(
        Mandate,
        [
            Mandate(seat=s, person=p, role="titular", starts_at=FOUNDED, granted_at=FOUNDED, granted_by=p)
            for s, p in pairs
        ],
    )
    return Assembly(seats, titulars)


def sign_in(someone: User) -> str:
    """The cookies of somebody who has signed in, as the sign-in page would have set them."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(someone.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = someone.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
