"""Who may do what: every verb of the desk against every role, with two-person control on and off."""

from collections.abc import Callable
from typing import Any

import pytest

from common.errors import DomainError, Forbidden
from councils.mandates.actions import (
    admit_movement,
    adopt_rulebook,
    apply_again,
    apply_movement,
    appoint_officer,
    change_role,
    confirm_act,
    dismiss_movement,
    end_membership,
    end_office,
    enrol_member,
    grant_mandate,
    invite_member,
    leave_council,
    readmit_movement,
    record_accession,
    record_contribution,
    refuse_act,
    revoke_mandate,
    set_two_person_control,
    suspend_movement,
    withdraw_invitation,
)
from councils.models import Accession, Contribution, Mandate, Office, PendingAct, Rulebook, Standing
from councils.rounds.actions import (
    convene_round,
    extend_after_outage,
    extend_window,
    open_second_call_window,
    resume_round,
    shorten_window,
    suspend_round,
)
from ledger.models import Entry
from tests.factories.councils import (
    DAY,
    HOUR,
    NOW,
    CouncilFactory,
    PersonFactory,
    RoundFactory,
    SeatFactory,
    StandingFactory,
)

from .conftest import House
from .rounds import calendar

pytestmark = pytest.mark.usefixtures("ground")

Do = Callable[[House, Any], object]

SECRETARIES = {"secretary", "second secretary"}
ROLES = [
    "stranger",
    "member",
    "ended member",
    "coordinator",
    "titular",
    "alternate",
    "moderator",
    "observer",
    "respondent",
    "secretary",
    "former secretary",
    "coming secretary",
    "secretary elsewhere",
]


def _suspended(house: House) -> Any:
    seat = SeatFactory(council=house.council)
    StandingFactory(seat=seat, status=Standing.Status.SUSPENDED, effective_at=NOW - DAY)
    return seat


def _second_call(house: House, actor: Any) -> object:
    round_ = RoundFactory(council=house.council)
    first = round_.windows.get(kind="voting")
    return open_second_call_window(
        round_=round_, opens_at=first.closes_at, closes_at=first.closes_at + 2 * DAY, actor=actor
    )


def _after_outage(house: House, actor: Any) -> object:
    window = RoundFactory(council=house.council).windows.get(kind="voting")
    window.opens_at, window.closes_at = NOW - 2 * DAY, NOW - HOUR
    window.outage_began_at, window.outage_ended_at, window.held_until = NOW - 2 * HOUR, NOW, NOW + DAY
    window.save()
    return extend_after_outage(window=window, closes_at=NOW + DAY, reason="r", actor=actor)


