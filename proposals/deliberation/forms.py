"""The forms of the discussion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.drafting.forms import TONGUES

from .models import Comment

# The last part of a movement's address names it; a person is named as she chose to be.
NAMING = _(
    "To mention a movement, write @ and the last part of its address, as in @red-de-semillas. Somebody who shows their "
    'name on their movement\'s page is mentioned by it, as in @"Ana Quispe".'
)


class CommentForm(forms.Form):
    """Something said, on the whole proposal, on a paragraph, or in reply."""

    stance = forms.ChoiceField(label=_("Your comment is"), choices=Comment.Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Comment"), help_text=NAMING, widget=forms.Textarea(attrs={"rows": 5}), strip=False)
    language = forms.ChoiceField(label=_("Language"), choices=TONGUES)
    paragraph = forms.CharField(widget=forms.HiddenInput, required=False)
    parent = forms.IntegerField(widget=forms.HiddenInput, required=False)
    amendment = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EditForm(forms.Form):
    """A correction of one's own comment."""

    stance = forms.ChoiceField(label=_("Your comment is"), choices=Comment.Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 5}), strip=False)


class RetractionForm(forms.Form):
    """The mark on a comment that its author no longer stands by."""

    note = forms.CharField(label=_("Why, in a line"), required=False, strip=False)


class StandForm(forms.Form):
    """Nothing to fill in but, unseen, the page of the discussion to go back to."""

    back = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
