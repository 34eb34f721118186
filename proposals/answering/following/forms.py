"""The form of a report. What is well-formed is said by the act; a form only asks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.models import Seat
from proposals.drafting.forms import TONGUES

from .models import FollowUp

BODY = ""


class ReportForm(forms.Form):
    """For whom, which milestone, how far it is, what was spent, and what shows it."""

    teller = forms.ChoiceField(label=_("For whom do you report?"), required=False)
    milestone = forms.CharField(
        label=_("Milestone"),
        help_text=_("Call it as others did, and the reports on it stand side by side."),
        widget=forms.TextInput(attrs={"list": "milestones", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("How far is it?"), choices=FollowUp.State.choices, widget=forms.RadioSelect)
    as_of = forms.CharField(label=_("On which day?"), widget=forms.DateInput(attrs={"type": "date"}))
    amount = forms.CharField(
        label=_("Spent on it by then"), required=False, help_text=_("An amount, such as 1250000.50.")
    )
    currency = forms.CharField(label=_("Currency"), required=False, help_text=_("Three letters, such as USD."))
    text = forms.CharField(
        label=_("What shows it?"),
        help_text=_("Everybody can read it, at once and for good. A correction is a report of its own."),
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=TONGUES)
    link = forms.CharField(label=_("Address of the evidence on the web"), required=False)

    def __init__(self, *args: Any, tellers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teller"].choices = list(tellers)  # type: ignore[attr-defined] # a choice field's
        if len(tellers) == 1:
            del self.fields["teller"]

    def given(self, seats: Sequence[Seat]) -> dict[str, Any]:
        """What `report_progress` asks for, of a form that is valid; `seats` are those that the person may speak for."""
        sent = dict(self.cleaned_data)
        asked = sent.pop("teller", None)
        if asked is None:
            return {**sent, "seat": seats[0] if seats else None}
        return {**sent, "seat": next((seat for seat in seats if seat.movement.slug == asked), None)}


def initial_of(report: FollowUp | None, currency: str) -> dict[str, Any]:
    """What a correction begins with: the report that it corrects."""
    if report is None:
        return {"currency": currency}
    names = ("milestone", "state", "amount", "text", "language", "link")
    told = {name: getattr(report, name) for name in names}
    return {
        **told,
        "as_of": report.as_of.isoformat(),
        "currency": report.currency or currency,
        "teller": report.seat.movement.slug if report.seat else BODY,
    }
