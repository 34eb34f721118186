"""The demonstration with one object of every kind that has an address, and somebody in every role who asks for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver

from accounts.models import User
from common import clock
from councils.models import Office
from embedded.demonstration import cast
from embedded.parts import PARTS
from tests.access.objects import MADE, NOTHING
from tests.browser.walks import COUNCIL, PLACES, Keys
from tests.factories.councils import (
    CouncilFactory,
    MandateFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    SeatFactory,
)

OPERATOR = "operator@example.org"


class Route(NamedTuple):
    """One pattern of the configuration: its name with its namespace, and how its address is written."""

    name: str
    written: str

    def filled(self, keys: Keys) -> str:
        """The address of what the keys name; a part that is written as an expression is filled as well."""
        written = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", self.written).replace("^", "").replace("\\Z", "")
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(keys[part[1]]), written)


def routes(resolver: URLResolver | None = None, before: str = "", space: str = "") -> Iterator[Route]:
    """Every route of the product, of whatever method."""
    for entry in (resolver or get_resolver("config.urls")).url_patterns:
        written = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from routes(entry, written, f"{entry.namespace}:" if entry.namespace else space)
        else:
            yield Route(f"{space}{entry.name or 'unknown'}", written)


@dataclass
class Scene:
    """Who asks, in which session and from which network; and the keys of each place's addresses. Its clock stands:
    votes of the story close some minutes after it was told.
    """

    now: datetime
    people: dict[str, User | None] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    networks: dict[str, str] = field(default_factory=dict)
    places: dict[str, Keys] = field(default_factory=dict)

    @property
    def ours(self) -> str:
        """The movement that wrote what stands in the places."""
        return cast.seat("ve1").movement.slug

    def keys(self, place: str) -> Keys:
        """What the addresses of a place name; what it does not say of itself is what the story has not."""
        found = {**NOTHING, **COUNCIL, **self.places[place]}
        return {"round": found.get("round_number"), "proposal": found.get("number"), **found}


def build() -> Scene:
    """In a database that holds the demonstration."""
    scene = Scene(clock.now())
    _people(scene)
    scene.places = {name: find() for name, find in PLACES.items()} | {name: make() for name, make in MADE.items()}
    return scene


def _people(scene: Scene) -> None:
    """The neighbour holds every office and a mandate, of another council; the operator belongs to nothing."""
    seat = SeatFactory(council=CouncilFactory(slug="another"))
    neighbour = MandateFactory(seat=seat).person
    MembershipFactory(movement=seat.movement, person=neighbour, role="coordinator")
    for kind in (Office.Kind.SECRETARY, Office.Kind.MODERATOR):
        OfficeFactory(council=seat.council, person=neighbour, kind=kind)
    operator = PersonFactory(email=OPERATOR)
    EmailAddress.objects.create(user=operator, email=OPERATOR, verified=True, primary=True)
    parts = ("member", "alternate", "delegate", "observer", "respondent", "moderator", "secretary")
    played = {part.key: cast.person(part.ref) for part in PARTS if part.key in parts}
    scene.people = {"nobody": None, "operator": operator, "neighbour": neighbour, "rival": cast.person("br1"), **played}
    for number, (role, person) in enumerate(scene.people.items()):
        # Limits are counted by network, and each role asks for hundreds of pages.
        scene.networks[role] = f"10.0.{number}.1"
        if person:
            client = Client(REMOTE_ADDR=scene.networks[role])
            client.force_login(person)
            scene.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
