"""The forms of moderation. What is well-formed is said by the acts; a form only asks."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.forms import InstantField, TextArea
from councils.rulebook.grounds import ground_meaning, ground_name

from .models import Appeal, Decision

Kind = Decision.Kind
CHOICES = [
    (Kind.KEEP, _("Keep it as it is")),
    (Kind.WARN, _("Keep it, and warn its author")),
    (Kind.HIDE_PART, _("Hide the words quoted below")),
    (Kind.HIDE, _("Hide it")),
    (Kind.SUSPEND, _("Hide it, and suspend its author from writing until the date below")),
    (Kind.REMOVE, _("Destroy it, or the words quoted below, because the law demands it: nobody can undo this")),
]


class GroundedForm(forms.Form):
    """A form that names one of the rulebook's grounds."""

    def __init__(self, *args: object, grounds: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        if "ground" in self.fields:
            choices = [(code, f"{ground_name(code)}: {ground_meaning(code)}") for code in grounds]
            self.fields["ground"].choices = choices  # type: ignore[attr-defined] # a field with choices


class ReportForm(GroundedForm):
    """What is wrong with a text."""

    ground = forms.ChoiceField(label=_("Which rule does it break?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should the moderators know?"),
        help_text=_("Only they read this. At most 2,000 characters."),
        widget=TextArea(4),
        required=False,
        strip=False,
    )


class QuotingForm(GroundedForm):
    """What is done to a text: with the words that it is done to, and until when."""

    quotes = forms.CharField(
        label=_("Words to be hidden or destroyed"),
        help_text=_("Copied from the text, one passage in each line. Only for a decision on part of the text."),
        widget=TextArea(4),
        required=False,
        strip=False,
    )
    until = InstantField(label=_("Until"), required=False)

    def clean_quotes(self) -> list[str]:
        """Each line is one quotation."""
        return str(self.cleaned_data["quotes"]).splitlines()


class DecisionForm(QuotingForm):
    """A decision, always with its ground and its reasons."""

    field_order = ("kind", "ground", "reason", "quotes", "until", "seen")
    kind = forms.ChoiceField(label=_("Decision"), choices=CHOICES, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("By which rule"))
    reason = forms.CharField(
        label=_("Reasons"),
        help_text=_("Everybody can read them; do not repeat here what you hide."),
        widget=TextArea(5),
        strip=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, can_remove: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        if not can_remove:
            self.fields["kind"].choices = CHOICES[:-1]  # type: ignore[attr-defined] # a field with choices


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    text = forms.CharField(
        label=_("Why should it be decided otherwise?"),
        help_text=_("Only the moderation reads this. At most 4,000 characters."),
        widget=TextArea(6),
        strip=False,
    )


class HearingForm(QuotingForm):
    """What becomes of a decision that was appealed."""

    field_order = ("outcome", "reason", "kind", "quotes", "until")
    outcome = forms.ChoiceField(
        label=_("The decision is"),
        choices=[
            (Appeal.Outcome.UPHELD, _("upheld: it stays")),
            (Appeal.Outcome.REVERSED, _("reversed: the text is as it was")),
            (Appeal.Outcome.CHANGED, _("changed into the milder one chosen below")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reasons"), help_text=_("Everybody can read them."), widget=TextArea(5), strip=False
    )
    kind = forms.ChoiceField(label=_("Milder decision"), choices=[("", "–"), *CHOICES[1:-1]], required=False)
