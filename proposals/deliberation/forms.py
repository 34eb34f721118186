"""The forms of the discussion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.drafting.forms import TONGUES

from .models import Comment


class CommentForm(forms.Form):
    """Something said, on the whole proposal, on a paragraph, or in reply."""

    stance = forms.ChoiceField(label=_("Your comment is"), choices=Comment.Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 5}), strip=False)
    language = forms.ChoiceField(label=_("Language"), choices=TONGUES)
    paragraph = forms.CharField(widget=forms.HiddenInput, required=False)
    parent = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EditForm(forms.Form):
    """A correction of one's own comment."""

    stance = forms.ChoiceField(label=_("Your comment is"), choices=Comment.Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 5}), strip=False)


class RetractionForm(forms.Form):
    """The mark on a comment that its author no longer stands by."""

    note = forms.CharField(label=_("Why, in a line"), required=False, strip=False)
