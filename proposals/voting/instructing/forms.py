"""The form by which a movement instructs its seat: the ballot paper, with the words and the minutes of who decided."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..choosing.forms import PaperForm
from ..choosing.options import Shown
from ..forms import VoteForm
from ..models import Ballot


def instruction_form(ballot: Ballot, options: Sequence[Shown], *sent: Any, initial: dict[str, Any]) -> forms.Form:
    """The form of an instruction for a ballot of this kind; `sent` are the fields and the files, if any were."""
    form: VoteForm | PaperForm
    if ballot.kind == Ballot.Kind.MOTION:
        form = VoteForm(*sent, initial=initial, divides=True)
    else:
        form = PaperForm(*sent, initial=initial, ballot=ballot, options=options)
    form.fields["text"] = forms.CharField(
        label=_("The instruction, in words"),
        help_text=_("Optional, at most 4,000 characters. The holder reads it now, everybody after the close."),
        required=False,
        widget=forms.Textarea,
        strip=False,
    )
    form.fields["evidence"] = forms.FileField(
        label=_("Minutes of the assembly"),
        required=False,
        help_text=_("PDF or picture, at most 10 MB. It is never published."),
    )
    return form
