"""The pages of the councils' rooms: who may open them, what they show, and what strange input does."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from councils.models import Contribution, Council, Mandate, PendingAct, Round, Rulebook, Standing
from tests.factories.councils import (
    HOUR,
    NOW,
    AccessionFactory,
    ContributionFactory,
    CouncilFactory,
    CountryFactory,
    RoundFactory,
    SeatFactory,
    travelling,
)

from .conftest import House

pytestmark = [pytest.mark.urls("config.urls"), pytest.mark.usefixtures("ground")]


def as_(person: User | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person:
        client.force_login(person)
    return client


def desk_pages(house: House) -> list[str]:
    slug = house.council.slug
    round_ = RoundFactory(council=house.council)
    return [
        reverse("desk", args=[slug]),
        reverse("desk_seats", args=[slug]),
        reverse("desk_seat", args=[slug, house.movement.slug]),
        reverse("desk_mandate", args=[slug, house.mandate.pk]),
        reverse("desk_offices", args=[slug]),
        reverse("desk_inviting", args=[slug]),
        reverse("desk_countries", args=[slug]),
        reverse("desk_rulebook", args=[slug]),
        reverse("desk_rounds", args=[slug]),
        reverse("desk_convene", args=[slug]),
        reverse("desk_round", args=[slug, round_.number]),
        reverse("desk_window", args=[slug, round_.windows.first().pk]),
    ]


def test_the_desk_opens_for_secretaries_alone(house: House) -> None:
    for address in desk_pages(house):
        assert as_(house.secretary).get(address).status_code == 200, address
        assert as_(house.people["titular"]).get(address).status_code == 403, address
        assert as_(house.people["secretary elsewhere"]).get(address).status_code == 403, address
        anonymous = as_(None).get(address)
        assert anonymous.status_code == 302, address
        assert anonymous.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["council_list", "council_seats", "council_rulebook", "movement"])
def test_public_pages_open_for_everybody(house: House, name: str) -> None:
    args = {"council_list": [], "movement": [house.movement.slug]}.get(name, [house.council.slug])
    for person in (None, house.people["stranger"], house.secretary):
        assert as_(person).get(reverse(name, args=args)).status_code == 200


def test_the_seats_of_a_past_instant(house: House) -> None:
    later = SeatFactory(council=house.council, standing__effective_at=NOW)
    ContributionFactory(country=house.movement.country, amount=2_000)
    address = reverse("council_seats", args=[house.council.slug])
    before = as_(None).get(address, {"at": "2026-06-01T12:00:00Z"})
    after = as_(None).get(address, {"at": "2026-06-01T12:00:01+00:00"})
    assert later.movement.name not in before.content.decode()
    assert later.movement.name in after.content.decode()
    assert "2,000" in after.content.decode()


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "0001-01-01", "1969-12-31T00:00Z", "x", "\x00", "2" * 5000])
def test_an_absurd_instant_is_said_to_be_one(house: House, at: str) -> None:
    assert as_(None).get(reverse("council_seats", args=[house.council.slug]), {"at": at}).status_code == 422


def test_a_movement_shows_only_who_wants_to_be_named(house: House) -> None:
    member = house.people["member"]
    member.name = "Rosa Quispe"
    member.save()
    membership = member.memberships.get()
    page = reverse("movement", args=[house.movement.slug])
    assert "Rosa Quispe" not in as_(None).get(page).content.decode()
    consent = reverse("movement_name", args=[house.movement.slug, membership.pk])
    assert as_(house.people["coordinator"]).post(consent, {"is_named": "yes"}).status_code == 403
    assert as_(member).post(consent, {"is_named": "yes"}).status_code == 302
    assert "Rosa Quispe" in as_(None).get(page).content.decode()
    as_(member).post(consent, {"is_named": "no"})
    assert "Rosa Quispe" not in as_(None).get(page).content.decode()


def test_applying(house: House) -> None:
    address = reverse("council_apply", args=[house.council.slug])
    client = as_(house.people["stranger"])
    assert client.get(address).status_code == 200
    facts = {"name": "Unión de Riego", "kind": "peasant", "country": "EC", "description__es": "Regamos."}
    assert client.post(address, facts).status_code == 302
    seat = house.council.seats.get(movement__name="Unión de Riego")
    assert seat.movement.description == {"es": "Regamos."}
    with travelling(NOW + HOUR):
        desk = as_(house.secretary).get(reverse("desk", args=[house.council.slug])).content.decode()
    assert "Unión de Riego" in desk


@pytest.mark.parametrize("name", ["x" * 5_000, "\x00", "a\x00b", "", "   "])
def test_a_strange_name_is_a_sentence_and_no_failure(house: House, name: str) -> None:
    address = reverse("council_apply", args=[house.council.slug])
    before = house.council.seats.count()
    response = as_(house.people["stranger"]).post(address, {"name": name, "kind": "peasant"})
    assert response.status_code == 422
    assert house.council.seats.count() == before


def test_a_standing_is_decided_at_the_desk(house: House) -> None:
    seat = house.applicant()
    address = reverse("desk_seat", args=[house.council.slug, seat.movement.slug])
    client = as_(house.secretary)
    assert client.post(address, {"form": "standing", "act": "admit", "reason": ""}).status_code == 302
    assert client.post(address, {"form": "standing", "act": "suspend", "reason": ""}).status_code == 422
    assert client.post(address, {"form": "standing", "act": "readmit", "reason": ""}).status_code == 422
    assert client.post(address, {"form": "standing", "act": "suspend", "reason": "Estatutos"}).status_code == 302
    assert seat.standings.order_by("-id").first().status == "suspended"


def test_under_control_two_secretaries_admit(house: House) -> None:
    house.control()
    seat = house.applicant()
    first, second = as_(house.secretary), as_(house.second)
    first.post(
        reverse("desk_seat", args=[house.council.slug, seat.movement.slug]), {"form": "standing", "act": "admit"}
    )
    pending = PendingAct.objects.get()
    address = reverse("desk_act", args=[house.council.slug, pending.pk])
    page = first.get(address).content.decode()
    assert "disabled" in page
    assert "You proposed this act yourself" in page
    assert first.post(address, {"decision": "confirm"}).status_code == 403
    assert "disabled" not in second.get(address).content.decode()
    assert second.post(address, {"decision": "confirm"}).status_code == 302
    assert seat.standings.order_by("-id").first().status == "admitted"
    assert second.post(address, {"decision": "confirm"}).status_code == 409


def test_a_refusal_needs_a_reason(house: House) -> None:
    house.control()
    as_(house.secretary).post(
        reverse("desk_rulebook", args=[house.council.slug]), {"rules": '{"binding": "consensus"}', "note": "Acuerdo"}
    )
    pending = PendingAct.objects.get()
    address = reverse("desk_act", args=[house.council.slug, pending.pk])
    assert "nobody blocks" in as_(house.second).get(address).content.decode()
    assert as_(house.second).post(address, {"decision": "refuse"}).status_code == 422
    assert as_(house.second).post(address, {"decision": "refuse", "reason": "No"}).status_code == 302
    assert house.council.rulebooks.count() == 1


@pytest.mark.parametrize(
    "rules",
    ["{", "[" * 100_000, "1" * 5_000, "[]", '{"x": 1}', '{"rules": {"seats": {"thresholds": [{"fraction": 0.5}]}}}'],
)
def test_rules_that_are_none_are_named(house: House, rules: str) -> None:
    address = reverse("desk_rulebook", args=[house.council.slug])
    assert as_(house.secretary).post(address, {"rules": rules}).status_code == 422
    assert Rulebook.objects.filter(council=house.council).count() == 1


def test_a_version_is_adopted_and_read(house: House) -> None:
    address = reverse("desk_rulebook", args=[house.council.slug])
    sent = {"rules": '{"binding": "unanimity"}', "effective_at": "2026-07-01T10:00"}
    assert as_(house.secretary).post(address, sent).status_code == 302
    public = reverse("council_rulebook_version", args=[house.council.slug, 2])
    assert "not in force yet" in as_(None).get(public).content.decode()
    assert as_(None).get(reverse("council_rulebook_version", args=[house.council.slug, 3])).status_code == 404


def test_facts_are_recorded_at_the_desk(house: House) -> None:
    address = reverse("desk_countries", args=[house.council.slug])
    client = as_(house.secretary)
    joins = {"form": "accession", "country": "EC", "is_member": "yes", "effective_at": "2026-01-01T00:00"}
    assert client.post(address, joins).status_code == 302
    paid = {"form": "contribution", "country": "EC", "kind": "paid", "amount": "400000000", "currency": "USD"}
    assert client.post(address, paid).status_code == 302
    assert Contribution.objects.get().amount == 400_000_000
    for wrong in ({"amount": "NaN"}, {"amount": "-1"}, {"amount": "1.001"}, {"currency": "usd"}, {"source": "x" * 400}):
        assert client.post(address, {**paid, **wrong}).status_code == 422, wrong


def test_a_round_is_convened_at_the_desk(house: House) -> None:
    bank = CouncilFactory(kind=Council.Kind.BANK_BOARD)
    address = reverse("desk_convene", args=[house.council.slug])
    client = as_(house.secretary)
    empty = client.post(address, {})
    assert empty.status_code == 422
    sent = {
        "title__es": "Primera ronda",
        "call__es": "¿Qué financiar?",
        "themes__es": "Semillas\n\nRiego",
        "addressees": [bank.pk],
        "currency": "USD",
        "opens_at": "2026-06-02T00:00",
        "drafting_days": "10",
        "discussion_days": "10",
        "settlement_days": "2",
    }
    missing = client.post(address, sent)
    assert missing.status_code == 422
    said = missing.content.decode()
    assert 'id="id_voting_days_error"' in said
    assert said.count("(optional)") == 3, "the envelope, the plenary and the response"
    assert client.post(address, {**sent, "voting_days": "4"}).status_code == 302
    round_ = Round.objects.get(council=house.council)
    assert [theme.name for theme in round_.themes.all()] == [{"es": "Semillas"}, {"es": "Riego"}]
    window = round_.windows.last()
    extension = reverse("desk_window", args=[house.council.slug, window.pk])
    assert client.post(extension, {"closes_at": "2026-06-29T00:00", "reason": ""}).status_code == 422
    assert client.post(extension, {"closes_at": "2026-06-29T00:00", "reason": "Feriado"}).status_code == 302


@pytest.mark.parametrize("instant", ["9999-12-31T23:59", "0001-01-01T00:00", "2026-03-08T02:30", "mañana", "\x00"])
def test_an_instant_that_is_none_is_refused_in_words(house: House, instant: str) -> None:
    house.secretary.time_zone = "America/New_York"
    house.secretary.save()
    window = RoundFactory(council=house.council).windows.last()
    address = reverse("desk_window", args=[house.council.slug, window.pk])
    response = as_(house.secretary).post(address, {"closes_at": instant, "reason": "r"})
    assert response.status_code == 422


def test_an_instant_is_read_in_the_zone_of_the_reader(house: House) -> None:
    house.secretary.time_zone = "America/Caracas"
    house.secretary.save()
    window = RoundFactory(council=house.council).windows.last()
    address = reverse("desk_window", args=[house.council.slug, window.pk])
    assert "In your time zone" in as_(house.secretary).get(address).content.decode()
    as_(house.secretary).post(address, {"closes_at": "2026-09-01T10:00", "reason": "r"})
    window.refresh_from_db()
    assert window.closes_at.isoformat() == "2026-09-01T14:00:00+00:00"


def test_an_officer_is_appointed_by_address(house: House) -> None:
    address = reverse("desk_offices", args=[house.council.slug])
    client = as_(house.secretary)
    assert (
        client.post(address, {"form": "office", "email": "nobody@example.org", "kind": "observer"}).status_code == 422
    )
    person = house.people["stranger"]
    assert (
        client.post(address, {"form": "office", "email": person.email.upper(), "kind": "observer"}).status_code == 302
    )
    office = person.offices.get()
    assert client.post(reverse("desk_office_end", args=[house.council.slug, office.pk])).status_code == 302
    assert client.post(address, {"form": "control", "is_on": "yes"}).status_code == 302
    house.council.refresh_from_db()
    assert house.council.is_two_person


def test_a_desk_knows_nothing_of_another_council(house: House) -> None:
    other = SeatFactory()
    client = as_(house.secretary)
    assert client.get(reverse("desk_seat", args=[house.council.slug, other.movement.slug])).status_code == 404
    assert client.post(reverse("desk_seat", args=[other.council.slug, other.movement.slug]), {}).status_code == 403
    assert Mandate.objects.filter(seat=other).count() == 0


def test_lists_cost_the_same_for_ten_and_for_a_hundred(house: House, django_assert_max_num_queries) -> None:
    CountryFactory(code="BO")
    SeatFactory.create_batch(30, council=house.council)
    CouncilFactory.create_batch(30)
    client = as_(None)
    with django_assert_max_num_queries(3):
        assert client.get(reverse("council_list")).status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get(reverse("council_seats", args=[house.council.slug])).status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get(reverse("movement", args=[house.movement.slug])).status_code == 200
    client = as_(house.secretary)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("desk_seats", args=[house.council.slug])).status_code == 200
    with django_assert_max_num_queries(40):
        assert client.get(reverse("desk", args=[house.council.slug])).status_code == 200


def test_the_list_of_councils_counts_whoever_is_admitted_now(house: House) -> None:
    def counted() -> int:
        return as_(None).get(reverse("council_list")).context["groups"][0][1][0].seats_number

    with travelling(NOW):
        before = counted()
        SeatFactory(council=house.council)
        SeatFactory(council=house.council, standing=Standing.Status.APPLIED)
        SeatFactory(council=house.council, standing=Standing.Status.SUSPENDED)
        assert counted() == before + 1


def test_an_instant_is_shown_in_each_member_country_by_its_capital(house: House, client: Client) -> None:
    """With the weekday, and in as many queries however many countries there are."""
    address = f"/councils/{house.council.slug}/times/?at=2027-03-03T02:30:00Z"
    places = {"CL": "America/Santiago", "CU": "America/Havana", "BR": "America/Sao_Paulo"}
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address, headers={"accept-language": "en"})
    for code, zone in places.items():
        AccessionFactory(council=house.council, country=CountryFactory(code=code, time_zone=zone))
    with CaptureQueriesContext(connection) as many:
        page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert len(many) == len(few)
    for shown in ("Tuesday 2 March 2027, 23:30", "Tuesday 2 March 2027, 21:30", "Brasilia Standard Time"):
        assert shown in page
    unread = client.get(f"/councils/{house.council.slug}/times/?at=ayer")
    assert unread.status_code == 422
    assert client.get("/councils/nada/times/").status_code == 404
