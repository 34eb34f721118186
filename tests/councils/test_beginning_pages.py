"""The guide for a new council: a question to a page, nothing lost between them, nothing founded before the end."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from accounts.models import User
from councils.models import Council, Country, Movement, Office
from ledger.models import Entry
from tests.factories.councils import CouncilFactory, PersonFactory

ANSWERS: dict[str, dict[str, Any]] = {
    "council": {"name__es": "Consejo de Movimientos", "name__en": "Council", "slug": "cms", "code": "CMS"},
    "countries": {"countries": ["BO", "EC"], "others": "es", "time_zone": "America/La_Paz"},
    "rulebook": {"template": "double-majority"},
    "secretariat": {"secretaries": "opera@example.org\nbeto@example.org", "is_two_person": "yes"},
    "round": {"wants_round": "yes"},
    "call": {"title__en": "First", "call__en": "What?", "themes__en": "Water\nSeeds", "currency": "USD"},
    "answering": {"body_name": "Directorio", "body_code": "BDS", "body_kind": "bank_board"},
    "calendar": {
        **{"starts_on": "2026-07-01", "hour": "12", "days__drafting": "21", "days__discussion": "21"},
        **{"days__settlement": "7", "days__plenary": "0", "days__voting": "7", "days__response": "90"},
    },
}
MOVEMENT = {"do": "add", "name": "Red de Semillas", "kind": "peasant", "country": "BO", "email": "s@example.org"}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def guest(at_noon: None, client: Client, settings: Any) -> Client:
    """The browser of somebody who runs the site."""
    person = PersonFactory(email="opera@example.org", language="en")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    settings.OPERATORS = ["opera@example.org"]
    client.force_login(person)
    return client


def answer_all(client: Client, *, but: str = "", **over: dict[str, Any]) -> None:
    """Answer every page in turn."""
    for name, told in ANSWERS.items():
        if name != but:
            sent = client.post(f"/begin/{name}/", {**told, **over.get(name, {})})
            assert sent.status_code == 302, (name, sent.context["form"].errors)
        if name == "countries":
            assert client.post("/begin/movements/", MOVEMENT).status_code == 302


def test_a_council_is_founded_page_by_page(guest: Client) -> None:
    assert "Begin a council" in guest.get("/").content.decode()
    onward = "/begin/council/"
    assert onward in guest.get("/begin/").content.decode()
    answer_all(guest)
    page = guest.get("/begin/check/").content.decode()
    for words in ("Consejo de Movimientos", "Ecuador", "Red de Semillas", "Double majority", "beto@example.org"):
        assert words in page
    assert "Wednesday 1 July 2026, 12:00" in page
    assert not Council.objects.exists()
    done = guest.post("/begin/check/")
    assert done["Location"] == "/begin/begun/cms/"
    last = guest.get(done["Location"]).content.decode()
    assert all(f'href="{address}"' in last for address in ("/councils/cms/", "/desk/cms/", "/councils/cms/rounds/1/"))
    assert guest.get("/desk/cms/").status_code == 200
    assert set(Country.objects.values_list("code", flat=True)) == {"BO", "EC", "ES"}
    assert "Begin a council" not in guest.get("/").content.decode()
    assert guest.get("/begin/check/")["Location"] == "/begin/council/"


def test_two_person_control_binds_from_the_first_day(guest: Client) -> None:
    answer_all(guest)
    guest.post("/begin/check/")
    council = Council.objects.get(slug="cms")
    assert council.is_two_person
    guest.post("/desk/cms/countries/", {"form": "accession", "country": "BO", "is_member": "no"})
    assert not Entry.objects.filter(verb="record_accession", data__change="leaves").exists()


def test_a_council_without_a_round_asks_nothing_of_one(guest: Client) -> None:
    for name in ("council", "countries", "rulebook", "secretariat"):
        assert guest.post(f"/begin/{name}/", ANSWERS[name]).status_code == 302
    guest.post("/begin/movements/", MOVEMENT)
    assert guest.post("/begin/round/", {"wants_round": "no"})["Location"] == "/begin/check/"
    assert guest.get("/begin/call/").status_code == 404
    guest.post("/begin/check/")
    assert not Council.objects.get().rounds.exists()


MISTAKES = {
    "council": ({"slug": "Consejo Á"}, "small letters and digits"),
    "council ": ({"slug": "taken"}, "exists already"),
    "council  ": ({"name__en": ""}, "required"),
    "countries": ({"countries": ["ZZ"]}, "ZZ"),
    "countries ": ({"others": "BO"}, "stands there twice"),
    "countries  ": ({"others": "PT=Nowhere/At"}, "no such time zone"),
    "countries   ": ({"countries": [], "others": ""}, "at least one country"),
    "rulebook": ({"template": "by-acclamation"}, "by-acclamation"),
    "secretariat": ({"secretaries": "opera@example.org"}, "two"),
    "secretariat ": ({"secretaries": "nadie\nb@example.org"}, "not an e-mail address"),
    "call": ({"envelope": "mucho"}, "not an amount"),
    "call ": ({"currency": "dollars"}, "ISO 4217"),
    "answering": ({"body_name": "", "body_code": ""}, "at least one body"),
    "answering ": ({"body_code": "taken!"}, "capital letters"),
    "calendar": ({"starts_on": "2026-01-01"}, "in the past"),
    "calendar ": ({"days__voting": "1"}, "too short"),
    "calendar  ": ({"days__voting": "-5"}, "whole number"),
    "calendar   ": ({"starts_on": "9999-12-31"}, "too far away"),
}


@pytest.mark.parametrize("place", MISTAKES)
def test_a_mistake_is_told_on_its_own_page_with_what_was_typed(guest: Client, place: str) -> None:
    CouncilFactory(slug="taken", code="TAKEN")
    name, (over, words) = place.strip(), MISTAKES[place]
    for before, told in ANSWERS.items():
        if before == name:
            break
        assert guest.post(f"/begin/{before}/", told).status_code == 302
        if before == "countries":
            guest.post("/begin/movements/", MOVEMENT)
    sent = guest.post(f"/begin/{name}/", {**ANSWERS[name], **over})
    assert sent.status_code == 422
    page = sent.content.decode()
    assert words in page, sent.context["form"].errors
    assert 'class="error-summary"' in page
    typed = next(iter(over.values()))
    assert isinstance(typed, list) or typed in page
    assert Council.objects.count() == 1


def test_movements_come_one_by_one_or_in_a_table(guest: Client) -> None:
    guest.post("/begin/countries/", ANSWERS["countries"])
    assert guest.post("/begin/movements/", {}).status_code == 422
    assert guest.post("/begin/movements/", {**MOVEMENT, "email": "nadie"}).status_code == 422
    assert guest.post("/begin/movements/", MOVEMENT).status_code == 302
    assert guest.post("/begin/movements/", MOVEMENT).status_code == 422

    def table(text: bytes) -> Any:
        return guest.post("/begin/movements/", {"do": "table", "table": SimpleUploadedFile("m.csv", text)})

    head = "name;kind;country;email\n"
    assert table((head + "Unión;union;;u@example.org").encode("latin-1")).status_code == 422
    wrong = table((head + "Unión;union;CL;u@example.org").encode())
    assert wrong.status_code == 422
    assert "Unión: CL is not among the countries" in wrong.content.decode()
    assert table((head + "Unión;union;;u@example.org").encode()).status_code == 302
    page = guest.get("/begin/movements/").content.decode()
    assert "Unión" in page
    assert "Red de Semillas" in page
    assert guest.post("/begin/movements/", {"do": "remove-0"}).status_code == 302
    assert guest.post("/begin/movements/", {"do": "remove-9"}).status_code in (302, 200)
    page = guest.get("/begin/movements/").content.decode()
    assert "Red de Semillas" not in page
    assert guest.post("/begin/movements/", {})["Location"] == "/begin/rulebook/"
    assert not Movement.objects.exists()


def test_an_answer_is_changed_from_the_check_and_one_comes_back_to_it(guest: Client) -> None:
    answer_all(guest)
    sent = guest.post("/begin/rulebook/?from=check", {"template": "consensus"})
    assert sent["Location"] == "/begin/check/"
    assert "Consensus" in guest.get("/begin/check/").content.decode()
    guest.post("/begin/countries/?from=check", {**ANSWERS["countries"], "countries": ["EC"]})
    refused = guest.post("/begin/check/")
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Red de Semillas: BO is not among the countries of the council." in page
    assert 'href="/begin/movements/?from=check"' in page
    assert not Council.objects.exists()


def test_somebody_else_takes_the_address_meanwhile(guest: Client) -> None:
    answer_all(guest)
    CouncilFactory(slug="cms")
    refused = guest.post("/begin/check/")
    assert refused.status_code == 422
    assert "exists already" in refused.content.decode()
    assert Council.objects.count() == 1


def test_the_calendar_is_shown_before_it_is_made(guest: Client) -> None:
    answer_all(guest, but="calendar")
    shown = guest.post("/begin/calendar/", {**ANSWERS["calendar"], "do": "preview"})
    assert shown.status_code == 200
    assert "Wednesday 1 July 2026, 12:00" in shown.content.decode()
    assert guest.get("/begin/check/").status_code == 200


PAGES = ("/begin/", "/begin/council/", "/begin/movements/", "/begin/check/", "/begin/begun/cms/")


@pytest.mark.parametrize("address", PAGES)
def test_the_guide_is_for_whoever_runs_the_site(at_noon: None, client: Client, settings: Any, address: str) -> None:
    CouncilFactory(slug="cms")
    settings.OPERATORS = ["opera@example.org"]
    assert "/login/" in client.get(address)["Location"]
    person: User = PersonFactory()
    Office.objects.create(council=Council.objects.get(), person=person, kind="secretary", starts_at="2020-01-01T00:00Z")
    client.force_login(person)
    for answer in (client.get(address), client.post(address, ANSWERS["council"])):
        assert answer.status_code in (403, 405)
    unproved = PersonFactory(email="opera@example.org")
    client.force_login(unproved)
    assert client.get(address).status_code == 403
