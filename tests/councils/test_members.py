"""Who belongs to a movement: links that work once, coordinators that never run out, names shown by consent."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from common.errors import Conflict, Forbidden, Invalid
from councils.mandates.actions import (
    apply_movement,
    change_role,
    end_membership,
    invite_member,
    leave_council,
    name_coordinator,
    withdraw_invitation,
)
from councils.models import Invitation, Membership, Standing
from councils.movements.actions import accept_invitation, show_name
from ledger.models import Entry
from tests.factories.councils import (
    DAY,
    NOW,
    CouncilFactory,
    MembershipFactory,
    PersonFactory,
    StandingFactory,
    travelling,
)

from .conftest import House

MICRO = timedelta(microseconds=1)
EMAIL = "nueva@example.org"


def invited(house: House, email: str = EMAIL, **facts: str) -> Invitation:
    return invite_member(movement=house.movement, email=email, actor=house.people["coordinator"], **facts)


def test_the_letter_has_a_link_and_nothing_else_does(house: House, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invited(house)
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert house.movement.name in letter.body
    assert invitation.token in letter.body
    assert invitation.token not in str(Invitation.objects.filter(pk=invitation.pk).values().get())
    assert EMAIL not in str(Entry.objects.get().data)


def test_nobody_is_sent_letters_without_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator = house.people["coordinator"]
    for _time in range(3):
        withdraw_invitation(invitation=invited(house), actor=coordinator)
    for again in (EMAIL, EMAIL.upper()):
        with pytest.raises(Conflict) as refused:
            invited(house, again)
        assert refused.value.code == "too_many_letters"
    monkeypatch.setattr("councils.mandates.actions.members.MOST_INVITATIONS", 4)
    withdraw_invitation(invitation=invited(house, "otra@example.org"), actor=coordinator)
    with pytest.raises(Conflict) as refused:
        invited(house, "tercera@example.org")
    assert refused.value.code == "too_many_invitations"
    with travelling(NOW + DAY):
        last = invited(house)
    assert last.expires_at == NOW + 15 * DAY


def test_a_link_that_works_goes_on_working_when_no_other_is_sent(house: House) -> None:
    last = [invited(house) for _time in range(3)][-1]
    with pytest.raises(Conflict):
        invited(house)
    last.refresh_from_db()
    assert last.expires_at == NOW + 14 * DAY


def test_a_link_works_once_and_until_it_expires(house: House) -> None:
    person = PersonFactory(email=EMAIL)
    first, second = invited(house), invited(house, role="coordinator")
    with pytest.raises(Conflict) as refused:
        accept_invitation(token=first.token, person=person)
    assert refused.value.code == "invitation_expired"
    with travelling(NOW + 14 * DAY), pytest.raises(Conflict) as refused:
        accept_invitation(token=second.token, person=person)
    assert refused.value.code == "invitation_expired"
    with travelling(NOW + 14 * DAY - MICRO):
        membership = accept_invitation(token=second.token, person=person)
    assert (membership.role, membership.movement) == ("coordinator", house.movement)
    with pytest.raises(Conflict) as refused:
        accept_invitation(token=second.token, person=person)
    assert refused.value.code == "invitation_used"


def test_a_forwarded_link_lets_nobody_in(house: House) -> None:
    invitation = invited(house)
    with pytest.raises(Forbidden) as refused:
        accept_invitation(token=invitation.token, person=house.people["stranger"])
    assert refused.value.code == "invited_other_address"
    assert accept_invitation(token=invitation.token, person=PersonFactory(email=EMAIL.upper()))


@pytest.mark.parametrize("token", ["", "x", "\x00", "ñ" * 5_000, "\ud800"])
def test_a_link_that_is_none(house: House, token: str) -> None:
    with pytest.raises(Invalid) as refused:
        accept_invitation(token=token, person=house.people["stranger"])
    assert refused.value.code == "invitation_unknown"


def test_whoever_belongs_already_is_not_invited(house: House) -> None:
    with pytest.raises(Conflict):
        invite_member(
            movement=house.movement, email=house.people["member"].email.upper(), actor=house.people["coordinator"]
        )
    invitation = invited(house)
    person = PersonFactory(email=EMAIL)
    MembershipFactory(movement=house.movement, person=person)
    with pytest.raises(Conflict) as refused:
        accept_invitation(token=invitation.token, person=person)
    assert refused.value.code == "member_already"


@pytest.mark.parametrize(
    "email", ["", "x", "a@b@c", "a\x00@example.org", "x" * 5_000 + "@example.org", "a@example.org\n"]
)
def test_an_address_that_is_none(house: House, email: str) -> None:
    if email.strip() == "a@example.org":
        assert invite_member(movement=house.movement, email=email, actor=house.people["coordinator"])
        return
    with pytest.raises(Invalid) as refused:
        invite_member(movement=house.movement, email=email, actor=house.people["coordinator"])
    assert set(refused.value.fields) == {"email"}


def test_a_withdrawn_link_no_longer_works(house: House) -> None:
    invitation = invited(house)
    withdraw_invitation(invitation=invitation, actor=house.people["coordinator"])
    with pytest.raises(Conflict):
        accept_invitation(token=invitation.token, person=PersonFactory(email=EMAIL))
    with pytest.raises(Conflict):
        withdraw_invitation(invitation=invitation, actor=house.people["coordinator"])


def test_a_suspended_movement_does_nothing_but_let_people_go(house: House) -> None:
    StandingFactory(seat=house.seat, status=Standing.Status.SUSPENDED, effective_at=NOW - DAY)
    coordinator = house.people["coordinator"]
    membership = house.people["member"].memberships.get()
    with pytest.raises(Conflict) as refused:
        invited(house)
    assert refused.value.code == "movement_suspended"
    with pytest.raises(Conflict):
        name_coordinator(membership=membership, actor=coordinator)
    assert end_membership(membership=membership, actor=membership.person).ends_at == NOW
    assert leave_council(seat=house.seat, actor=coordinator).status == "left"


def test_a_movement_is_never_without_a_coordinator(house: House) -> None:
    last = house.people["coordinator"].memberships.get()
    for act in (
        lambda: end_membership(membership=last, actor=last.person),
        lambda: change_role(membership=last, role="member", actor=house.secretary),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "last_coordinator"
    name_coordinator(membership=house.people["member"].memberships.get(), actor=house.secretary)
    assert change_role(membership=last, role="member", actor=last.person).role == "member"
    with pytest.raises(Forbidden):
        change_role(membership=last, role="coordinator", actor=last.person)


def test_a_membership_ends_once_and_may_begin_again(house: House) -> None:
    membership = house.people["member"].memberships.get()
    with travelling(NOW + DAY):
        end_membership(membership=membership, actor=membership.person)
        with pytest.raises(Conflict):
            end_membership(membership=membership, actor=membership.person)
        again = invite_member(movement=house.movement, email=membership.person.email, actor=house.people["coordinator"])
        assert accept_invitation(token=again.token, person=membership.person).pk != membership.pk


def test_a_name_is_shown_by_its_bearer_alone(house: House) -> None:
    membership = house.people["member"].memberships.get()
    with pytest.raises(Forbidden):
        show_name(membership=membership, is_named=True, actor=house.secretary)
    assert show_name(membership=membership, is_named=True, actor=membership.person).is_named


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "x" * 201}, "name"),
        ({"name": "\x00"}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"kind": "party"}, "kind"),
        ({"country": "XX"}, "country"),
        ({"country": "X" * 5_000}, "country"),
        ({"country": "\x00"}, "country"),
        ({"description": {"xx": "?"}}, "description"),
        ({"description": {"es": "x" * 4_001}}, "description"),
        ({"description": "texto"}, "description"),
    ],
)
def test_an_application_that_is_not_well_formed(house: House, wrong: dict, field: str) -> None:
    facts = {"name": "Riego", "kind": "peasant", **wrong}
    with pytest.raises(Invalid) as refused:
        apply_movement(council=house.council, actor=house.people["stranger"], **facts)
    assert set(refused.value.fields) == {field}


def test_nobody_floods_the_secretariat(house: House) -> None:
    person = house.people["stranger"]
    for number in range(3):
        apply_movement(council=house.council, actor=person, name=f"Riego {number}", kind="peasant")
    with pytest.raises(Conflict) as refused:
        apply_movement(council=house.council, actor=person, name="Riego 4", kind="peasant")
    assert refused.value.code == "too_many_applications"


def test_movements_sit_in_advisory_councils(house: House) -> None:
    bank = CouncilFactory(kind="bank_board")
    with pytest.raises(Conflict) as refused:
        apply_movement(council=bank, actor=house.people["stranger"], name="Riego", kind="peasant")
    assert refused.value.code == "not_advisory"


def test_from_the_letter_to_the_movement(house: House, django_capture_on_commit_callbacks) -> None:
    coordinator = Client()
    coordinator.force_login(house.people["coordinator"])
    with django_capture_on_commit_callbacks(execute=True):
        page = reverse("movement_members", args=[house.movement.slug])
        assert coordinator.post(page, {"email": "x", "role": "member"}).status_code == 422
        assert coordinator.post(page, {"email": EMAIL, "role": "member"}).status_code == 302
    assert EMAIL in coordinator.get(page).content.decode()
    link = re.search(r"https?://\S+", mail.outbox[-1].body)
    assert link
    path = "/" + link[0].split("/", 3)[3]
    newcomer = Client()
    assert newcomer.get(path).status_code == 200
    assert newcomer.session["invitation_token"]
    assert newcomer.post(path).status_code == 200
    assert not Membership.objects.filter(person__email=EMAIL).exists()
    person = PersonFactory(email=EMAIL)
    newcomer.force_login(person)
    assert newcomer.get(path).status_code == 200
    assert newcomer.post(path).status_code == 302
    assert "invitation_token" not in newcomer.session
    assert person.memberships.get().movement == house.movement
    assert newcomer.post(path).status_code == 409
    assert newcomer.get(reverse("invitation", args=["x"])).status_code == 404