CONTROLLED: dict[str, Do] = {
    "admit_movement": lambda house, actor: admit_movement(seat=house.applicant(), actor=actor),
    "suspend_movement": lambda house, actor: suspend_movement(seat=house.seat, actor=actor, reason="Estatutos"),
    "readmit_movement": lambda house, actor: readmit_movement(seat=_suspended(house), actor=actor),
    "dismiss_movement": lambda house, actor: dismiss_movement(seat=house.applicant(), actor=actor, reason="No"),
    "grant_mandate": lambda house, actor: grant_mandate(
        seat=house.seat, person=house.people["member"], role="alternate", actor=actor
    ),
    "revoke_mandate": lambda house, actor: revoke_mandate(mandate=house.mandate, actor=actor, reason="Asamblea"),
    "appoint_officer": lambda house, actor: appoint_officer(
        council=house.council, person=house.people["stranger"], kind="moderator", actor=actor
    ),
    "end_office": lambda house, actor: end_office(office=house.people["observer"].offices.get(), actor=actor),
    "record_accession": lambda house, actor: record_accession(
        council=house.council, country="EC", is_member=True, actor=actor
    ),
    "record_contribution": lambda house, actor: record_contribution(
        council=house.council, country="EC", kind="paid", amount="400.00", actor=actor
    ),
    "adopt_rulebook": lambda house, actor: adopt_rulebook(council=house.council, data={}, actor=actor),
    "set_two_person_control": lambda house, actor: set_two_person_control(
        council=house.council, is_on=not house.council.is_two_person, actor=actor
    ),
}
IMMEDIATE: dict[str, Do] = {
    "convene_round": lambda house, actor: convene_round(
        council=house.council,
        actor=actor,
        title={"es": "Ronda"},
        call={"es": "Convocatoria"},
        themes=[{"es": "Semillas"}],
        windows=calendar(NOW),
        addressees=[CouncilFactory(kind="bank_board")],
    ),
    "extend_window": lambda house, actor: extend_window(
        window=RoundFactory(council=house.council).windows.last(), closes_at=NOW + 90 * DAY, reason="r", actor=actor
    ),
    "open_second_call_window": _second_call,
    "shorten_window": lambda house, actor: shorten_window(
        window=RoundFactory(council=house.council).windows.last(), closes_at=NOW + 50 * DAY, reason="r", actor=actor
    ),
    "suspend_round": lambda house, actor: suspend_round(
        round_=RoundFactory(council=house.council), reason="r", actor=actor
    ),
    "resume_round": lambda house, actor: resume_round(
        round_=RoundFactory(council=house.council, suspended_at=NOW, suspension_reason="r"), actor=actor
    ),
    "extend_after_outage": _after_outage,
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", [*CONTROLLED, *IMMEDIATE])
def test_the_desk_is_the_secretaries(house: House, verb: str, role: str) -> None:
    do = {**CONTROLLED, **IMMEDIATE}[verb]
    if role in SECRETARIES:
        do(house, house.people[role])
        assert Entry.objects.filter(verb=verb, actor=house.people[role]).count() == 1
        return
    with pytest.raises(Forbidden) as refused:
        do(house, house.people[role])
    assert refused.value.code == "not_your_office"
    assert refused.value.sentence
    assert not Entry.objects.exists()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", CONTROLLED)
def test_under_control_a_proposal_is_the_secretaries_too(house: House, verb: str, role: str) -> None:
    house.control()
    if role not in SECRETARIES:
        with pytest.raises(Forbidden):
            CONTROLLED[verb](house, house.people[role])
        return
    before = snapshot(house)
    pending = CONTROLLED[verb](house, house.people[role])
    assert isinstance(pending, PendingAct)
    assert pending.verb == verb
    assert [entry.verb for entry in Entry.objects.all()] == [f"propose_{verb}"]
    assert snapshot(house) == before
    confirm_act(act=pending, actor=house.second)
    done = Entry.objects.get(verb=verb)
    assert done.actor == house.second
    assert done.data["proposed_by"] == house.people[role].mark(house.council.code)
    house.council.refresh_from_db()
    assert snapshot(house) != before


def snapshot(house: House) -> dict[str, object]:
    """Everything that an act under control can change. An applicant is part of the scene, not of the act."""
    return {
        "standings": list(
            Standing.objects.exclude(status="applied").exclude(seat__standings__status="suspended").values_list()
        ),
        "readmitted": Standing.objects.filter(seat__standings__status="suspended").filter(effective_at=NOW).count(),
        "mandates": list(Mandate.objects.order_by("pk").values_list()),
        "offices": list(Office.objects.order_by("pk").values_list()),
        "accessions": Accession.objects.filter(country="EC").count(),
        "contributions": list(Contribution.objects.values_list()),
        "rulebooks": list(Rulebook.objects.order_by("pk").values_list("pk", "version")),
        "control": house.council.is_two_person,
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("decide", ["confirm", "refuse"])
def test_deciding_a_proposal_is_the_secretaries(house: House, role: str, decide: str) -> None:
    house.control()
    pending = admit_movement(seat=house.applicant(), actor=house.second)
    actor = house.people[role]

    def act() -> object:
        if decide == "confirm":
            return confirm_act(act=pending, actor=actor)
        return refuse_act(act=pending, actor=actor, reason="Falta el acta")

    if role in SECRETARIES:
        act()
        return
    with pytest.raises(Forbidden):
        act()
    pending.refresh_from_db()
    assert pending.state == PendingAct.State.WAITING


MANAGERS = {"coordinator", "secretary", "second secretary"}


def _withdraw(house: House, actor: Any) -> object:
    invitation = invite_member(movement=house.movement, email="a@example.org", actor=house.people["coordinator"])
    return withdraw_invitation(invitation=invitation, actor=actor)


MEMBERS: dict[str, Do] = {
    "invite_member": lambda house, actor: invite_member(movement=house.movement, email="n@example.org", actor=actor),
    "enrol_member": lambda house, actor: enrol_member(movement=house.movement, name="Rosa", actor=actor),
    "withdraw_invitation": _withdraw,
    "change_role": lambda house, actor: change_role(
        membership=house.people["titular"].memberships.get(), role="coordinator", actor=actor
    ),
    "end_membership": lambda house, actor: end_membership(
        membership=house.people["titular"].memberships.get(), actor=actor
    ),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", MEMBERS)
def test_members_are_the_coordinators_affair(house: House, verb: str, role: str) -> None:
    if role in MANAGERS or (verb == "end_membership" and role == "titular"):
        MEMBERS[verb](house, house.people[role])
        assert Entry.objects.filter(verb=verb, on_behalf_of=house.movement.slug).count() == 1
        return
    with pytest.raises(Forbidden) as refused:
        MEMBERS[verb](house, house.people[role])
    assert refused.value.code == "not_a_coordinator"


@pytest.mark.parametrize("role", ROLES)
def test_leaving_is_for_coordinators_and_mandate_holders(house: House, role: str) -> None:
    if role in {"coordinator", "titular", "alternate"}:
        assert leave_council(seat=house.seat, actor=house.people[role]).status == "left"
        return
    with pytest.raises(Forbidden):
        leave_council(seat=house.seat, actor=house.people[role])


@pytest.mark.parametrize("role", ROLES)
def test_anybody_applies_and_becomes_coordinator(house: House, role: str) -> None:
    person = house.people[role]
    seat = apply_movement(council=house.council, actor=person, name="Red de Semillas", kind="peasant", country="EC")
    assert seat.standings.get().status == "applied"
    membership = seat.movement.memberships.get()
    assert (membership.person, membership.role) == (person, "coordinator")
    assert Entry.objects.get().on_behalf_of == seat.movement.slug


@pytest.mark.parametrize("role", ROLES)
def test_applying_again_is_for_who_coordinates(house: House, role: str) -> None:
    StandingFactory(seat=house.seat, status=Standing.Status.LEFT, effective_at=NOW - DAY)
    movement, person = house.movement, house.people[role]
    if role in {"coordinator", "titular", "alternate"}:
        assert apply_again(council=house.council, movement=movement, actor=person) == house.seat
        return
    with pytest.raises(DomainError) as refused:
        apply_again(council=house.council, movement=movement, actor=person)
    assert refused.value.status == 403


def test_a_movement_applies_in_a_second_council(house: House) -> None:
    other = CouncilFactory()
    seat = apply_again(council=other, movement=house.movement, actor=house.people["coordinator"])
    assert seat.council == other
    assert seat != house.seat
    with pytest.raises(Forbidden):
        apply_again(council=CouncilFactory(), movement=house.movement, actor=PersonFactory())
