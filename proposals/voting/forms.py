"""The forms of a ballot. What is well-formed is said by the acts; a form only asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from councils.rulebook.words import class_name

from .dividing import PART
from .gate import missing_words
from .lots import Lot
from .settling_models import RollChallenge
from .statement_models import Statement
from .words import CHOICES, meanings


def explained_choices(*, of_answer: bool = False) -> list[tuple[str, SafeString]]:
    """Each choice with what it means, so that nobody has to know."""
    told = meanings(of_answer=of_answer)
    return [
        (choice, format_html('{}<span class="hint">{}</span>', word, told[choice])) for choice, word in CHOICES.items()
    ]


class VoteForm(forms.Form):
    """One answer of one seat, or where the seat `divides` its vote a part of it for each choice; on a text, or on
    whether an answer is adequate.
    """

    acting_for = forms.SlugField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label=_("What does your movement say?"),
        choices=explained_choices,
        widget=forms.RadioSelect(attrs={"class": "vote"}),
        error_messages={"required": _("Choose yes, no, abstain or block.")},
    )

    def __init__(self, *args: object, divides: bool = False, of_answer: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        if of_answer:
            self.fields["choice"].choices = explained_choices(of_answer=True)  # type: ignore[attr-defined] # a choice field's
        if divides:
            self.fields["choice"].required = False
            self.fields |= part_fields()

    def say(self, problems: Mapping[str, str | Promise]) -> None:
        """What the act finds wrong, beside its field or above the form."""
        for name, sentence in problems.items():
            if not self.has_error(name):
                self.add_error(name if name in self.fields else None, str(sentence))


def part_fields() -> dict[str, forms.Field]:
    """A part of the vote for each choice."""
    told = _("Or divide the vote: numbers of delegates or base organisations (7 and 5), or fractions (7/12 and 5/12).")
    return {
        f"{PART}{choice}": forms.CharField(
            label=_("Part: %(choice)s") % {"choice": word},
            help_text=told if not place else "",
            required=False,
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "text", "size": 10, "autocomplete": "off"}),
        )
        for place, (choice, word) in enumerate(CHOICES.items())
    }


class ActForm(forms.Form):
    """An act for a seat; the movement is sent along, so that two tabs cannot act for the wrong one."""

    acting_for = forms.SlugField(widget=forms.HiddenInput)


class StatementForm(ActForm):
    """A statement of vote."""

    kind = forms.ChoiceField(
        label=_("What kind of statement is it?"), choices=Statement.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("The statement"),
        help_text=_("At most 4,000 characters. It is published with the result, under the name of your movement."),
        widget=forms.Textarea,
        strip=False,
    )


class RecusalForm(ActForm):
    """Standing aside."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody can read it, at once."), widget=forms.Textarea, strip=False
    )


class ChallengeForm(ActForm):
    """A challenge to the roll or to the decision class."""

    text = forms.CharField(
        label=_("What is wrong with the roll, or with the decision class?"),
        help_text=_("Say which movement, country or contribution, and why. Everybody can read it, and the answer."),
        widget=forms.Textarea,
        strip=False,
    )


class AnswerForm(forms.Form):
    """The secretariat's answer to a challenge."""

    outcome = forms.ChoiceField(
        label=_("The challenge is"), choices=RollChallenge.Outcome.choices, widget=forms.RadioSelect
    )
    decision_class = forms.ChoiceField(
        label=_("New decision class"),
        required=False,
        help_text=_("Only if the challenge is upheld and the class changes."),
    )
    answer = forms.CharField(label=_("Reasons"), widget=forms.Textarea, strip=False)

    def __init__(self, *args: object, classes: tuple[str, ...] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        if not classes:  # nothing to choose from, or no motion
            del self.fields["decision_class"]
            return
        choices = [("", _("It stays as it is")), *((code, class_name(code)) for code in classes)]
        self.fields["decision_class"].choices = choices  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Ending a ballot before its close."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody can read it, at once."), widget=forms.Textarea, strip=False
    )


class OptionForm(forms.Form):
    """Taking an option off the ballot paper."""

    code = forms.ChoiceField(label=_("Which option?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody can read it, at once."), widget=forms.Textarea, strip=False
    )

    def __init__(self, *args: Any, options: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = list(options)  # type: ignore[attr-defined] # it has them


class WaiverForm(forms.Form):
    """The languages without which a ballot may open."""

    languages = forms.MultipleChoiceField(label=_("Without"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody can read it, at once."), widget=forms.Textarea, strip=False
    )

    def __init__(self, *args: object, missing: Mapping[str, Sequence[str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        choices = [(language, missing_words(language, passages)) for language, passages in missing.items()]
        self.fields["languages"].choices = choices  # type: ignore[attr-defined] # a field with choices


class CallAgainForm(forms.Form):
    """When the second vote takes place. Times are read in the zone of whoever writes them, which the page names."""

    opens_at = forms.DateTimeField(
        label=_("Voting opens"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    closes_at = forms.DateTimeField(
        label=_("Voting closes"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class NameLotForm(forms.Form):
    """How a tie will be broken."""

    method = forms.ChoiceField(label=_("What breaks a tie?"), choices=Lot.Method.choices, widget=forms.RadioSelect)
    draw = forms.CharField(
        label=_("Which public draw"),
        help_text=_("For a public draw: which it is, when it is held after the close, and which of its numbers count."),
        widget=forms.Textarea,
        required=False,
    )


class CommitmentForm(forms.Form):
    """The SHA-256 of a secret, never the secret."""

    commitment = forms.CharField(label=_("SHA-256 of your secret"), max_length=64)


class SecretForm(forms.Form):
    """The secret that was committed to, to the letter."""

    secret = forms.CharField(label=_("The secret"), max_length=200, strip=False)


class DrawForm(forms.Form):
    """What a public draw came to."""

    result = forms.CharField(label=_("Result of the draw"), max_length=200)
    evidence = forms.CharField(label=_("Where everybody can look it up"), widget=forms.Textarea)
