"""Who may do what with an amendment, and when: each verb as each role, and to the microsecond at each end of each
stage.
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
from common.errors import Conflict, DomainError
from councils.models import Seat
from proposals import stages
from proposals.amending.actions import (
    accept_amendment,
    call_plenary,
    carry_over_amendment,
    decline_amendment,
    leave_amendment,
    order_plenary,
    propose_amendment,
    sponsor_amendment,
    withdraw_amendment,
)
from proposals.drafting.actions import revise_proposal
from proposals.models import Amendment, AmendmentSponsorship
from tests.factories.amending import PLENARY, TALK, TEXT, VOTING, Assembly, assembly, replacing
from tests.factories.proposals import DISCUSSION, DRAFTING, ENDS, HOUR, SETTLEMENT, TICK, suspend

pytestmark = pytest.mark.django_db

AUTHORS = {"member", "coordinator", "titular", "alternate"}
BINDING = {"coordinator", "titular", "alternate"}
SPONSORS = {"sponsor", "sponsor_member"}
MOVERS = {"mover", "mover_member"}
SEATED = AUTHORS | SPONSORS | MOVERS | {"bystander"}
WINDOWS = {
    "drafting": (DRAFTING, DISCUSSION),
    "discussion": (DISCUSSION, SETTLEMENT),
    "settlement": (SETTLEMENT, PLENARY),
    "plenary": (PLENARY, VOTING),
    "voting": (VOTING, ENDS),
}
EDGES = sorted({edge for bounds in WINDOWS.values() for edge in bounds})
INSTANTS = [instant for edge in EDGES for instant in (edge - TICK, edge, edge + HOUR)]
EARLY = DISCUSSION
Act = Callable[[Assembly, User, Seat, Any], object]


@dataclass(frozen=True)
class Row:
    """One verb: on what, how, by whom. What it is done on is made at the first instant of the discussion."""

    verb: str
    set_up: Callable[[Assembly], Any]
    act: Act
    roles: set[str]

    @property
    def best(self) -> str:
        return sorted(self.roles)[0]


def opened(here: Assembly) -> Amendment:
    return here.propose(replacing("p1", "Las semillas son de todos."), at=EARLY)


def sponsored(here: Assembly) -> Amendment:
    amendment = opened(here)
    for seat in (here.table.bystander, here.table.sponsor, here.table.author):
        AmendmentSponsorship.objects.create(
            amendment=amendment, seat=seat, joined_by=here.people["bystander"], joined_at=EARLY
        )
    return amendment


def declined(here: Assembly) -> Amendment:
    """Put into its state by the move itself: the matrix asks at instants before settlement too."""
    amendment = opened(here)
    move(amendment, "declined")
    return Amendment.objects.select_related("proposal__round__council").get(pk=amendment.pk)


def behind(here: Assembly) -> Amendment:
    amendment = opened(here)
    with clock.travel(EARLY):
        revise_proposal(
            person=here.people["member"],
            seat=here.table.author,
            proposal=here.fresh(),
            base=1,
            language="es",
            title="Soberanía",
            text=TEXT,
        )
    return Amendment.objects.select_related("proposal__round__council").get(pk=amendment.pk)


def move(amendment: Amendment, state: str) -> None:
    """A state without its act, under the trigger that guards it."""
    with transaction.atomic(), transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT set_config('minga.moving_amendment', %s, true)", [str(amendment.pk)])
        Amendment.objects.filter(pk=amendment.pk).update(state=state)
        cursor.execute("SELECT set_config('minga.moving_amendment', '', true)")


def propose(here: Assembly, person: User, seat: Seat, on: Any) -> object:
    return propose_amendment(
        person=person,
        seat=seat,
        proposal=on,
        changes=replacing("p2", "El riego es de todos."),
        reasons="Es claro.",
        language="es",
        expected=1,
    )


def carry(here: Assembly, person: User, seat: Seat, on: Any) -> object:
    return carry_over_amendment(
        person=person, seat=seat, amendment=on, changes=replacing("p1", "Son de todos."), expected=2
    )


def reorder(here: Assembly, person: User, _seat: Seat, on: Any) -> object:
    return order_plenary(person=person, proposal=on.proposal, order=[on.number], reason="Va primero.")


ROWS = [
    Row("propose_amendment", lambda here: here.proposal, propose, SEATED),
    Row(
        "sponsor_amendment",
        opened,
        lambda _h, person, seat, on: sponsor_amendment(person=person, seat=seat, amendment=on),
        BINDING | {"sponsor", "bystander"},
    ),
    Row(
        "leave_amendment",
        sponsored,
        lambda _h, person, seat, on: leave_amendment(person=person, seat=seat, amendment=on),
        BINDING | {"sponsor", "bystander"},
    ),
    Row("carry_over_amendment", behind, carry, MOVERS),
    Row(
        "withdraw_amendment",
        opened,
        lambda _h, person, seat, on: withdraw_amendment(person=person, seat=seat, amendment=on, reason="Basta."),
        {"mover"},
    ),
    Row(
        "accept_amendment",
        opened,
        lambda _h, person, seat, on: accept_amendment(person=person, seat=seat, amendment=on),
        BINDING | {"sponsor"},
    ),
    Row(
        "decline_amendment",
        opened,
        lambda _h, person, seat, on: decline_amendment(person=person, seat=seat, amendment=on, reason="No."),
        BINDING | {"sponsor"},
    ),
    Row(
        "call_plenary",
        declined,
        lambda _h, person, seat, on: call_plenary(person=person, seat=seat, amendment=on),
        {"titular", "alternate", "mover"},
    ),
    Row("order_plenary", opened, reorder, {"secretary"}),
]
OF_MOVEMENTS = [row for row in ROWS if "secretary" not in row.roles]
NAME = [row.verb for row in ROWS]


def seat_for(here: Assembly, role: str) -> Seat:
    """The seat of the role's own movement; whoever has none tries it with the authors' seat."""
    if role in SPONSORS:
        return here.table.sponsor
    if role in MOVERS:
        return here.seats[0]
    return here.table.bystander if role == "bystander" else here.table.author


@contextmanager
def undone() -> Iterator[None]:
    """What happens here is tried, and taken back."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def outcome(row: Row, here: Assembly, role: str, on: Any, at: datetime) -> str:
    """`done`, or the code of the refusal with its status."""
    with clock.travel(at), undone():
        try:
            row.act(here, here.people[role], seat_for(here, role), on)
        except DomainError as refusal:
            assert refusal.sentence
            return f"{refusal.status} {refusal.code}"
    return "done"


