"""The forms of a webhook. What is well-formed is said by the acts; a form only asks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """Who asks, and where the entries are to go."""

    subscriber = forms.CharField(
        label=_("Who subscribes"),
        help_text=_("An organisation or a project. Everybody can read it in the ledger, and the host's name."),
        max_length=120,
    )
    address = forms.CharField(
        label=_("Address"),
        help_text=_("Where your server takes a POST, such as https://receiver.example/minga."),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )


class ReasonForm(forms.Form):
    """Saying no, or ending what stands."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody can read it, at once."), widget=forms.Textarea, strip=False
    )

    def __init__(self, *args: object, is_needed: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came
        self.fields["reason"].required = is_needed
