"""The forms of the desk. Each reads what one act is told; what may be done is the act's to say."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.forms import field_of
from councils.forms import ActForm, InstantField, TextArea
from councils.inviting.reading import MOST_BYTES, decode
from councils.mandates.forms import country_choices
from councils.models import Contribution, Mandate, Movement, Office
from councils.secretariat.access import Desk
from councils.secretariat.finding import AnybodyField, PersonField

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
        field_of(self, "act", forms.ChoiceField).choices = acts


class MandateForm(ActForm):
    """A mandate that is granted to a member of the movement."""

    person = PersonField(label=_("Who holds it"), help_text=_("A member of the movement: type a part of the name."))
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

    def __init__(self, *args: Any, desk: Desk, movement: Movement, **options: Any) -> None:
        super().__init__(*args, **options)
        field_of(self, "person", PersonField).suggest_from(desk, movement)

    def clean_kind(self) -> str:
        """A mandate of which nothing else is said is free."""
        return self.cleaned_data["kind"] or Mandate.Kind.FREE


class OfficeForm(ActForm):
    """An office for somebody of the council's movements, or for whoever can sign in here, named by their address."""

    email = AnybodyField(
        label=_("Name or e-mail address"),
        help_text=_("Type a part of the name. Whoever belongs to no movement here is named by the whole address."),
    )
    kind = forms.ChoiceField(label=_("Office"), choices=Office.Kind.choices)
    starts_at = InstantField(label=_("From"), required=False)
    ends_at = InstantField(label=_("Until"), required=False)
    reason = reason_field()
    renamed = {"person": "email"}

    def __init__(self, *args: Any, desk: Desk, **options: Any) -> None:
        super().__init__(*args, **options)
        field_of(self, "email", AnybodyField).suggest_from(desk)

    def facts(self) -> dict[str, Any]:
        """The person under the name by which the act knows them."""
        facts = super().facts()
        person = facts.pop("email")
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


class ListForm(ActForm):
    """People who are to be invited, in a file or pasted. The text of the file stands in the field afterwards, so that
    it can be put right there and then.
    """

    file = forms.FileField(
        label=_("A file from a spreadsheet"), required=False, help_text=_("CSV, in UTF-8. At most 2,000 lines.")
    )
    lines = forms.CharField(
        label=_("Or paste the lines here"),
        widget=TextArea(8, **{"class": "mono", "spellcheck": "false", "autocomplete": "off"}),
        required=False,
        strip=False,
        help_text=_("The first line names the columns: email; movement; role. The role may be left out."),
    )

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.written: str = data.get("lines", "") if data else ""

    def clean(self) -> dict[str, Any]:
        """A file comes before what is pasted, and takes its place on the page."""
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.pop("file", None):
            try:
                self.written = cleaned["lines"] = decode(file.read(MOST_BYTES + 1))
            except Invalid as refusal:
                self.add_error("file", refusal.sentence)
                return cleaned
            self.data = {**self.data, "lines": self.written}
        return cleaned

    def say(self, refusal: Invalid) -> None:
        """Whatever is wrong with the list as a whole stands at its lines."""
        self.add_error("lines", refusal.sentence)
