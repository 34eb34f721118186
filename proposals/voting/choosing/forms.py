"""The ballot paper as a form. What can be counted is said by the cast; a form only asks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from common.templatetags.minga import money
from councils.mandates.acting import FIELD
from proposals.tally.answers import DEFAULT_POINTS, DEFAULT_SCORE
from proposals.voting.models import Ballot

from .adding import over_words
from .options import Shown
from .sending import CHOSEN, POINTS, RANK, asks_for, fields_of, rank_of


class NumberField(forms.CharField):
    """A number that may be left empty without being called optional: of two hundred options most are left out."""

    empty_values: list[Any] = []


@dataclass(frozen=True)
class Row:
    """One option of a ranking: its field, and the id by which a button moves it."""

    field: forms.BoundField
    option: str
    is_ranked: bool


class PaperForm(forms.Form):
    """One answer of one seat: a field for each option, or a box. `over` are the options that no longer fit."""

    use_required_attribute = False
    acting_for = forms.SlugField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, ballot: Ballot, options: Sequence[Shown], over: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        asked, currency = asks_for(ballot), ballot.terms.get("currency", "")
        if asked == "approval":
            self.fields[CHOSEN] = forms.MultipleChoiceField(
                label=question_words(ballot),
                choices=[(option.id, _explained(option, currency, over)) for option in options],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            self.fields[CHOSEN].required = True
            return
        for option in options:
            prefix, widget = (RANK, _rank_widget()) if asked == "ranking" else (POINTS, _points_widget(ballot))
            self.fields[f"{prefix}{option.id}"] = NumberField(
                label=str(option), help_text=_told(option, currency, over), widget=widget
            )

    def rows(self) -> list[Row]:
        """The fields of a ranking in the order of their numbers; what has none stands below, as the paper has it."""
        fields = [field for field in self.visible_fields() if field.name.startswith(RANK)]
        ranks = {field.name: rank_of(str(field.value() or "")) for field in fields}
        fields.sort(key=lambda field: (ranks[field.name] is None, ranks[field.name] or 0))
        return [Row(f, f.name.removeprefix(RANK), ranks[f.name] is not None) for f in fields]

    @property
    def all_are_ranked(self) -> bool:
        """Whether nothing stands below the line."""
        return all(row.is_ranked for row in self.rows())

    def clean(self) -> dict[str, Any]:
        """What is wrong with the answer is told by `say` alone, once and in the words of the cast."""
        told = self._errors  # type: ignore[attr-defined] # Django's own, for want of a public way to take one back
        for name in [name for name in told if name != FIELD]:
            del told[name]
        return self.cleaned_data

    def say(self, problems: Mapping[str, str | Promise]) -> None:
        """Each sentence beside its field, or above the paper where it has none."""
        self.is_valid()
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else self._whole(), str(sentence))

    def _whole(self) -> str | None:
        return CHOSEN if CHOSEN in self.fields else None


def initial_of(answer: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a voter finds filled in: their own last vote."""
    initial: dict[str, Any] = {}
    for name, value in fields_of(answer) if answer else ():
        if name == CHOSEN:
            initial.setdefault(CHOSEN, []).append(value)
        else:
            initial[name] = value
    return initial


def most_points(ballot: Ballot) -> int:
    """The highest score, or how many points there are to give away."""
    default = DEFAULT_SCORE if ballot.terms.get("input") == "score" else DEFAULT_POINTS
    return int(ballot.terms.get("most") or default)


QUESTIONS = {
    Ballot.Kind.ELECTION: gettext_lazy(
        "Number the candidates: 1 is whom you want most. Equal numbers stand equal; leave empty whom you do not rank."
    ),
    Ballot.Kind.RANKING: gettext_lazy(
        "Number the options: 1 is the best. Equal numbers stand equal; leave empty what you do not rank."
    ),
    "ranked": gettext_lazy(
        "Number the projects: 1 is the best, each number once. Leave empty what your movement does not support."
    ),
    "score": gettext_lazy("Give each project that your movement supports from 1 to %(most)s points."),
    "cumulative": gettext_lazy("There are %(most)s points to give away among the projects."),
    "approval": gettext_lazy("Mark the projects that your movement supports."),
    "approval at most": gettext_lazy("Mark the projects that your movement supports, at most %(most)s."),
}


def question_words(ballot: Ballot) -> str:
    """What is to be filled in, in a sentence."""
    if ballot.kind != Ballot.Kind.ALLOCATION:
        return str(QUESTIONS[ballot.kind])
    wished = ballot.terms.get("input", "approval")
    if wished == "approval" and ballot.terms.get("most"):
        wished = "approval at most"
    words = str(QUESTIONS[wished])
    return words % {"most": most_points(ballot)} if "%(" in words else words


def _facts(option: Shown, currency: str) -> str:
    cost = money(option.cost, currency) if option.cost is not None else ""
    return " · ".join(filter(None, [cost, option.movement, option.countries, option.expertise]))


def _told(option: Shown, currency: str, over: Collection[str]) -> SafeString | str:
    facts = _facts(option, currency)
    return facts if option.cost is None else format_html("{} {}", facts, _fit(option, over))


def _fit(option: Shown, over: Collection[str]) -> SafeString:
    """Room for the word that a project no longer fits, with what the script has to know of it."""
    words = over_words() if option.id in over else ""
    return format_html(
        '<strong class="fit" data-cost="{}" data-name="{}">{}</strong>', str(option.cost), str(option), words
    )


def _explained(option: Shown, currency: str, over: Collection[str]) -> SafeString:
    return format_html('{}<span class="hint">{}</span>', str(option), _told(option, currency, over))


def _rank_widget() -> forms.TextInput:
    return forms.TextInput(
        attrs={"inputmode": "numeric", "size": 3, "maxlength": 7, "autocomplete": "off", "placeholder": "–"}
    )


def _points_widget(ballot: Ballot) -> forms.NumberInput:
    return forms.NumberInput(
        attrs={"min": 0, "max": most_points(ballot), "inputmode": "numeric", "autocomplete": "off"}
    )
