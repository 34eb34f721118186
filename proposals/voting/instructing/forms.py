"""The form by which a movement instructs its seat."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import VoteForm


class InstructionForm(VoteForm):
    """What the movement wants answered, with the words and the minutes of whoever decided so."""

    text = forms.CharField(
        label=_("The instruction, in words"),
        help_text=_("Optional, at most 4,000 characters. The holder reads it now, everybody after the close."),
        required=False,
        widget=forms.Textarea,
        strip=False,
    )
    evidence = forms.FileField(
        label=_("Minutes of the assembly"),
        required=False,
        help_text=_("PDF or picture, at most 10 MB. It is never published."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, divides=True, **kwargs)
        self.order_fields(["acting_for", "choice", *(f for f in self.fields if f.startswith("part_")), "text"])
