"""Texts that exist in several languages are stored as `{"es": "…", "pt-br": "…"}` and read in the reader's order."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

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
