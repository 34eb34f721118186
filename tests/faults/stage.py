"""Sets the stage in a fault test's own database, from a process of its own: `python -m tests.faults.stage VERB …`.

`scene SECONDS [COUNTRY…]` migrates nothing; it makes a council whose ballot closes in so many seconds, lets the
titulars of these countries vote yes, and prints ids as JSON; `scenes` makes another beside it, which opens in half an
hour. `vote ID COUNTRY…` is that voting alone, `knock ID` comes to a ballot that should have opened. `crowd NUMBER`
makes a movement with so many coordinators, lets the ledger's readers begin, and writes an act of which all of them are
told at once. `booth NUMBER` makes an open ballot with so many voters who are signed in. `subscribe ID ADDRESS` has the
whole ledger of that council sent to an address. `file` takes away the positions among the published files, writes them
again, and so on until it is killed; `dump` the same with the dumps.
All use the product's own code and the real clock. A process takes seconds to start on a busy machine, so each does all
it can.
"""

import json
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.urls import reverse

django.setup()

from accounts.models import User  # noqa: E402 - after Django is set up
from api.dumping.keeping import dated, dumps_root  # noqa: E402 - after Django is set up
from api.dumping.writing import write_dump  # noqa: E402 - after Django is set up
from bench.seed.booth import booth as voting_booth  # noqa: E402 - after Django is set up
from common.errors import DomainError  # noqa: E402 - after Django is set up
from councils.models import Council, Mandate, Membership  # noqa: E402 - after Django is set up
from ledger.record import record  # noqa: E402 - after Django is set up
from notices.models import Preference  # noqa: E402 - after Django is set up
from notices.queueing import begin_walks  # noqa: E402 - after Django is set up
from proposals.models import Ballot  # noqa: E402 - after Django is set up
from proposals.positions.filing import file_positions  # noqa: E402 - after Django is set up
from proposals.voting.casting import cast_vote  # noqa: E402 - after Django is set up
from proposals.voting.opening import open_if_due  # noqa: E402 - after Django is set up
from tests.factories.scenes import (  # noqa: E402 - after Django is set up
    FOUNDED,
    council_of,
    seat_of,
    voting_scene,
)
from tests.factories.webhooks import WebhookFactory  # noqa: E402 - after Django is set up


def scene(seconds: str, *countries: str) -> dict[str, object]:
    """A prepared ballot that opened a second ago, and votes on it."""
    now = datetime.now(UTC)
    made = voting_scene(opens_at=now - timedelta(seconds=1), closes_at=now + timedelta(seconds=float(seconds)))
    return {"ballot": made.ballot.pk, "council": made.council.pk, **vote(str(made.ballot.pk), *countries)}


def vote(ballot_id: str, *countries: str) -> dict[str, object]:
    """The titulars of the countries' seats vote yes."""
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=ballot_id)
    mandates = Mandate.objects.select_related("seat__movement", "seat__council", "person").filter(
        seat__council=ballot.round.council, seat__movement__country__in=countries, role=Mandate.Role.TITULAR
    )
    cast = [cast_vote(person=m.person, seat=m.seat, ballot=ballot, choice="yes") for m in mandates]
    return {"receipts": [one.receipt for one in cast]}


def scenes(seconds: str, *countries: str) -> dict[str, object]:
    """The same, and `later` another council's ballot, which opens in half an hour."""
    now = datetime.now(UTC)
    later = voting_scene(opens_at=now + timedelta(minutes=30), closes_at=now + timedelta(hours=2))
    return {"later": later.ballot.pk, **scene(seconds, *countries)}


def knock(ballot_id: str) -> dict[str, object]:
    """What somebody is told who comes to a ballot that nobody has opened."""
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=ballot_id)
    try:
        return {"opened": open_if_due(ballot)}
    except DomainError as refusal:
        return {"refused": refusal.code}


def crowd(number: str, *a_scene: str) -> dict[str, object]:
    """As many people, and one act that concerns them all; and a ballot, where its `scene` is named."""
    made = scene(*a_scene) if a_scene else {}
    council = council_of({"BR": 1})
    seat = seat_of(council, "BR")
    people = User.objects.bulk_create(
        [User(email=f"many{n}@example.org", name=f"Many {n}", password="!") for n in range(int(number))]
    )
    role = Membership.Role.COORDINATOR
    Membership.objects.bulk_create(
        [Membership(movement=seat.movement, person=p, role=role, starts_at=FOUNDED) for p in people]
    )
    Preference.objects.bulk_create([Preference(person=p, kind="stages", how="at_once") for p in people])
    begin_walks()
    told = {"window": "voting", "round": 1, "new": datetime.now(UTC).isoformat(), "reason": "Inundaciones"}
    record("extend_window", council=council, actor=None, subject=council.get_absolute_url(), data=told)
    return {"people": len(people), **made}


def booth(number: str) -> dict[str, object]:
    """The address of the form of voting, and of each voter the movement and the cookies."""
    places = voting_booth(seats=int(number))
    return {"path": reverse("vote", args=places["ballot"]), "voters": places["voters"]}


def subscribe(council_id: str, address: str) -> dict[str, object]:
    """A webhook that begins with the first entry of all."""
    council = Council.objects.get(pk=council_id)
    return {"webhook": WebhookFactory(council=council, address=address, cursor_transaction=0).pk}


def file() -> dict[str, object]:
    """Says so before it begins, and never ends."""
    print("begun", flush=True)  # noqa: T201 - its answer
    while True:
        for name in ("positions", "api"):
            shutil.rmtree(Path(settings.PUBLISH_ROOT) / name, ignore_errors=True)
        file_positions()


def dump() -> dict[str, object]:
    """Says so before it begins, and never ends."""
    print("begun", flush=True)  # noqa: T201 - its answer
    while True:
        for day in dated(dumps_root()):
            shutil.rmtree(dumps_root() / day.isoformat())
        write_dump()


VERBS: dict[str, Callable[..., dict[str, object]]] = {
    "scene": scene,
    "scenes": scenes,
    "vote": vote,
    "knock": knock,
    "crowd": crowd,
    "booth": booth,
    "subscribe": subscribe,
    "file": file,
    "dump": dump,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 - its answer
