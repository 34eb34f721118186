"""How a person wishes to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import Postbox, Preference
from .registry import KINDS

EVERY_DAY = "all"
WEEKDAYS = [
    (EVERY_DAY, _("every day")),
    ("0", _("on Mondays")),
    ("1", _("on Tuesdays")),
    ("2", _("on Wednesdays")),
    ("3", _("on Thursdays")),
    ("4", _("on Fridays")),
    ("5", _("on Saturdays")),
    ("6", _("on Sundays")),
]


class PreferencesForm(forms.Form):
    """One choice per kind of notice, and the hour of the digest in the reader's own zone."""

    def __init__(self, *args: Any, how: dict[str, str], box: Postbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in KINDS.items():
            self.fields[f"how_{name}"] = forms.ChoiceField(
                label=str(kind.label), choices=Preference.How.choices, initial=how[name]
            )
        weekday = EVERY_DAY if box.weekday is None else str(box.weekday)
        self.fields["weekday"] = forms.ChoiceField(
            label=pgettext_lazy("when", "The digest goes out"), choices=WEEKDAYS, initial=weekday
        )
        hours = [(str(hour), f"{hour:02}:00") for hour in range(24)]
        self.fields["hour"] = forms.ChoiceField(
            label=_("At this hour, in your time zone"), choices=hours, initial=str(box.hour)
        )

    def kept(self) -> dict[str, Any]:
        """What `keep_preferences` takes."""
        data = self.cleaned_data
        return {
            "how": {name: data[f"how_{name}"] for name in KINDS},
            "hour": int(data["hour"]),
            "weekday": None if data["weekday"] == EVERY_DAY else int(data["weekday"]),
        }
