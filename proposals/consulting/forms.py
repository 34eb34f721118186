"""The forms of a consultation. What is well-formed is said by the acts; a form only asks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from proposals.voting.models import Ballot

from .counting import measure_of
from .entrance import Asked
from .models import Consultation
from .words import MEANINGS, option_words

OPTION = "option-"


class OpenForm(forms.Form):
    """Until when the members are asked. Times are read in the zone of whoever writes them, which the page names."""

    acting_for = forms.SlugField(widget=forms.HiddenInput, required=False)
    closes_at = forms.DateTimeField(
        label=_("The consultation closes"),
        help_text=_("In an hour at the earliest, and before the ballot closes."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class CancelForm(forms.Form):
    """Ending a consultation before its close."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody can read it, at once."), widget=forms.Textarea, strip=False
    )


class AnswerForm(forms.Form):
    """One person's answer, asked as the kind of the ballot has it."""

    def __init__(self, *args: Any, consultation: Consultation, movements: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.words = measure_of(consultation), option_words(consultation)
        self._ask_movement(movements)
        if consultation.ballot.kind == Ballot.Kind.MOTION:
            self._ask_choice()
        elif self.measure == "approvals":
            self._ask_approvals()
        else:
            self._ask_numbers()

    def _ask_movement(self, movements: Sequence[Asked]) -> None:
        """Who belongs to one movement alone is not asked for which they answer."""
        choices = [(asked.movement, asked.name) for asked in movements]
        widget = forms.RadioSelect if len(choices) > 1 else forms.HiddenInput
        self.fields["acting_for"] = forms.ChoiceField(
            label=_("As a member of which movement do you answer?"),
            help_text=_("You have one answer: it is counted with this movement alone."),
            choices=choices,
            widget=widget,
            initial=choices[0][0] if len(choices) == 1 else None,
        )

    def _ask_choice(self) -> None:
        said = [(c, format_html('{}<span class="hint">{}</span>', self.words[c], MEANINGS[c])) for c in self.words]
        self.fields["choice"] = forms.ChoiceField(
            label=_("What do you say?"),
            choices=said,
            widget=forms.RadioSelect(attrs={"class": "vote"}),
            error_messages={"required": _("Choose yes, no, abstain or block.")},
        )

    def _ask_approvals(self) -> None:
        self.fields["answer"] = forms.MultipleChoiceField(
            label=_("Which options do you approve?"),
            choices=list(self.words.items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def _ask_numbers(self) -> None:
        hint = (
            _("Points, or empty for none.") if self.measure == "points" else _("1 for the first; empty for unranked.")
        )
        for option, word in self.words.items():
            self.fields[f"{OPTION}{option}"] = forms.IntegerField(
                label=word, help_text=hint, required=False, min_value=1, max_value=1_000_000
            )

    def given(self) -> dict[str, Any]:
        """What `answer_consultation` asks for, of a form that is valid."""
        facts = {"movement": self.cleaned_data["acting_for"]}
        if "choice" in self.fields:
            return {**facts, "choice": self.cleaned_data["choice"]}
        if self.measure == "approvals":
            return {**facts, "answer": {"approved": self.cleaned_data["answer"]}}
        numbers = {o: n for o in self.words if (n := self.cleaned_data[f"{OPTION}{o}"]) is not None}
        if self.measure == "points":
            return {**facts, "answer": {"points": numbers}}
        ranks = sorted(set(numbers.values()))
        return {**facts, "answer": {"ranking": [[o for o in numbers if numbers[o] == rank] for rank in ranks]}}
