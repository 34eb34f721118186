"""The forms by which the secretariat calls a ballot that is no motion. What is well-formed is said by the act."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.languages import say
from common.templatetags.minga import money
from councils.forms import ActForm, TextArea, languages_of
from councils.models import Round
from proposals.drafting.models import Proposal
from proposals.voting.models import Ballot
from proposals.voting.questions import Choice

INPUTS = [
    ("approval", _("marks the projects that it supports")),
    ("score", _("gives each project points")),
    ("cumulative", _("gives away a number of points among the projects")),
    ("ranked", _("ranks the projects")),
]
ALONE = {"placeholder": "BO 500"}
LINES = _("One a line: the code of a country, or of a theme of this round, and an amount, as in: BO 500")
Text = dict[str, str]


class CallForm(ActForm):
    """What every question has: the words in which it is asked."""

    def __init__(self, *args: Any, round_: Round, **options: Any) -> None:
        super().__init__(*args, **options)
        self.round = round_
        self.languages = languages_of(round_.council.languages)
        own = dict(self.fields)
        self.fields.clear()
        self.add_texts("title", _("The question"), self.languages)
        self.add_own()
        self.fields.update(own)

    def add_own(self) -> None:
        """Fields between the words and the rest."""

    def facts(self) -> dict[str, Any]:
        """What `call_ballot` is told: the title, the terms, the options."""
        told = super().facts()
        return {"title": told.pop("title"), **self.question(told)}

    def question(self, told: dict[str, Any]) -> dict[str, Any]:
        """The terms and the options out of the fields of this kind."""
        raise NotImplementedError

    def say(self, refusal: Invalid) -> None:
        """A sentence on terms or kind has no field of its own."""
        placed = {name: words for name, words in refusal.fields.items()}
        for name in {"terms", "kind"} & set(placed):
            self.add_error(None, str(placed.pop(name)))
        if placed:
            super().say(Invalid(refusal.code, refusal.sentence, fields=placed))


class RankingForm(CallForm):
    """A ranking of texts, one a line, in each language in the same order."""

    def add_own(self) -> None:
        """The options, and what happens if none of them is chosen."""
        self.add_texts("options", _("Options, one a line"), self.languages, rows=6)
        self.add_texts("status_quo", _("Status quo, as an option of its own"), self.languages, required=False)

    def question(self, told: dict[str, Any]) -> dict[str, Any]:
        """The lines as options; the status quo comes last."""
        texts = _by_line(told["options"])
        quo = {code: text.strip() for code, text in told["status_quo"].items() if text.strip()}
        codes = _codes([*texts, *([quo] if quo else [])])
        choices = [Choice(code, text) for code, text in zip(codes, [*texts, *([quo] if quo else [])], strict=True)]
        return {"terms": {"status_quo": codes[-1] if quo else None}, "choices": choices}


class AllocationForm(CallForm):
    """A budget for admitted proposals, each with the amount that it asks."""

    options = forms.MultipleChoiceField(
        label=_("Projects"),
        help_text=_("The admitted proposals of this round that ask for an amount in its currency."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one project.")},
    )
    budget = forms.CharField(
        label=_("Amount to be divided"),
        help_text=_("Digits with a point, as in 400000000.00. Left empty: the envelope of the round."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        required=False,
    )
    input = forms.ChoiceField(label=_("Each seat"), choices=INPUTS, widget=forms.RadioSelect, initial="approval")
    most = forms.IntegerField(
        label=_("At most"),
        help_text=_(
            "How many projects may be marked, how many points a project may get, or how many there are to give."
        ),
        required=False,
        min_value=1,
        max_value=1_000_000,
    )
    caps = forms.CharField(label=_("At most for"), help_text=LINES, widget=TextArea(3, **ALONE), required=False)
    floors = forms.CharField(label=_("At least for"), help_text=LINES, widget=TextArea(3, **ALONE), required=False)

    def __init__(self, *args: Any, round_: Round, **options: Any) -> None:
        super().__init__(*args, round_=round_, **options)
        self.projects = {str(proposal.number): proposal for proposal in projects_of(round_)}
        field = self.fields["options"]
        field.choices = [(number, _project(proposal)) for number, proposal in self.projects.items()]  # type: ignore[attr-defined] # a field with choices
        field.initial = list(self.projects)
        self.fields["budget"].initial = round_.envelope

    def clean_caps(self) -> dict[str, dict[str, str]]:
        """The upper bounds by country and theme."""
        return _bounds(self.cleaned_data["caps"], self.round)

    def clean_floors(self) -> dict[str, dict[str, str]]:
        """The lower ones."""
        return _bounds(self.cleaned_data["floors"], self.round)

    def question(self, told: dict[str, Any]) -> dict[str, Any]:
        """The proposals as options under their numbers, which their addresses have too."""
        chosen = [self.projects[number] for number in told.pop("options")]
        terms = {**told, "budget": told["budget"].strip() or None, "currency": self.round.currency}
        return {"terms": terms, "choices": [Choice(str(p.number), {}, proposal=p, cost=p.amount) for p in chosen]}


class ElectionForm(CallForm):
    """An election of persons, who are nominated afterwards."""

    places = forms.IntegerField(label=_("Places"), initial=1, min_value=1, max_value=100)
    minimum_places = forms.CharField(
        label=_("Places that are kept"),
        help_text=_("One a line: the code of a country, or a field of expertise, and a number of places, as in: BO 1"),
        widget=TextArea(3, placeholder="BO 1"),
        required=False,
    )
    is_secret = forms.TypedChoiceField(
        label=_("The votes are"),
        choices=[("no", _("open: published after the close")), ("yes", _("secret"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )

    def clean_minimum_places(self) -> list[dict[str, Any]]:
        """Each line as a number of places for a country, where the code has two letters, or for a field."""
        kept = []
        for name, number in _pairs(self.cleaned_data["minimum_places"]):
            if not (number.isascii() and number.isdigit() and len(number) < 4):
                raise forms.ValidationError(_("A number of places is missing at the end of a line: %s") % name[:40])
            is_country = len(name) == 2
            group, value = ("country", name.upper()) if is_country else ("expertise", name)
            kept.append({"group": group, "value": value, "places": int(number)})
        return kept

    def question(self, told: dict[str, Any]) -> dict[str, Any]:
        """The fields are the terms."""
        return {"terms": told, "choices": []}


FORMS: dict[str, type[CallForm]] = {
    Ballot.Kind.RANKING: RankingForm,
    Ballot.Kind.ALLOCATION: AllocationForm,
    Ballot.Kind.ELECTION: ElectionForm,
}


def projects_of(round_: Round) -> list[Proposal]:
    """The admitted proposals that ask for an amount in the round's currency."""
    admitted = round_.proposals.filter(stage=Proposal.Stage.ADMITTED, amount__isnull=False, currency=round_.currency)
    return list(admitted.select_related("revision").defer("revision__paragraphs").order_by("number"))


