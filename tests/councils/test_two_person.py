"""Two-person control: nobody is their own second, a confirmation asks everything anew, a proposal changes nothing."""

import pytest
from django.utils import translation

from common.errors import Conflict, Forbidden, Invalid
from councils.mandates.actions import (
    admit_movement,
    appoint_officer,
    confirm_act,
    dismiss_movement,
    end_office,
    grant_mandate,
    refuse_act,
    set_two_person_control,
    suspend_movement,
)
from councils.mandates.two_person import CONTROLLED
from councils.models import Mandate, Office, PendingAct, Standing
from councils.secretariat.acts import LABELS, TITLES, act_facts
from councils.verbs import CONTROLLED as TOLD
from ledger.models import Entry
from ledger.verbs import SENTENCES, tell
from tests.factories.councils import DAY, NOW, MembershipFactory, travelling

from .conftest import House


@pytest.fixture
def house(house: House) -> House:
    house.control()
    return house


def test_every_controlled_act_has_its_sentences_and_its_title() -> None:
    assert CONTROLLED.keys() == TITLES.keys()
    assert TOLD.keys() < CONTROLLED.keys(), "those of the councils, and those of later rooms"
    for verb in CONTROLLED:
        assert {verb, f"propose_{verb}", f"refuse_{verb}"} <= SENTENCES.keys()


def test_nobody_confirms_their_own_act(house: House) -> None:
    pending = admit_movement(seat=house.applicant(), actor=house.secretary)
    with pytest.raises(Forbidden) as refused:
        confirm_act(act=pending, actor=house.secretary)
    assert refused.value.code == "own_act"


def test_one_may_take_back_what_one_proposed(house: House) -> None:
    pending = admit_movement(seat=house.applicant(), actor=house.secretary)
    refuse_act(act=pending, actor=house.secretary, reason="Me equivoqué")
    with pytest.raises(Conflict) as refused:
        confirm_act(act=pending, actor=house.second)
    assert refused.value.code == "act_decided"
    entry = Entry.objects.get(verb="refuse_admit_movement")
    assert entry.data["reason"] == "Me equivoqué"
    with translation.override("en"):
        assert tell(entry.verb, entry.data).endswith(f"{entry.data['movement']} is admitted.")


def test_what_could_not_be_done_is_not_proposed(house: House) -> None:
    with pytest.raises(Conflict):
        admit_movement(seat=house.seat, actor=house.secretary)
    with pytest.raises(Invalid) as refused:
        suspend_movement(seat=house.seat, actor=house.secretary, reason=" ")
    assert set(refused.value.fields) == {"reason"}
    assert not PendingAct.objects.exists()
    assert not Entry.objects.exists()


def test_the_same_is_not_proposed_twice(house: House) -> None:
    seat = house.applicant()
    admit_movement(seat=seat, actor=house.secretary)
    with pytest.raises(Conflict) as refused:
        admit_movement(seat=seat, actor=house.second)
    assert refused.value.code == "already_proposed"


def test_a_confirmation_asks_everything_anew(house: House) -> None:
    seat = house.applicant()
    admission = admit_movement(seat=seat, actor=house.secretary)
    dismissal = dismiss_movement(seat=seat, actor=house.secretary, reason="Retiraron la solicitud")
    confirm_act(act=dismissal, actor=house.second)
    with pytest.raises(Conflict) as refused:
        confirm_act(act=admission, actor=house.second)
    assert refused.value.code == "wrong_standing"
    admission.refresh_from_db()
    assert admission.state == PendingAct.State.WAITING
    assert seat.standings.order_by("-id").first().status == Standing.Status.LEFT


def test_a_proposal_falls_with_the_office_of_its_proposer(house: House) -> None:
    third = confirm_act(
        act=appoint_officer(
            council=house.council, person=house.people["stranger"], kind="secretary", actor=house.second
        ),
        actor=house.secretary,
    )
    assert isinstance(third, Office)
    pending = admit_movement(seat=house.applicant(), actor=third.person)
    confirm_act(act=end_office(office=third, actor=house.secretary), actor=house.second)
    with pytest.raises(Conflict) as refused:
        confirm_act(act=pending, actor=house.second)
    assert refused.value.code == "proposer_left"


def test_an_act_takes_effect_when_it_is_confirmed(house: House) -> None:
    seat = house.applicant()
    pending = admit_movement(seat=seat, actor=house.secretary)
    with travelling(NOW + DAY):
        standing = confirm_act(act=pending, actor=house.second)
    assert isinstance(standing, Standing)
    assert (standing.effective_at, standing.recorded_at) == (NOW + DAY, NOW + DAY)
    assert standing.recorded_by == house.secretary


def test_a_mandate_whose_time_has_passed_is_not_confirmed(house: House) -> None:
    pending = grant_mandate(
        seat=house.seat, person=house.people["member"], role="alternate", actor=house.secretary, ends_at=NOW + DAY
    )
    with travelling(NOW + DAY), pytest.raises(Invalid) as refused:
        confirm_act(act=pending, actor=house.second)
    assert set(refused.value.fields) == {"ends_at"}
    assert not Mandate.objects.filter(person=house.people["member"]).exists()


def test_the_ledger_names_no_person(house: House) -> None:
    member = MembershipFactory(movement=house.movement).person
    grant_mandate(seat=house.seat, person=member, role="alternate", actor=house.secretary)
    data = Entry.objects.get().data
    assert data["holder"] == member.mark(house.council.code)
    assert member.name not in str(data)
    assert member.email not in str(data)


def test_officers_read_what_they_confirm(house: House) -> None:
    member = house.people["member"]
    pending = grant_mandate(seat=house.seat, person=member, role="alternate", actor=house.secretary, ends_at=NOW + DAY)
    facts = dict(act_facts(pending))
    assert facts[str(LABELS["person"])] == member.name
    assert facts[str(LABELS["seat"])] == house.movement.name
    assert "2026" in facts[str(LABELS["ends_at"])]


def test_switching_off_needs_two_and_switching_on_needs_two_secretaries(house: House) -> None:
    pending = set_two_person_control(council=house.council, is_on=False, actor=house.secretary)
    assert isinstance(pending, PendingAct)
    confirm_act(act=pending, actor=house.second)
    house.council.refresh_from_db()
    assert not house.council.is_two_person
    end_office(office=house.second.offices.get(), actor=house.secretary)
    with travelling(NOW + DAY / 2):
        with pytest.raises(Conflict) as refused:
            set_two_person_control(council=house.council, is_on=True, actor=house.secretary)
        assert refused.value.code == "too_few_secretaries"
        with pytest.raises(Conflict) as refused:
            set_two_person_control(council=house.council, is_on=False, actor=house.secretary)
        assert refused.value.code == "nothing_to_change"


def test_the_last_secretaries_stay(house: House) -> None:
    with pytest.raises(Conflict) as refused:
        end_office(office=house.second.offices.get(), actor=house.secretary)
    assert refused.value.code == "too_few_secretaries"
    confirm_act(
        act=set_two_person_control(council=house.council, is_on=False, actor=house.secretary), actor=house.second
    )
    end_office(office=house.second.offices.get(), actor=house.secretary)
    with travelling(NOW + DAY / 2), pytest.raises(Conflict):
        end_office(office=house.secretary.offices.get(), actor=house.secretary)
