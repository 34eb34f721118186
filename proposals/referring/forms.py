"""The forms of a referral. What is well-formed is said by the acts; a form only asks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.languages import say
from councils.forms import ActForm, InstantField, TextArea, named
from councils.models import Council, Country
from proposals.drafting.forms import TONGUES
from proposals.drafting.wording import LONGEST_TITLE

from .models import Referral


class Countries(forms.ModelMultipleChoiceField):
    """Countries to choose from, by their names."""

    def label_from_instance(self, obj: Country) -> str:
        return say(obj.name)


class ReferralForm(ActForm):
    """Who asks what, by when, and what of it is known."""

    body = forms.ChoiceField(label=_("For which body do you speak?"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What is referred"), choices=Referral.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), widget=forms.TextInput(attrs={"maxlength": LONGEST_TITLE}), strip=False)
    text = forms.CharField(
        label=_("What you ask"),
        help_text=_("What is planned, and how it should be done: everybody can read it, at once and for good."),
        widget=TextArea(10),
        strip=False,
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=TONGUES)
    amount = forms.CharField(
        label=_("Amount"), help_text=_("Of a project. Digits, with a point before the cents."), required=False
    )
    currency = forms.CharField(
        label=_("Currency"), widget=forms.TextInput(attrs={"maxlength": 3, "size": 4}), initial="USD", required=False
    )
    countries = Countries(
        label=_("Countries"), queryset=Country.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    category = forms.ChoiceField(
        label=_("Environmental category"),
        help_text=_("Of a project."),
        choices=[("", _("not stated")), *Referral.Category.choices],
        required=False,
    )
    due_at = InstantField(label=_("By when you ask for an answer"))

    def __init__(self, *args: Any, bodies: Sequence[Council], countries: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.bodies = {body.slug: body for body in bodies}
        choices = [(body.slug, named(body.name, body.slug)) for body in bodies]
        self.fields["body"].choices = choices  # type: ignore[attr-defined] # a choice field has them
        known = Country.objects.filter(code__in=countries).order_by("code")
        self.fields["countries"].queryset = known  # type: ignore[attr-defined] # a choice among models has one

    def facts(self) -> dict[str, Any]:
        """What `refer_to_council` asks for."""
        facts = super().facts()
        return {**facts, "body": self.bodies[facts["body"]], "countries": list(facts["countries"])}


class DocumentForm(ActForm):
    """A file beside a referral."""

    file = forms.FileField(
        label=_("Document"), help_text=_("PDF, picture or office document. It stays, and everybody can read it.")
    )
    name = forms.CharField(label=_("Name of the file"), max_length=150, required=False)


class RefusalForm(ActForm):
    """Why no round is opened."""

    reason = forms.CharField(label=_("Reason"), help_text=_("Everybody can read it, at once."), widget=TextArea(5))
