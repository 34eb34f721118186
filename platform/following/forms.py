"""The form of who wants to follow. What is well-formed is said by the act; a form only asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import languages


class FollowForm(forms.Form):
    """Where the letters are to go, and in which language."""

    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("Nobody sees it. A letter with a link comes first, and nothing else until you open it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=languages)
