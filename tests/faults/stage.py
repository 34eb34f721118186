"""Sets the stage in a fault test's own database, from a process of its own: `python -m tests.faults.stage VERB …`.

`scene SECONDS` migrates nothing; it makes a council whose ballot closes in so many seconds and prints ids as JSON.
`vote ID COUNTRY CHOICE` casts the titular's vote. Both use the product's own code and the real clock.
"""

import json
import sys
from datetime import UTC, datetime, timedelta

import django

django.setup()

from councils.models import Mandate  # noqa: E402 - after Django is set up
from proposals.models import Ballot  # noqa: E402 - after Django is set up
from proposals.voting.casting import cast_vote  # noqa: E402 - after Django is set up
from tests.factories.scenes import voting_scene  # noqa: E402 - after Django is set up


def scene(seconds: str) -> dict[str, object]:
    """A prepared ballot that opened a second ago."""
    now = datetime.now(UTC)
    made = voting_scene(opens_at=now - timedelta(seconds=1), closes_at=now + timedelta(seconds=float(seconds)))
    return {"ballot": made.ballot.pk, "council": made.council.pk}


def vote(ballot_id: str, country: str, choice: str) -> dict[str, object]:
    """The titular of the country's seat votes."""
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=ballot_id)
    mandate = Mandate.objects.select_related("seat__movement", "seat__council", "person").get(
        seat__council=ballot.round.council, seat__movement__country=country, role=Mandate.Role.TITULAR
    )
    cast = cast_vote(person=mandate.person, seat=mandate.seat, ballot=ballot, choice=choice)
    return {"receipt": cast.receipt}


if __name__ == "__main__":
    print(json.dumps({"scene": scene, "vote": vote}[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 - its answer
