"""The forms of a merge and of a split: the whole text that would stand there afterwards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.drafting.forms import LARGE, TONGUES, TextForm
from proposals.drafting.wording import LONGEST_SUMMARY, LONGEST_TITLE


class ChoiceForm(forms.Form):
    """With which proposal."""

    other = forms.ChoiceField(label=_("The proposal that is absorbed"))

    def __init__(self, *args: object, others: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        self.fields["other"].choices = others  # type: ignore[attr-defined] # a field with choices


class MergeForm(TextForm):
    """How the proposal reads once it has absorbed the other."""

    reason = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 4}), strip=False)
    field_order = ("reason",)


class SplitForm(MergeForm):
    """How it reads without the part that becomes a proposal of its own, and how that one does."""

    new_title = forms.CharField(
        label=_("Title of the new proposal"), widget=forms.TextInput(attrs={"maxlength": LONGEST_TITLE}), strip=False
    )
    new_summary = forms.CharField(
        label=_("Summary of the new proposal"),
        help_text=_("What it is about, in a few lines. At most %(most)s characters.") % {"most": LONGEST_SUMMARY},
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
    )
    new_language = forms.ChoiceField(label=_("Language of the new proposal"), choices=TONGUES)
    new_text = forms.CharField(
        label=_("Text of the new proposal"),
        help_text=_("What you take over unchanged keeps its paragraph number, and the way to what was said on it."),
        widget=forms.Textarea(attrs=LARGE),
        strip=False,
    )
    new_amount = forms.CharField(
        label=_("Amount that the new proposal asks"),
        help_text=_("Digits, with a point before the cents."),
        required=False,
        strip=False,
    )
    new_implementing_body = forms.CharField(
        label=_("Implementing body of the new proposal"), required=False, strip=False
    )
