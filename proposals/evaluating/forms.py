"""The form of an evaluation. What is well-formed is said by the act; a form only asks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.forms import ActForm, languages_of, named
from councils.models import Council


class EvaluationForm(ActForm):
    """For which body, what it says in each of the council's languages, what it would cost, and who says so."""

    body = forms.ChoiceField(label=_("For which body do you speak?"), widget=forms.RadioSelect)
    office = forms.CharField(
        label=_("Your office"),
        help_text=_("Where you work, such as Department of rural works. It is shown with your name, to everybody."),
        max_length=120,
    )
    cost = forms.CharField(
        label=_("Estimated cost"), help_text=_("Digits, with a point before the cents."), required=False, strip=False
    )
    currency = forms.CharField(
        label=_("Currency"), widget=forms.TextInput(attrs={"maxlength": 3, "size": 4}), required=False
    )

    def __init__(self, *args: Any, bodies: Sequence[Council], languages: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.bodies = {body.slug: body for body in bodies}
        choices = [(body.slug, named(body.name, body.slug)) for body in bodies]
        self.fields["body"].choices = choices  # type: ignore[attr-defined] # a choice field has them
        codes = languages_of(languages)
        self.add_texts("technical", _("Technical evaluation"), codes, rows=8)
        self.add_texts("risks", _("Risks"), codes, rows=4, required=False)

    def given(self) -> dict[str, Any]:
        """What `evaluate_proposal` asks for, of a form that is valid."""
        facts = self.facts()
        return {**facts, "body": self.bodies[facts["body"]]}
