"""The forms of movements: applying, inviting, and acts that need a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.forms import ActForm, TextArea, languages_of, named
from councils.movements.models import Country, Membership, Movement

from .models import Council


def country_choices() -> list[tuple[str, str]]:
    """All countries by name, after the choice of none."""
    countries = sorted((named(c.name, c.code), c.code) for c in Country.objects.all())
    return [("", str(_("none: it is regional"))), *((code, name) for name, code in countries)]


class ApplicationForm(ActForm):
    """A movement that applies for a seat."""

    name = forms.CharField(label=_("Name of the movement"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Movement.Kind.choices)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)

    def __init__(self, *args: Any, council: Council, **options: Any) -> None:
        super().__init__(*args, **options)
        label = _("Who you are, in a few sentences")
        self.add_texts("description", label, languages_of(council.languages), rows=5, required=False)


class InvitationForm(ActForm):
    """An address that is invited to a movement."""

    email = forms.CharField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The link in the letter works for this address only, once, and for 14 days."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)


class EnrolForm(ActForm):
    """Somebody without an e-mail address."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As the movement knows the person. They sign in by a code on paper that a coordinator hands out."),
    )


class ReasonForm(ActForm):
    """A reason, which everybody can read in the ledger."""

    reason = forms.CharField(
        label=_("Reason"), widget=TextArea(3), required=False, help_text=_("Everybody can read it.")
    )
