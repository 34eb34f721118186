"""The forms of a letter. What is well-formed is said by the acts; a form only asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.languages import say
from councils.models import Council
from proposals.drafting.forms import LARGE, TONGUES
from proposals.drafting.wording import LONGEST_TITLE


class Bodies(forms.ModelMultipleChoiceField):
    """Councils to choose from, by their names."""

    def label_from_instance(self, obj: Council) -> str:
        return say(obj.name)


class LetterForm(forms.Form):
    """The letter, to whom it goes, and how many are to sign it by when."""

    title = forms.CharField(label=_("Title"), widget=forms.TextInput(attrs={"maxlength": LONGEST_TITLE}), strip=False)
    language = forms.ChoiceField(label=_("Language of the text"), choices=TONGUES)
    text = forms.CharField(
        label=_("Text"),
        help_text=_("A blank line begins a new paragraph. Once it is open it says the same words to everybody."),
        widget=forms.Textarea(attrs=LARGE),
        strip=False,
    )
    addressees = Bodies(
        label=_("Addressed to"),
        queryset=Council.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Name at least one body that is to answer.")},
    )
    goal = forms.IntegerField(
        label=_("Signatures needed"),
        help_text=_("Movements that have to sign, yours among them. With fewer at its close the letter is not sent."),
        min_value=1,
    )
    closes_at = forms.DateTimeField(
        label=_("It closes for signatures"),
        help_text=_("In an hour at the earliest. It is sent at that moment."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came
        answering = Council.objects.exclude(kind=Council.Kind.ADVISORY).order_by("slug")
        self.fields["addressees"].queryset = answering  # type: ignore[attr-defined] # a choice among models has one


class WithdrawalForm(forms.Form):
    """Taking a letter back."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody can read it, at once."), widget=forms.Textarea, strip=False
    )
