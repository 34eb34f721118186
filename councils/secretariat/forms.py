"""The forms of the desk. Each reads what one act is told; what may be done is the act's to say."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Invalid
from councils.forms import ActForm, InstantField, TextArea, languages_of
from councils.mandates.forms import country_choices
from councils.models import Contribution, Council, Mandate, Office
from councils.rounds.calendar import LABELS, ORDER, REQUIRED, Stretch
from councils.secretariat.access import Desk

PUBLIC = _("Everybody can read it.")


def reason_field(*, required: bool = False) -> forms.CharField:
    """The reason of an act."""
    return forms.CharField(label=_("Reason"), widget=TextArea(3), required=required, help_text=PUBLIC)


class RefusalForm(ActForm):
    """Why an act is not confirmed."""

    reason = reason_field(required=True)


class StandingForm(ActForm):
    """What becomes of a movement's standing."""

    act = forms.ChoiceField(label=_("What is decided"), widget=forms.RadioSelect)
    reason = reason_field()

    def __init__(self, *args: Any, acts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["act"].choices = acts  # type: ignore[attr-defined] # a choice field has them


class MandateForm(ActForm):
    """A mandate that is granted to a member of the movement."""

    person = forms.ModelChoiceField(
        label=_("Who holds it"),
        queryset=User.objects.none(),
        help_text=_("The members of the movement. Whoever is missing here is first invited on the movement's page."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Mandate.Role.choices,
        help_text=_("The titular votes for the seat. An alternate may, as long as the titular has not."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of mandate"),
        choices=Mandate.Kind.choices,
        initial=Mandate.Kind.FREE,
        required=False,
        help_text=_(
            "Free: the holder decides. Bound: the movement instructs how to vote. Split: the holder divides the vote "
            "of the seat by a stated ratio."
        ),
    )
    order = forms.IntegerField(
        label=_("Order among the alternates"), required=False, help_text=_("Left empty: after those there are.")
    )
    starts_at = InstantField(label=_("From"), required=False)
    ends_at = InstantField(label=_("Until"), required=False)
    evidence = forms.FileField(
        label=_("Minutes of the assembly"),
        required=False,
        help_text=_("PDF or picture, at most 10 MB. Only the secretaries can read it."),
    )
    reason = reason_field()

    def __init__(self, *args: Any, members: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = members  # type: ignore[attr-defined] # a choice among models has one

    def clean_kind(self) -> str:
        """A mandate of which nothing else is said is free."""
        return self.cleaned_data["kind"] or Mandate.Kind.FREE


class OfficeForm(ActForm):
    """An office for somebody who can sign in here, named by their address."""

    email = forms.CharField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label=_("Office"), choices=Office.Kind.choices)
    starts_at = InstantField(label=_("From"), required=False)
    ends_at = InstantField(label=_("Until"), required=False)
    reason = reason_field()
    renamed = {"person": "email"}

    def clean_email(self) -> str:
        """The address of somebody who can sign in."""
        email: str = self.cleaned_data["email"]
        if not User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Nobody signs in here with this address."))
        return email

    def facts(self) -> dict[str, Any]:
        """The person in the place of the address."""
        facts = super().facts()
        person = User.objects.get(email__iexact=facts.pop("email"))
        return {**facts, "person": person}


class ControlForm(ActForm):
    """Two-person control, on or off."""

    is_on = forms.TypedChoiceField(
        label=_("Two-person control"),
        choices=[("yes", _("on")), ("no", _("off"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = reason_field()


class AccessionForm(ActForm):
    """A country that joins or leaves."""

    country = forms.ChoiceField(label=_("Country"), choices=lambda: country_choices()[1:])
    is_member = forms.TypedChoiceField(
        label=_("What changes"),
        choices=[("yes", _("it joins")), ("no", _("it leaves"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    effective_at = InstantField(label=_("In effect from"), required=False)
    reason = reason_field()


class ContributionForm(ActForm):
    """What a country has contributed altogether."""

    country = forms.ChoiceField(label=_("Country"), choices=lambda: country_choices()[1:])
    kind = forms.ChoiceField(label=_("Kind"), choices=Contribution.Kind.choices)
    amount = forms.CharField(
        label=_("Amount"),
        help_text=_("Altogether, not in addition. Digits with a point, as in 400000000.00."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    currency = forms.CharField(label=_("Currency"), initial="USD", help_text=_("Three letters, such as USD."))
    effective_at = InstantField(label=_("In effect from"), required=False)
    source = forms.CharField(label=_("Source"), required=False)


class RulebookForm(ActForm):
    """A version of the rulebook as data."""

    rules = forms.CharField(
        label=_("Rules"),
        widget=TextArea(24, **{"class": "mono"}),
        help_text=_("As data (JSON). Change what is to change and leave the rest; a mistake is told with its place."),
    )
    effective_at = InstantField(label=_("In force from"), required=False)
    note = forms.CharField(label=_("What changes, and why"), widget=TextArea(3), required=False, help_text=PUBLIC)

    def clean_rules(self) -> object:
        """The data behind the text. Nesting and numbers beyond what the parser takes are no rulebook either."""
        try:
            return json.loads(self.cleaned_data["rules"])
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("This is not JSON: look at the commas and brackets.")) from error

    def facts(self) -> dict[str, Any]:
        """The rules under the name by which the act knows them."""
        facts = super().facts()
        data = facts.pop("rules")
        return {**facts, "data": data}

    def say(self, refusal: Invalid) -> None:
        """What is wrong inside the rules is said with the place where it stands."""
        for place, sentence in refusal.fields.items():
            is_field = place in self.fields and place != "rules"
            self.add_error(place if is_field else "rules", str(sentence) if is_field else f"{place}: {sentence}")

    @staticmethod
    def written(data: object) -> str:
        """The data as a person edits it."""
        return json.dumps(data, indent=2, ensure_ascii=False)


class ConveningForm(ActForm):
    """A round: its words, and the instants at which one window gives way to the next."""

    envelope = forms.CharField(
        label=_("Envelope"),
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=_("What there is to be divided, as in 400000000.00. Left empty where no sum is known."),
    )
    currency = forms.CharField(label=_("Currency"), initial="USD", help_text=_("Three letters, such as USD."))
    addressees = forms.ModelMultipleChoiceField(
        label=_("Who is to answer"),
        queryset=Council.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each of them is sent what is adopted, and everybody sees whether it answers in time."),
    )
    renamed = {f"windows.{kind}": f"{kind}_closes_at" for kind in ORDER}

    def __init__(self, *args: Any, desk: Desk, **options: Any) -> None:
        super().__init__(*args, **options)
        own = dict(self.fields)
        self.fields.clear()
        languages = languages_of(desk.council.languages)
        self.add_texts("title", _("Title"), languages)
        self.add_texts("call", _("Call"), languages, rows=8)
        self.add_texts("themes", _("Themes, one a line"), languages, rows=5)
        self.fields.update(own)
        bodies = Council.objects.exclude(kind=Council.Kind.ADVISORY)
        self.fields["addressees"].queryset = bodies  # type: ignore[attr-defined] # as above
        self.fields["opens_at"] = InstantField(label=_("Drafting opens"))
        for kind in ORDER:
            label = _("%(stage)s closes") % {"stage": str(LABELS[kind]).capitalize()}
            self.fields[f"{kind}_closes_at"] = InstantField(label=label, required=kind in REQUIRED)

    def facts(self) -> dict[str, Any]:
        """The calendar as windows that follow each other, and the themes as texts, line by line."""
        facts = super().facts()
        opens_at, windows = facts.pop("opens_at"), []
        for kind in ORDER:
            closes_at = facts.pop(f"{kind}_closes_at")
            if opens_at and closes_at:
                windows.append(Stretch(kind, opens_at, closes_at))
            opens_at = closes_at or opens_at
        lines = {code: text.splitlines() for code, text in facts["themes"].items()}
        most = max((len(texts) for texts in lines.values()), default=0)
        themes = [{code: texts[n] for code, texts in lines.items() if n < len(texts)} for n in range(most)]
        return {
            **facts,
            "windows": windows,
            "themes": [theme for theme in themes if any(text.strip() for text in theme.values())],
            "addressees": list(facts["addressees"]),
        }


class ExtensionForm(ActForm):
    """A later close for a window."""

    closes_at = InstantField(label=_("New close"))
    shift_following = forms.BooleanField(label=_("Move the windows after it by as much"), required=False)
    reason = reason_field(required=True)


class RehearsalForm(ActForm):
    """That a rehearsal is meant to be made: it stays for ever."""

    is_sure = forms.BooleanField(label=_("Make a rehearsal. It cannot be deleted, and it stays a rehearsal for ever."))

    def facts(self) -> dict[str, Any]:
        """The act asks for nothing but the council."""
        return {}


class TurningForm(ActForm):
    """Until when the clock of a rehearsal is turned."""

    to = InstantField(label=_("Turn the clock to"))


class CloseForm(ActForm):
    """Another close for a window, and why."""

    closes_at = InstantField(label=_("New close"))
    reason = reason_field(required=True)


class SuspensionForm(ActForm):
    """Why a round stands still."""

    reason = reason_field(required=True)


class SecondCallForm(ActForm):
    """A voting window for what is called a second time."""

    opens_at = InstantField(label=_("Opens"))
    closes_at = InstantField(label=_("Closes"))
