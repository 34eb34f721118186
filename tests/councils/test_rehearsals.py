"""A rehearsal is made of a council, its clock is turned forward, and what it is stays written in the database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.mandates.actions import apply_movement, confirm_act, grant_mandate, record_contribution
from councils.mandates.models import FURTHEST
from councils.mandates.queries import contributions_at, electorate, member_countries, rulebook_at
from councils.models import Council, Mandate, Movement, Office, Seat, Standing, Window
from councils.rehearsing.actions import clone_council_as_rehearsal, turn_clock_forward
from councils.rehearsing.permissions import belongs
from councils.rehearsing.queries import next_boundary
from councils.rounds.actions import convene_round, extend_window
from ledger.models import Entry
from tests.factories.councils import (
    DAY,
    HOUR,
    NOW,
    AccessionFactory,
    ContributionFactory,
    CouncilFactory,
    CountryFactory,
    OfficeFactory,
    RoundFactory,
    SeatFactory,
    travelling,
)

from .conftest import House
from .rounds import calendar
from .test_permissions_of_acts import ROLES, SECRETARIES

LATER = NOW + timedelta(seconds=1)


def rehearse(house: House) -> Council:
    return clone_council_as_rehearsal(council=house.council, actor=house.secretary)


def convened(house: House) -> Any:
    """A round of the house's own council, with everything that a call has."""
    return convene_round(
        council=house.council,
        actor=house.secretary,
        title={"es": "Ronda"},
        call={"es": "Convocatoria"},
        themes=[{"es": "Semillas"}, {"es": "Agua"}],
        windows=calendar(NOW + DAY),
        addressees=[CouncilFactory(kind="bank_board")],
        envelope="1000.00",
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_rehearsal_is_made_by_the_secretaries(house: House, role: str) -> None:
    if role in SECRETARIES:
        assert clone_council_as_rehearsal(council=house.council, actor=house.people[role]).is_rehearsal
    else:
        with pytest.raises(Forbidden, match="not_your_office"):
            clone_council_as_rehearsal(council=house.council, actor=house.people[role])


@pytest.mark.parametrize("role", ROLES)
def test_a_clock_is_turned_by_the_secretaries(house: House, role: str) -> None:
    made = rehearse(house)
    if role in SECRETARIES:
        turn_clock_forward(council=made, actor=house.people[role], to=NOW + DAY)
        assert clock.now(made.pk) == NOW + DAY
    else:
        with pytest.raises(Forbidden, match="not_your_office"):
            turn_clock_forward(council=made, actor=house.people[role], to=NOW + DAY)
        assert clock.now(made.pk) == NOW


def test_it_has_the_facts_of_its_council_and_none_of_its_texts(house: House) -> None:
    AccessionFactory(council=house.council, country=house.movement.country)
    ContributionFactory(country=house.movement.country)
    suspended = SeatFactory(council=house.council, standing=Standing.Status.SUSPENDED)
    house.applicant()
    Mandate.objects.filter(pk=house.mandate.pk).update(evidence="evidence/acta.pdf", ends_at=NOW + 99 * DAY)
    round_ = convened(house)
    made = rehearse(house)
    with travelling(LATER):
        assert [e.movement for e in electorate(made, LATER)] == [e.movement for e in electorate(house.council, LATER)]
        assert member_countries(made, LATER) == member_countries(house.council, LATER) != []
        asked = {"kind": "subscribed", "currency": "USD"}
        assert contributions_at(made, LATER, **asked) == contributions_at(house.council, LATER, **asked) != {}
        assert rulebook_at(made, LATER).data == rulebook_at(house.council, LATER).data  # type: ignore[union-attr]
    assert set(made.seats.values_list("movement", flat=True)) == {house.seat.movement_id, suspended.movement_id}
    mandates = Mandate.objects.filter(seat__council=made)
    assert {(m.person, m.role, m.ends_at, m.evidence.name) for m in mandates} == {
        (house.people["titular"], "titular", NOW + 99 * DAY, ""),
        (house.people["alternate"], "alternate", None, ""),
    }
    assert set(made.offices.values_list("person", "kind")) == {
        *((house.people[kind].pk, kind) for kind in Office.Kind.values),
        (house.second.pk, "secretary"),
    }
    copy = made.rounds.get()
    assert (copy.title, copy.call, copy.envelope) == (round_.title, round_.call, round_.envelope)
    assert [theme.name for theme in copy.themes.all()] == [theme.name for theme in round_.themes.all()]
    lengths = [(w.kind, w.closes_at - w.opens_at) for w in round_.windows.all()]
    assert [(w.kind, w.closes_at - w.opens_at) for w in copy.windows.all()] == lengths
    assert NOW < copy.windows.first().opens_at <= NOW + timedelta(minutes=10)
    assert not copy.proposals.exists()


def test_it_is_named_for_what_it_is_and_counted(house: House) -> None:
    house.council.name = {"es": "Consejo", "en": "Council"}
    house.council.save(update_fields=["name"])
    first, second = rehearse(house), rehearse(house)
    assert (first.slug, second.slug) == (f"{house.council.slug}-rehearsal-1", f"{house.council.slug}-rehearsal-2")
    assert second.code == f"REHEARSAL-{house.council.code}-2"
    assert second.name["en"] == "Rehearsal 2: Council"
    assert second.rehearsal_of == house.council
    told = Entry.objects.filter(verb="clone_council_as_rehearsal")
    assert set(told.values_list("council_id", flat=True)) == {first.pk, second.pk}


def test_the_longest_address_has_room_for_the_mark(house: House) -> None:
    council = CouncilFactory(slug="a" * 60, code="ABCDEFGHIJKL")
    made = clone_council_as_rehearsal(council=council, actor=OfficeFactory(council=council).person)
    assert made.slug == f"{'a' * 45}-rehearsal-1"
    assert made.code == "REHEARSAL-ABCDEFGHIJKL-1"


def test_without_a_calendar_to_follow_it_is_made_without_a_round(house: House) -> None:
    assert not rehearse(house).rounds.exists()
    RoundFactory(council=house.council).themes.all().delete()
    made = rehearse(house)
    assert not made.rounds.exists()
    told = {"themes": [{"es": "Semillas"}], "title": {"es": "R"}, "call": {"es": "C"}, "windows": calendar(NOW)}
    convene_round(council=made, actor=house.secretary, addressees=[CouncilFactory(kind="bank_board")], **told)
    assert made.rounds.exists()


def test_only_what_deliberates_is_rehearsed_and_no_rehearsal(house: House) -> None:
    board = CouncilFactory(kind="bank_board")
    with pytest.raises(Conflict, match="not_advisory"):
        clone_council_as_rehearsal(council=board, actor=OfficeFactory(council=board).person)
    with pytest.raises(Conflict, match="rehearsal"):
        clone_council_as_rehearsal(council=rehearse(house), actor=house.secretary)


def test_a_clock_goes_on_from_where_it_was_turned_to(house: House) -> None:
    made = rehearse(house)
    turn_clock_forward(council=made, actor=house.secretary, to=(NOW + 3 * DAY).isoformat())
    with travelling(NOW + HOUR):
        assert clock.now(made.pk) == NOW + 3 * DAY + HOUR
        assert clock.now(house.council.pk) == NOW + HOUR
        assert clock.now(None) == NOW + HOUR
    (told,) = Entry.objects.filter(verb="turn_clock_forward")
    assert (told.council_id, told.at) == (made.pk, NOW)
    assert told.data == {"old": NOW.isoformat(), "new": (NOW + 3 * DAY).isoformat()}


@pytest.mark.parametrize("to", [NOW, NOW - timedelta(microseconds=1), NOW + FURTHEST + timedelta(microseconds=1)])
def test_a_clock_is_turned_forward_and_not_without_end(house: House, to: datetime) -> None:
    made = rehearse(house)
    with pytest.raises(Invalid) as refused:
        turn_clock_forward(council=made, actor=house.secretary, to=to)
    assert set(refused.value.fields) == {"to"}
    turn_clock_forward(council=made, actor=house.secretary, to=NOW + FURTHEST)


@pytest.mark.parametrize("to", ["", "mañana", "2027-13-01", "9999-12-31T23:59:59Z", None, 7, "2027-01-01\x00"])
def test_what_is_no_instant_is_refused_in_words(house: House, to: Any) -> None:
    with pytest.raises(Invalid) as refused:
        turn_clock_forward(council=rehearse(house), actor=house.secretary, to=to)
    assert set(refused.value.fields) == {"to"}


def test_pressing_twice_turns_once(house: House) -> None:
    convened(house)
    made = rehearse(house)
    window, boundary = next_boundary(made, NOW) or pytest.fail("a round has boundaries")
    assert (window.kind, boundary) == ("drafting", window.opens_at)
    turn_clock_forward(council=made, actor=house.secretary, to=boundary)
    with pytest.raises(Invalid):
        turn_clock_forward(council=made, actor=house.secretary, to=boundary)
    # Of two windows that meet, the one that closes is told.
    assert next_boundary(made, boundary) == (window, window.closes_at)
    assert next_boundary(made, NOW + 999 * DAY) is None


def test_the_clock_of_a_council_is_the_time(house: House) -> None:
    with pytest.raises(Conflict, match="no_rehearsal"):
        turn_clock_forward(council=house.council, actor=house.secretary, to=NOW + DAY)


@pytest.mark.parametrize("microseconds", [-1, 0, 1])
def test_deadlines_follow_the_clock_of_the_rehearsal(house: House, microseconds: int) -> None:
    """One microsecond before a close, at it and after it, by a clock that was turned."""
    convened(house)
    made = rehearse(house)
    window = made.rounds.get().windows.get(kind="drafting")
    at = window.closes_at + timedelta(microseconds=microseconds)
    turn_clock_forward(council=made, actor=house.secretary, to=at)
    asked = {"window": window, "closes_at": at + HOUR, "reason": "r", "actor": house.secretary, "shift_following": True}
    if microseconds < 0:
        extend_window(**asked)
    else:
        with pytest.raises(Conflict, match="closed"):
            extend_window(**asked)


@pytest.mark.parametrize(
    "changes",
    [
        "is_rehearsal = false",
        "is_rehearsal = false, rehearsal_of_id = NULL, clock_offset = '0', slug = 'consejo', code = 'CONSEJO'",
        "rehearsal_of_id = id",
        "clock_offset = clock_offset - interval '1 microsecond'",
        "clock_offset = interval '3661 days'",
        "slug = 'consejo-de-verdad'",
        "code = 'CMS'",
        "kind = 'bank_board'",
    ],
)
def test_what_a_rehearsal_is_the_database_does_not_let_be_changed(house: House, changes: str) -> None:
    made = rehearse(house)
    turn_clock_forward(council=made, actor=house.secretary, to=NOW + DAY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE councils_council SET {changes} WHERE id = %s", [made.pk])


@pytest.mark.parametrize(
    "changes",
    [
        "is_rehearsal = true",
        "clock_offset = interval '1 microsecond'",
        "clock_offset = interval '-1 day'",
        "slug = 'consejo-rehearsal-1'",
        "rehearsal_of_id = id",
    ],
)
def test_no_council_becomes_a_rehearsal_nor_has_its_clock_moved(house: House, changes: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE councils_council SET {changes} WHERE id = %s", [house.council.pk])


def test_no_council_is_founded_with_a_moved_clock(house: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilFactory(clock_offset=DAY)


@pytest.mark.parametrize("role", ROLES)
def test_who_belongs_sees_it(house: House, role: str) -> None:
    made = rehearse(house)
    outside = {"stranger", "ended member", "former secretary", "coming secretary", "secretary elsewhere"}
    assert belongs(house.people[role], made, LATER) is (role not in outside)


def test_what_is_everybodys_is_not_made_in_a_rehearsal(house: House) -> None:
    made, person = rehearse(house), house.people["stranger"]
    CountryFactory(code="EC")
    refused: list[DomainError] = []
    for act in (
        lambda: apply_movement(council=made, actor=person, name="Redes", kind="peasant", country="BO"),
        lambda: record_contribution(council=made, country="EC", kind="paid", amount="1.00", actor=house.secretary),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        refused.append(refusal.value)
    assert {refusal.code for refusal in refused} == {"rehearsal"}
    assert not Movement.objects.filter(name="Redes").exists()


def test_two_person_control_is_rehearsed_too(house: House) -> None:
    house.control()
    made = rehearse(house)
    seat = Seat.objects.get(council=made, movement=house.movement)
    act = grant_mandate(seat=seat, person=house.people["member"], role="alternate", actor=house.secretary)
    granted = confirm_act(act=act, actor=house.second)  # type: ignore[arg-type]
    assert isinstance(granted, Mandate)
    assert granted.seat == seat
    assert not Mandate.objects.filter(seat=house.seat, person=house.people["member"]).exists()


def test_a_window_of_the_original_does_not_move_with_the_rehearsal(house: House) -> None:
    round_ = convened(house)
    turn_clock_forward(council=rehearse(house), actor=house.secretary, to=datetime(2030, 1, 1, tzinfo=UTC))
    with travelling(LATER):
        opened = Window.objects.filter(round=round_, opens_at__lte=clock.now(round_.council_id))
        assert not opened.exists()


def test_the_application_role_turns_a_clock_forward_and_nothing_else(house: House) -> None:
    made, role = rehearse(house), "rehearsal_test_role"
    call_command("grant_application_role", role=role, verbosity=0)
    back = "clock_offset = clock_offset - interval '1 second'"
    never = ("is_rehearsal = false", "rehearsal_of_id = NULL", "slug = 'consejo-x'", back)
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT "{role}" TO CURRENT_USER')
        cursor.execute(f'SET ROLE "{role}"')
        try:
            turn_clock_forward(council=made, actor=house.secretary, to=NOW + DAY)
            refused = [(made.pk, change) for change in never]
            refused += [(house.council.pk, "is_rehearsal = true"), (house.council.pk, "clock_offset = '1 second'")]
            for pk, change in refused:
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(f"UPDATE councils_council SET {change} WHERE id = %s", [pk])
            for statement in ("ALTER TABLE councils_council DISABLE TRIGGER ALL", "DELETE FROM ledger_entry"):
                with pytest.raises(DatabaseError, match=r"must be owner|permission denied"), transaction.atomic():
                    cursor.execute(statement)
        finally:
            cursor.execute("RESET ROLE")
    assert clock.now(made.pk) == NOW + DAY
