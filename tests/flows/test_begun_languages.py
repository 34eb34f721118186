"""Quechua and Guarani are begun: the words of voting in them, all others in Spanish; the page says which is which."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from common.languages import page_language
from common.templatetags.minga import money, say
from tests.factories.councils import CouncilFactory, PersonFactory

WORDS = {"qu": ("Yaykuy", "Maskay"), "gn": ("Eike", "Eheka")}


@pytest.mark.django_db
@pytest.mark.parametrize("language", WORDS)
def test_whoever_chooses_a_begun_language_reads_it_where_it_is(client: Client, language: str) -> None:
    assert client.post("/language/", {"language": language, "next": "/"}).status_code == 302
    page = client.get("/").content.decode()
    assert '<html lang="es"' in page
    assert all(word in page for word in WORDS[language])
    assert "Posiciones" in page
    assert f'value="{language}" lang="{language}" aria-current="true"' in page
    assert "Runasimi (" in page


@pytest.mark.django_db
def test_a_person_keeps_a_begun_language(client: Client) -> None:
    person = PersonFactory()
    client.force_login(person)
    client.post("/language/", {"language": "qu", "next": "/"})
    person.refresh_from_db()
    assert person.language == "qu"
    assert "Lluqsiy" in client.get("/", headers={"accept-language": "en"}).content.decode()
    kept = client.post("/me/", {"name": "Ana", "language": "gn", "time_zone": ""})
    assert kept.status_code == 302


@pytest.mark.django_db
def test_nobody_is_given_a_begun_language_unasked(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "qu, en;q=0.5"}).content.decode()
    assert '<html lang="en"' in page
    client.cookies["django_language"] = "ay"
    assert '<html lang="es"' in client.get("/").content.decode()


@pytest.mark.django_db
def test_what_people_wrote_in_it_says_so(client: Client) -> None:
    council = CouncilFactory(slug="consejo", name={"es": "Consejo", "qu": "Rimanakuy"})
    client.post("/language/", {"language": "qu", "next": "/"})
    assert '<span lang="qu">Rimanakuy</span>' in client.get(council.get_absolute_url()).content.decode()


@pytest.mark.parametrize("language", WORDS)
def test_numbers_and_dates_are_spanish_where_the_page_is(language: str) -> None:
    with translation.override(language):
        assert page_language() == "es"
        assert money("2000000", "USD") == "2.000.000\u00a0USD"
        assert say({"es": "Agua"}) == "Agua"
        told: Any = say({language: "Yaku"})
        assert told == f'<span lang="{language}">Yaku</span>'