def is_open(verb: str, at: datetime) -> bool:
    here = [kind for kind, (opens_at, closes_at) in WINDOWS.items() if opens_at <= at < closes_at]
    return bool(here) and stages.is_open(verb, here[0])


def inside(verb: str) -> datetime:
    return next(at + HOUR for at in EDGES if is_open(verb, at + HOUR))


@pytest.mark.parametrize("row", ROWS, ids=NAME)
def test_every_verb_opens_and_closes_at_the_very_instant(row: Row) -> None:
    here = assembly()
    on = row.set_up(here)
    found = {at: outcome(row, here, row.best, on, at) for at in INSTANTS}
    expected = {at: "done" if is_open(row.verb, at) else "409" for at in INSTANTS}
    assert {at: answer.split()[0] for at, answer in found.items()} == expected
    assert {found[DRAFTING - TICK], found[ENDS]} <= {"409 not_open_yet", "409 closed"}


@pytest.mark.parametrize("row", ROWS, ids=NAME)
def test_every_verb_is_for_its_roles_alone(row: Row) -> None:
    here = assembly()
    on, at = row.set_up(here), inside(row.verb)
    for role in here.people:
        found = outcome(row, here, role, on, at)
        assert found.split()[0] == ("done" if role in row.roles else "403"), f"{role}: {found}"
    for role in here.people.keys() - row.roles:
        assert outcome(row, here, role, on, ENDS).startswith("403"), f"{role} is told that it is too late"


@pytest.mark.parametrize("row", OF_MOVEMENTS, ids=lambda row: row.verb)
def test_a_suspended_movement_does_nothing(row: Row) -> None:
    here = assembly()
    on, at = row.set_up(here), inside(row.verb)
    suspend(seat_for(here, row.best), at - TICK)
    assert outcome(row, here, row.best, on, at - 2 * TICK) == "done"
    assert outcome(row, here, row.best, on, at) == "409 movement_suspended"


@pytest.mark.parametrize("row", OF_MOVEMENTS, ids=lambda row: row.verb)
def test_nobody_acts_for_the_movement_of_another(row: Row) -> None:
    here = assembly()
    on, at = row.set_up(here), inside(row.verb)
    for seat in (here.table.author, here.table.sponsor, here.table.bystander, here.seats[0]):
        with clock.travel(at), undone(), pytest.raises(DomainError) as refusal:
            row.act(here, here.people["outsider"], seat, on)
        assert refusal.value.status == 403


STATES = Amendment.State.values
POSSIBLE = {
    "sponsor_amendment": {"open", "declined", "sent"},
    "leave_amendment": {"open", "declined", "sent"},
    "carry_over_amendment": {"open", "declined"},
    **{verb: set(sources) for verb, (sources, _target) in stages.AMENDMENT_MOVES.items()},
}


@pytest.mark.parametrize("row", [row for row in ROWS if row.verb in POSSIBLE], ids=lambda row: row.verb)
def test_what_is_decided_is_decided(row: Row) -> None:
    here = assembly()
    on, at = row.set_up(here), inside(row.verb)
    for state in STATES:
        move(on, state)
        found = outcome(row, here, row.best, on, at)
        expected = "done" if state in POSSIBLE[row.verb] else f"409 amendment_{state}"
        assert found == expected, state


def test_a_state_is_moved_by_its_act_alone() -> None:
    amendment = opened(assembly())
    with pytest.raises(Exception, match="moved by move_amendment alone"), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(state="accepted")


def test_a_member_withdraws_only_their_own() -> None:
    here = assembly()
    amendment = opened(here)
    with clock.travel(TALK), pytest.raises(DomainError) as refusal:
        withdraw_amendment(
            person=here.people["mover_member"], seat=here.seats[0], amendment=amendment, reason="No era nuestra."
        )
    assert refusal.value.code == "not_a_coordinator"


def test_without_a_plenary_nobody_calls_it() -> None:
    here = assembly(has_plenary=False)
    amendment = declined(here)
    for act in (
        lambda: call_plenary(person=here.titulars[1], seat=here.seats[1], amendment=amendment),
        lambda: order_plenary(person=here.people["secretary"], proposal=here.fresh(), order=[], reason="Así."),
    ):
        with clock.travel(SETTLEMENT + HOUR), pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "no_plenary"