def _project(proposal: Proposal) -> str:
    title = proposal.revision.title if proposal.revision else ""
    return f"{proposal.number}. {title} · {money(proposal.amount, proposal.currency)}"


def _by_line(texts: Mapping[str, str]) -> list[Text]:
    """One text per line, each in the languages whose line of that number says something."""
    lines = {code: [line.strip() for line in text.splitlines() if line.strip()] for code, text in texts.items()}
    most = max(map(len, lines.values()), default=0)
    return [{code: found[n] for code, found in lines.items() if n < len(found)} for n in range(most)]


def _codes(texts: Sequence[Text]) -> list[str]:
    """An id for each text, made of its words; two that would be alike are numbered."""
    codes: list[str] = []
    for number, text in enumerate(texts, 1):
        plain = slugify(say(text))[:32].strip("-_") or f"option-{number}"
        codes.append(plain if plain not in codes else f"{plain}-{number}")
    return codes


def _pairs(text: str) -> list[tuple[str, str]]:
    """Each line as what it names and the number at its end."""
    found = [line.strip().rpartition(" ") for line in text.splitlines() if line.strip()]
    return [(name.strip(), number) for name, _space, number in found]


def _bounds(text: str, round_: Round) -> dict[str, dict[str, str]]:
    themes = {theme.slug for theme in round_.themes.all()}
    bounds: dict[str, dict[str, str]] = {}
    for name, bound in _pairs(text):
        by, code = ("theme", name) if name in themes or len(name) != 2 else ("country", name.upper())
        if not name or code in bounds.get(by, {}):
            raise forms.ValidationError(LINES)
        bounds.setdefault(by, {})[code] = bound
    return bounds
