"""The forms of the pages that belong to no room."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from common.zones import zone_choices


def languages() -> list[tuple[str, str]]:
    """The complete languages, each by its own name, and after them those that are begun, marked as such."""
    complete = [(code, get_language_info(code)["name_local"].capitalize()) for code in settings.COMPLETE_LANGUAGES]
    begun = [(code, get_language_info(code)["name_local"]) for code in settings.BEGUN_LANGUAGES]
    return [*complete, *((code, gettext("%(language)s (in part)") % {"language": name}) for code, name in begun)]


class ProfileForm(forms.Form):
    """How a person is called and in which language and zone they read."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        help_text=_("The people of your movement see it. In public you act under the name of your movement."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [("", "UTC"), *zone_choices()],
        required=False,
        help_text=_("All deadlines are shown in this zone, by its name."),
    )
