"""Reading what a browser sends, and putting an act's sentences beside the fields. No rule stands here."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from common.errors import Invalid
from common.languages import choose
from common.zones import zone_label

T = TypeVar("T")


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, be it empty; nothing on a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def _zone_hint() -> str:
    return _("In your time zone: %(zone)s.") % {"zone": zone_label()}


class InstantField(forms.DateTimeField):
    """A date and time in the reader's zone, which is named beside it. A time that a clock change skips is refused."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", lazy(_zone_hint, str)())
        super().__init__(**options)


class TextArea(forms.Textarea):
    """A text of several lines."""

    def __init__(self, rows: int = 4, **attributes: str) -> None:
        super().__init__({"rows": rows, **attributes})


class ActForm(forms.Form):
    """A form whose one rule-giver is the act that it is handed to."""

    # Fields of an act that the form calls otherwise.
    renamed: dict[str, str] = {}

    def carry_out(self, act: Callable[..., T], /, **facts: object) -> T | None:
        """What the act returns; None when the form cannot be read or the act finds it ill-formed: the form says why."""
        if not self.is_valid():
            return None
        try:
            return act(**{**self.facts(), **facts})
        except Invalid as refusal:
            self.say(refusal)
            return None

    def facts(self) -> dict[str, Any]:
        """What the act is told: the fields, each language's text under its own name."""
        plain: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            root, _split, language = name.partition("__")
            if language:
                plain.setdefault(root, {})[language.replace("_", "-")] = value
            else:
                plain[name] = value
        return plain

    def say(self, refusal: Invalid) -> None:
        """Each sentence beside its field, or above the form where it has none."""
        for told, sentence in refusal.fields.items():
            name = self.renamed.get(told, told)
            fields = [field for field in self.fields if field == name or field.startswith(f"{name}__")]
            self.add_error(fields[0] if fields else None, str(sentence))
        if not refusal.fields:
            self.add_error(None, refusal.sentence)

    def add_texts(
        self, name: str, label: str | Promise, languages: Iterable[str], *, rows: int = 0, required: bool = True
    ) -> None:
        """One field per language; the first language is the one that is asked for."""
        for number, code in enumerate(languages):
            self.fields[f"{name}__{code.replace('-', '_')}"] = forms.CharField(
                label=f"{label} ({language_name(code)})",
                required=required and number == 0,
                widget=TextArea(rows) if rows else forms.TextInput(),
            )


NAMES = {"qu": "Runasimi", "ay": "Aymar aru", "gn": "Avañe'ẽ"}


def language_name(code: str) -> str:
    """A language by its own name."""
    return NAMES.get(code) or str(get_language_info(code)["name_local"])


def languages_of(codes: Sequence[str]) -> list[str]:
    """A council's languages, or the site's where it names none."""
    return list(codes) or list(settings.COMPLETE_LANGUAGES)


def named(texts: dict[str, str], fallback: str) -> str:
    """A multilingual name for a list of choices."""
    return choose(texts)[1] or fallback


def read_instant(value: str) -> datetime | None:
    """An instant out of an address: ISO 8601 with a zone, or what a date field sends, in the reader's zone."""
    try:
        found = datetime.fromisoformat(value[:40]) if value else None
        if found is not None and found.tzinfo is None:
            found = InstantField().clean(value)
        return found if found is not None and 1970 <= found.year < 2200 else None
    except (ValueError, OverflowError, forms.ValidationError):
        return None
