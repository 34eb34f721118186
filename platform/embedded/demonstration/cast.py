"""The people of the demonstration and their seats, by the short names of their parts: see `plans.name_of`."""

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import User
from councils.models import Council, Country, Seat

from . import plans


def person(ref: str) -> User:
    """The person who plays a part."""
    return by_name(plans.name_of(ref))


@cache
def by_name(name: str) -> User:
    """The person of that name. Asked for in nearly every act, and the same throughout one loading: see `forget`."""
    return User.objects.get(email=plans.email_of(name))


def council() -> Council:
    """The advisory council of the demonstration."""
    return Council.objects.get(slug=plans.council()["slug"])


def seat(ref: str) -> Seat:
    """The seat for which the person of this part acts."""
    return _seat_of(plans.movements()[ref.partition(".")[0]].name)


@cache
def _seat_of(name: str) -> Seat:
    seats = Seat.objects.select_related("movement", "council")
    return seats.get(council__slug=plans.council()["slug"], movement__name=name)


def forget() -> None:
    """Another loading may be of another database."""
    by_name.cache_clear()
    _seat_of.cache_clear()


def seat_or_none(ref: str) -> Seat | None:
    """None for an officer, who acts for no movement."""
    return seat(ref) if ref.partition(".")[0] in plans.movements() else None


@cache
def _zones() -> dict[str, str]:
    return {country["code"]: country["time_zone"] for country in plans.facts()["countries"]}


def language_of(ref: str) -> str:
    """The language in which this part speaks."""
    movement = plans.movements().get(ref.partition(".")[0])
    return movement.language if movement else "es"


def everybody() -> dict[str, tuple[str, str]]:
    """Every name with language and zone."""
    home = plans.council()["time_zone"]
    people = {
        name: (movement.language, _zones().get(movement.country, home))
        for movement in reversed(list(plans.movements().values()))
        for name in movement.people
    }
    officers = [*plans.council()["officers"].values(), *(body["respondent"] for body in plans.council()["addressees"])]
    return {**{name: ("es", home) for name in officers}, **people}


def bring_everybody() -> None:
    """Make all accounts. One hash for all, because an honest one costs a twentieth of a second each."""
    password = make_password(plans.council()["password"])
    users = User.objects.bulk_create(
        User(email=plans.email_of(name), name=name, language=language, time_zone=zone, password=password)
        for name, (language, zone) in everybody().items()
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )


def bring_countries() -> None:
    """Countries are the same for all councils, and no act makes one: they are there."""
    for country in plans.facts()["countries"]:
        facts = {"name": country["name"], "time_zone": country["time_zone"]}
        Country.objects.get_or_create(code=country["code"], defaults=facts)
