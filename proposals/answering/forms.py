"""The form of an answer. What is well-formed is said by the act; a form only asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from proposals.drafting.forms import TONGUES

from .models import Response

OPENING = 60


class AnswerForm(forms.Form):
    """The answer to the whole; below it, for who wishes, one to each paragraph of the text."""

    kind = forms.ChoiceField(label=_("What do you answer?"), choices=Response.Kind.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the reasons"), choices=TONGUES)
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("Everybody can read them, at once and for good."),
        widget=forms.Textarea(attrs={"rows": 8}),
        strip=False,
    )

    def __init__(self, *args: Any, paragraphs: Sequence[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ids = [paragraph["id"] for paragraph in paragraphs]
        choices = [("", _("as to the whole")), *Response.Kind.choices]
        for number, paragraph in enumerate(paragraphs, 1):
            told = {"n": number, "opening": Truncator(paragraph["text"]).chars(OPENING)}
            self.fields[f"kind-{paragraph['id']}"] = forms.ChoiceField(
                label=_("To paragraph %(n)s: “%(opening)s”") % told, choices=choices, required=False
            )
            self.fields[f"reasons-{paragraph['id']}"] = forms.CharField(
                label=_("Reasons on paragraph %(n)s") % told,
                widget=forms.Textarea(attrs={"rows": 3}),
                required=False,
                strip=False,
            )

    def given(self) -> dict[str, Any]:
        """What `answer_transmittal` asks for, of a form that is valid. A paragraph with reasons and no answer of its
        own is answered as the whole is.
        """
        sent = self.cleaned_data
        answered = [one for one in self.ids if sent[f"kind-{one}"] or sent[f"reasons-{one}"].strip()]
        paragraphs = [
            {"paragraph": one, "kind": sent[f"kind-{one}"] or sent["kind"], "reasons": sent[f"reasons-{one}"]}
            for one in answered
        ]
        return {**{name: sent[name] for name in ("kind", "reasons", "language")}, "paragraphs": paragraphs}


def initial_of(response: Response | None) -> dict[str, str]:
    """The former answer, to begin the next one with."""
    if response is None:
        return {}
    whole = {"kind": response.kind, "language": response.language, "reasons": response.reasons}
    parts = {f"{name}-{one['paragraph']}": one[name] for one in response.paragraphs for name in ("kind", "reasons")}
    return {**whole, **parts}
