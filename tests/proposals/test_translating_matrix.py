"""Who may translate, review, ask the machine and waive a language, and when: each verb as each role, to the
microsecond.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from common import clock
from common.errors import DomainError
from councils.models import Seat
from proposals import stages
from proposals.models import Ballot, Proposal, Translation
from proposals.translating.actions import request_machine_translation, review_translation, translate_passage
from proposals.translating.queries import originals_of
from proposals.voting.opening import prepare_ballots
from proposals.voting.waiving import waive_languages
from tests.factories.proposals import DRAFTING, ENDS, HOUR, SETTLEMENT, TICK, VOTING, WINDOWS, Table, suspend, table

pytestmark = pytest.mark.django_db

AUTHORS = {"member", "coordinator", "titular", "alternate"}
SPONSORS = {"sponsor", "sponsor_member"}
SEATED = AUTHORS | SPONSORS | {"bystander"}
OFFICES = {"secretary", "moderator", "observer", "respondent"}
EDGES = sorted({edge for bounds in WINDOWS.values() for edge in bounds})
INSTANTS = [instant for edge in EDGES for instant in (edge - TICK, edge, edge + HOUR)]


@dataclass(frozen=True)
class Row:
    """One verb: on what, how, by whom."""

    verb: str
    set_up: Callable[[Table], Any]
    act: Callable[[User, Seat | None, Any], object]
    roles: set[str]
    best: str


def passage(proposal: Proposal) -> dict[str, Any]:
    source = next(one.sha256 for one in originals_of(proposal.revision) if one.passage == "p1")
    return {"passage": "p1", "language": "qu", "text": "Mujukuna.", "base": 0, "source": source}


def translate(person: User, seat: Seat | None, on: Proposal) -> object:
    return translate_passage(person=person, seat=seat, proposal=on, **passage(on))  # type: ignore[arg-type] # refused


def made_by_the_author(at_table: Table) -> Translation:
    """A translation of the authors' member, who is then the one person that may not review it."""
    proposal = at_table.sponsored_admitted()
    with clock.travel(DRAFTING + 5 * HOUR):
        return translate_passage(
            person=at_table.people["coordinator"], seat=at_table.author, proposal=proposal, **passage(proposal)
        )


ROWS = [
    Row("translate_passage", lambda t: t.sponsored_admitted(), translate, SEATED, "bystander"),
    Row(
        "review_translation",
        made_by_the_author,
        lambda person, seat, on: review_translation(person=person, seat=seat, translation=on),
        (SEATED - {"coordinator"}) | {"secretary", "moderator"},
        "bystander",
    ),
    Row(
        "request_machine_translation",
        lambda t: t.sponsored_admitted(),
        lambda person, seat, on: request_machine_translation(person=person, seat=seat, proposal=on, language="qu"),
        AUTHORS | SPONSORS | {"secretary"},
        "member",
    ),
]
IDS = [row.verb for row in ROWS]


@pytest.fixture(autouse=True)
def _machine(settings) -> None:
    settings.TRANSLATION_URL = "http://127.0.0.1:9"


def seat_for(at_table: Table, row: Row, role: str) -> Seat | None:
    """The seat of the role; offices have none, and try it with the authors' where a seat is needed."""
    if role in OFFICES and row.verb != "translate_passage":
        return None
    if role in SPONSORS:
        return at_table.sponsor
    return at_table.bystander if role == "bystander" else at_table.author


@contextmanager
def undone() -> Iterator[None]:
    """What happens here is tried, and taken back."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def outcome(row: Row, at_table: Table, role: str, on: Any, at: datetime) -> str:
    with clock.travel(at), undone():
        try:
            row.act(at_table.people[role], seat_for(at_table, row, role), on)
        except DomainError as refusal:
            assert refusal.sentence
            return f"{refusal.status} {refusal.code}"
    return "done"


def is_open(verb: str, at: datetime) -> bool:
    here = [kind for kind, (opens_at, closes_at) in WINDOWS.items() if opens_at <= at < closes_at]
    return bool(here) and stages.is_open(verb, here[0])


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_every_verb_opens_and_closes_at_the_very_instant(row: Row):
    at_table = table()
    on = row.set_up(at_table)
    found = {at: outcome(row, at_table, row.best, on, at).split()[0] for at in INSTANTS}
    assert found == {at: "done" if is_open(row.verb, at) else "409" for at in INSTANTS}
    assert found[DRAFTING - TICK] == found[ENDS] == "409"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_every_verb_is_for_its_roles_alone(row: Row):
    at_table = table()
    on = row.set_up(at_table)
    for role in at_table.people:
        for at in (DRAFTING + 6 * HOUR, VOTING + HOUR):
            found = outcome(row, at_table, role, on, at)
            assert found.split()[0] == ("done" if role in row.roles else "403"), f"{role}: {found}"
        if role not in row.roles:
            assert outcome(row, at_table, role, on, ENDS).startswith("403"), f"{role} is told that it is too late"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_suspended_movement_does_nothing(row: Row):
    at_table = table()
    on = row.set_up(at_table)
    inside = VOTING + HOUR
    seat = seat_for(at_table, row, row.best)
    assert seat
    suspend(seat, inside - TICK)
    assert outcome(row, at_table, row.best, on, inside - 2 * TICK) == "done"
    assert outcome(row, at_table, row.best, on, inside) == "409 movement_suspended"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_nobody_acts_for_the_movement_of_another(row: Row):
    at_table = table()
    on = row.set_up(at_table)
    for seat in (at_table.author, at_table.sponsor, at_table.bystander):
        with clock.travel(VOTING + HOUR), undone(), pytest.raises(DomainError) as refusal:
            row.act(at_table.people["outsider"], seat, on)
        assert refusal.value.status == 403


def test_a_waiver_is_a_secretarys_from_the_preparation_to_the_close():
    at_table = table(required_languages=["qu"])
    proposal = at_table.sponsored_admitted()
    with clock.travel(SETTLEMENT):
        [ballot] = prepare_ballots(proposal.round)
    found = {}
    for role, who in at_table.people.items():
        for at in (SETTLEMENT + HOUR, VOTING - TICK, VOTING, ENDS - TICK, ENDS):
            with clock.travel(at), undone():
                held = Ballot.objects.select_related("round__council", "window", "proposal__revision").get(pk=ballot.pk)
                try:
                    waive_languages(person=who, ballot=held, languages=["qu"], reason="Urge.")
                    found[role, at] = "done"
                except DomainError as refusal:
                    found[role, at] = str(refusal.status)
    for (role, at), answer in found.items():
        assert answer == ("403" if role != "secretary" else "done" if at < ENDS else "409"), (role, at)
