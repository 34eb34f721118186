"""Two officers at once, on a real PostgreSQL with threads: one effect, and a sentence for whoever comes second."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from common.errors import DomainError
from councils.beginning.actions import begin_council
from councils.beginning.plan import Beginning, Founder
from councils.mandates.actions import (
    admit_movement,
    adopt_rulebook,
    apply_movement,
    confirm_act,
    end_membership,
    grant_mandate,
    invite_member,
)
from councils.models import Council, Mandate, Membership, PendingAct, Rulebook
from councils.movements.actions import accept_invitation
from ledger.models import Entry
from tests.factories.councils import (
    LONG_AGO,
    CouncilFactory,
    MandateFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    SeatFactory,
)

BEGINNING = Beginning(
    name={"es": "Consejo"},
    slug="cms",
    code="CMS",
    countries=("BO", "EC"),
    movements=(Founder("Red", "union", "BO", "red@example.org"),),
    template="consensus",
    secretaries=("ana@example.org", "beto@example.org"),
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned, or the refusal that it met; all begin together."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return act()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def codes(results: list[object]) -> list[str]:
    return sorted(result.code for result in results if isinstance(result, DomainError))


def test_two_begin_a_council_at_one_address() -> None:
    turned = replace(BEGINNING, countries=("EC", "BO"), secretaries=("beto@example.org", "ana@example.org"))
    results = at_once(*(partial(begin_council, beginning=one) for one in (BEGINNING, turned, BEGINNING)))
    assert codes(results) == ["not_well_formed"] * 2
    assert Council.objects.get().seats.count() == 1
    assert User.objects.count() == 2
    assert Entry.objects.filter(verb="found_council").count() == 1
    assert Entry.objects.filter(verb="name_country").count() == 2


@pytest.mark.parametrize("turn", range(3))
def test_two_titulars_granted_at_once(turn: int) -> None:
    seat = SeatFactory()
    officers = [OfficeFactory(council=seat.council).person for _officer in range(4)]
    people = [PersonFactory() for _person in officers]
    results = at_once(
        *(
            lambda officer=officer, person=person: grant_mandate(
                seat=seat, person=person, role="titular", actor=officer
            )
            for officer, person in zip(officers, people, strict=True)
        )
    )
    assert Mandate.objects.filter(seat=seat, role="titular").count() == 1
    assert codes(results) == ["titulars_overlap"] * 3
    assert Entry.objects.filter(verb="grant_mandate").count() == 1


def test_the_database_has_the_last_word_on_titulars() -> None:
    first = MandateFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        MandateFactory(seat=first.seat)
    revoked = MandateFactory(revoked_at=LONG_AGO)
    MandateFactory(seat=revoked.seat)


@pytest.mark.parametrize("turn", range(3))
def test_two_who_confirm_at_once_have_one_effect(turn: int) -> None:
    council = CouncilFactory(is_two_person=True)
    proposer, *others = [OfficeFactory(council=council).person for _officer in range(4)]
    seat = SeatFactory(council=council, standing="applied")
    pending = admit_movement(seat=seat, actor=proposer)
    assert isinstance(pending, PendingAct)
    results = at_once(*(lambda other=other: confirm_act(act=pending, actor=other) for other in others))
    assert codes(results) == ["act_decided"] * 2
    assert seat.standings.filter(status="admitted").count() == 1
    assert Entry.objects.filter(verb="admit_movement").count() == 1


def test_versions_adopted_at_once_are_numbered() -> None:
    council = CouncilFactory()
    officers = [OfficeFactory(council=council).person for _officer in range(4)]
    results = at_once(*(lambda o=officer: adopt_rulebook(council=council, data={}, actor=o) for officer in officers))
    assert codes(results) == []
    assert sorted(Rulebook.objects.filter(council=council).values_list("version", flat=True)) == [1, 2, 3, 4, 5]


def test_one_invitation_is_accepted_once() -> None:
    membership = MembershipFactory(role=Membership.Role.COORDINATOR)
    person = PersonFactory(email="nueva@example.org")
    invitation = invite_member(movement=membership.movement, email=person.email, actor=membership.person)
    results = at_once(*[lambda: accept_invitation(token=invitation.token, person=person)] * 4)
    assert codes(results) == ["invitation_used"] * 3
    assert person.memberships.count() == 1


def test_two_coordinators_do_not_both_leave() -> None:
    first = MembershipFactory(role=Membership.Role.COORDINATOR)
    second = MembershipFactory(role=Membership.Role.COORDINATOR, movement=first.movement)
    results = at_once(
        lambda: end_membership(membership=first, actor=first.person),
        lambda: end_membership(membership=second, actor=second.person),
    )
    assert codes(results) == ["last_coordinator"]
    assert first.movement.memberships.filter(ends_at=None).count() == 1


def test_movements_of_one_name_get_an_address_each() -> None:
    councils = CouncilFactory.create_batch(4)
    people = PersonFactory.create_batch(4)
    results = at_once(
        *(
            lambda c=council, p=person: apply_movement(council=c, actor=p, name="Semillas", kind="peasant")
            for council, person in zip(councils, people, strict=True)
        )
    )
    assert codes(results) == []
    slugs = {seat.movement.slug for seat in results}  # type: ignore[attr-defined] # none was refused
    assert len(slugs) == 4
    assert all(slug.startswith("semillas") for slug in slugs)
