"""Texts that exist in several languages are stored as `{"es": "…", "pt-br": "…"}` and read in the reader's order."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Who reads one of these languages reads the next one too, when a text lacks the first.
FALLBACKS = {
    "qu": ["es"],
    "ay": ["es"],
    "gn": ["es"],
    "pt-br": ["es"],
    "es": ["pt-br"],
    "fr": ["en", "es"],
    "en": ["es"],
}


# What the languages are called that people write in here; the site itself speaks only some of them.
NAMES = {**dict(settings.LANGUAGES), "ay": _("Aymara")}


def language_name(code: str) -> str:
    """What a language is called; one that is not known here by its code."""
    return str(NAMES.get(code, code))


def page_language() -> str:
    """The language in which a page of this reader is written for the most part: of one that is only begun, Spanish."""
    active = get_language() or settings.LANGUAGE_CODE
    return settings.LANGUAGE_CODE if active in settings.BEGUN_LANGUAGES else active


def reading_order(language: str) -> list[str]:
    """The languages in which a reader of `language` reads a text, the best first, without those that are none of
    theirs.
    """
    wanted = language.lower()
    return list(dict.fromkeys([wanted, wanted.split("-")[0], *FALLBACKS.get(wanted, [])]))


class MultilingualField(models.JSONField):
    """A text in several languages: a mapping of language code to text."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through


def choose(texts: Mapping[str, str] | None, language: str | None = None) -> tuple[str, str]:
    """The text for a reader of `language` (the active one by default) as (language code, text); ("", "") if there is
    none.
    """
    if not texts:
        return "", ""
    wanted = (language or get_language() or settings.LANGUAGE_CODE).lower()
    for code in [wanted, wanted.split("-")[0], *FALLBACKS.get(wanted, []), settings.LANGUAGE_CODE, *texts]:
        if texts.get(code):
            return code, texts[code]
    return "", ""


def say(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text alone, for a reader of `language`."""
    return choose(texts, language)[1]
