"""Every sentence of the sources stands in every language that is offered, with the same placeholders and no guess."""

import ast
import gettext

import pytest
from django.conf import settings
from django.utils.translation import to_locale

from common import catalogues

OFFERED = [to_locale(code) for code in settings.COMPLETE_LANGUAGES if code != catalogues.SOURCE_LANGUAGE]


def test_spanish_is_always_offered() -> None:
    assert settings.LANGUAGE_CODE == "es"
    assert {"es"} <= set(OFFERED) <= set(catalogues.LOCALES)
    assert set(settings.COMPLETE_LANGUAGES) <= {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("locale", OFFERED)
def test_a_language_that_is_offered_is_complete(locale: str) -> None:
    assert catalogues.faults(locale) == []


def test_a_language_that_is_begun_says_the_words_of_voting() -> None:
    assert [to_locale(code) for code in settings.BEGUN_LANGUAGES] == list(catalogues.IN_PART)
    assert not set(settings.BEGUN_LANGUAGES) & set(settings.COMPLETE_LANGUAGES)
    for locale in catalogues.IN_PART:
        kept = catalogues.read(locale)
        assert all(kept.get(word, context="choice").string for word in ("Yes", "No"))
        assert all(
            kept.get(word).string for word in ("Your vote", "Cast this vote", "Voting is open", "Sign in", "Search")
        )
        assert 60 <= sum(bool(message.id) for message in kept) <= 200


@pytest.mark.parametrize("locale", catalogues.IN_PART)
def test_a_language_that_is_begun_says_nothing_that_the_sources_do_not(locale: str) -> None:
    sources = catalogues.gather()
    words = [message for message in catalogues.read(locale) if message.id]
    assert all(sources.get(message.id, context=message.context) is not None for message in words)
    assert all(message.string for message in words)


@pytest.mark.parametrize("locale", (*catalogues.LOCALES, *catalogues.IN_PART))
def test_no_catalogue_loses_a_placeholder_or_guesses(locale: str) -> None:
    assert [fault for fault in catalogues.faults(locale) if not fault.startswith("not translated")] == []


def test_strings_of_templates_are_gathered_with_those_of_modules() -> None:
    gathered = catalogues.gather()
    assert gathered.get("Skip to the content") is not None
    assert gathered.get(("%(n)d day", "%(n)d days")) is not None
    assert gathered.get("closed", context="time left") is not None


def test_no_sentence_hides_within_another_string() -> None:
    """The gatherer reads calls and no f-strings: what is asked for in one would be shown in English for ever."""
    hidden = [
        f"{path}:{call.lineno}"
        for path in catalogues.source_files()
        if path.suffix == ".py"
        for written in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(written, ast.JoinedStr)
        for call in ast.walk(written)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogues.KEYWORDS
    ]
    assert hidden == []


@pytest.mark.parametrize("locale", (*catalogues.LOCALES, *catalogues.IN_PART))
def test_a_compiled_catalogue_is_read_by_the_standard_library(locale: str) -> None:
    catalogues.compile_catalogues()
    with catalogues.path_of(locale).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).info()["language"] == locale
