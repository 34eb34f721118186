"""People and movements found by typing: by whom, among whom, and without an address."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common.finding import Plain, plain
from councils.mandates.finding import MovementField
from councils.models import Mandate, Membership, Standing
from councils.secretariat import finding
from tests.factories.councils import (
    LONG_AGO,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    SeatFactory,
    StandingFactory,
)

from .conftest import House
from .test_permissions_of_acts import ROLES, SECRETARIES


def ask(house: House, role: str = "secretary", **asked: str) -> tuple[int, str]:
    cache.clear()
    client = Client(headers={"accept-language": "en"})
    client.force_login(house.people[role])
    answer = client.get(reverse("desk_people", args=[house.council.slug]), asked)
    return answer.status_code, answer.content.decode()


def member(house: House, name: str, **facts: object) -> User:
    return MembershipFactory(movement=house.movement, person=PersonFactory(name=name, **facts)).person


@pytest.mark.parametrize("role", ROLES)
def test_suggestions_are_for_secretaries_alone(house: House, role: str) -> None:
    member(house, "Rosa Quispe")
    status, shown = ask(house, role, person="rosa")
    assert (status, "Rosa" in shown) == ((200, True) if role in SECRETARIES else (403, False))


def test_accents_and_case_do_not_matter_and_no_address_is_shown(house: House) -> None:
    person = member(house, "María Ñandú Ågren")
    member(house, "", email="sin-nombre@example.org")
    for typed in ("maria", "MARÍA", "nandu mar", "Agren", "ñ", "ría ñan"):
        status, shown = ask(house, person=typed)
        assert status == 200
        assert (f"María Ñandú Ågren · {person.pk}" in shown) == (len(typed) > 1), typed
    assert (
        "@" not in ask(house, person="example.org")[1] + ask(house, person="sin-nombre")[1] + ask(house, person="ma")[1]
    )
    for typed in ("%", "__", "\x00\x00", "\\\\", "x" * 5_000, "' OR 1=1", "\ud7ff\u0301"):
        assert ask(house, person=typed) == (200, "\n"), typed


def test_only_those_whom_the_officer_may_see(house: House) -> None:
    elsewhere = MembershipFactory(movement=SeatFactory().movement, person__name="Rosa Ajena")
    other = SeatFactory(council=house.council).movement
    MembershipFactory(movement=other, person__name="Rosa Vecina")
    officer = OfficeFactory(council=house.council, person__name="Rosa Oficial").person
    member(house, "Rosa Propia")
    everybody = ask(house, person="rosa")[1]
    assert "Rosa Ajena" not in everybody
    assert all(name in everybody for name in ("Rosa Vecina", "Rosa Oficial", "Rosa Propia"))
    assert everybody.count(f"· {officer.pk}") == 1
    own = ask(house, person="rosa", movement=house.movement.slug)[1]
    assert "Rosa Propia" in own and "Rosa Vecina" not in own
    assert ask(house, person="rosa", movement=elsewhere.movement.slug)[0] == 404


def test_nobody_draws_out_a_list_of_names(house: House, monkeypatch) -> None:
    monkeypatch.setattr(finding, "SEARCHES", 2)
    client = Client()
    client.force_login(house.secretary)
    cache.clear()
    address = reverse("desk_people", args=[house.council.slug])
    assert [client.get(address, {"person": "ro"}).status_code for _n in range(3)] == [200, 200, 429]
    for number in range(15):
        member(house, f"Rosa {number}")
    assert ask(house, person="rosa")[1].count("<option") == finding.MOST


def test_a_mandate_is_granted_by_a_part_of_a_name(house: House) -> None:
    first, second = member(house, "Ana Chávez"), member(house, "Ana Chávez Roca")
    client = Client(headers={"accept-language": "en"})
    client.force_login(house.secretary)
    address = reverse("desk_seat", args=[house.council.slug, house.movement.slug])
    sent = {"form": "mandate", "role": "alternate", "kind": "free"}
    several = client.post(address, {**sent, "person": "ana chavez"})
    assert several.status_code == 422
    shown = several.content.decode()
    assert f"Ana Chávez · {first.pk}; Ana Chávez Roca · {second.pk}" in shown
    assert f'<option value="Ana Chávez · {first.pk}">' in shown, "without a script too"
    nobody = client.post(address, {**sent, "person": f"Persona · {house.people['stranger'].pk}"})
    assert nobody.status_code == 422 and "Nobody here is called so" in nobody.content.decode()
    assert client.post(address, {**sent, "person": "chavez roca"}).status_code == 302
    assert client.post(address, {**sent, "person": f"Ana Chávez · {first.pk}"}).status_code == 302
    assert client.post(address, {**sent, "person": house.people["member"].email.upper()}).status_code == 302
    granted = Mandate.objects.filter(seat=house.seat, role="alternate").order_by("-id").values_list("person", flat=True)
    assert list(granted[:3]) == [house.people["member"].pk, first.pk, second.pk]


def test_movements_are_found_by_typing(house: House) -> None:
    SeatFactory(council=house.council, movement__name="Unión Ñuble del Sur")
    client = Client(headers={"accept-language": "en"})
    client.force_login(house.secretary)
    address = reverse("desk_seats", args=[house.council.slug])
    shown = client.get(address, {"q": "UNION nuble"}).content.decode()
    assert "Unión Ñuble del Sur" in shown and house.movement.name not in shown
    assert "called so" in client.get(address, {"q": "%"}).content.decode()
    assert client.get(address, {"q": "\x00" * 9_000, "page": "-1"}).status_code == 200


def test_movements_that_vote_are_suggested_to_everybody(house: House) -> None:
    for name in ("Unión Ñuble", "Unión Ñuble", "Unión Ñuble del Sur"):
        SeatFactory(council=house.council, movement__name=name)
    out = SeatFactory(council=house.council, movement__name="Unión sin lugar")
    StandingFactory(seat=out, status=Standing.Status.SUSPENDED)
    address = reverse("council_seats_named", args=[house.council.slug])

    def shown(**asked: str) -> list[str]:
        return re.findall(r'value="([^"]+)"', Client().get(address, asked).content.decode())

    assert shown(to="nuble sur") == shown(movement="NUBLE sur") == ["Unión Ñuble del Sur"]
    twins = shown(to="union")
    assert len(twins) == 3 and sum(label.startswith("Unión Ñuble · ") for label in twins) == 2
    assert shown() == shown(to="%") == shown(to="\x00") == []
    field = MovementField()
    told = [(seat.movement.slug, seat.movement.name) for seat in house.council.seats.select_related("movement")]
    field.choose_from(house.council, told)
    assert {field.clean(label) for label in twins} == {slug for slug, name in told if "Ñuble" in name}
    assert Client().get(reverse("council_seats_named", args=["nowhere"])).status_code == 404


def test_ten_thousand_people_are_searched_by_an_index(house: House) -> None:
    people = User.objects.bulk_create(
        User(email=f"p{n}@example.org", name=f"Persona número {n}") for n in range(10_000)
    )
    Membership.objects.bulk_create(
        Membership(movement=house.movement, person=person, starts_at=LONG_AGO) for person in people
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('person_by_name'::regclass)")
        cursor.execute("ANALYZE accounts_user, councils_membership")
        # Of so few people the planner may read all as well; that the index answers the question is what is asked.
        cursor.execute("SET LOCAL enable_seqscan = off")
    found = User.objects.annotate(plain=Plain("name")).filter(plain__contains=plain("Número 4711"))
    assert "person_by_name" in found.order_by().explain()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = on")
    with CaptureQueriesContext(connection) as queries:
        assert f"· {people[4711].pk}" in ask(house, person="numero 4711")[1]
    taken = max(float(query["time"]) for query in queries)
    assert taken < 0.5, taken
