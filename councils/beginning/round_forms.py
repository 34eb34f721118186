"""The questions of the guide about the first round."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.forms import field_of
from councils.beginning.forms import GuideForm
from councils.beginning.plan import Body
from councils.mandates.models import Council
from councils.rounds.calendar import LABELS, ORDER
from councils.rounds.laying import NOON, USUAL_DAYS


class RoundForm(GuideForm):
    """Whether there is to be a round at once."""

    wants_round = forms.ChoiceField(
        label=_("Convene the first round now?"),
        choices=[
            ("yes", _("Yes: its words and its calendar are asked next")),
            ("no", _("No: the secretariat convenes it later, at its desk")),
        ],
        widget=forms.RadioSelect,
    )


class CallForm(GuideForm):
    """What the first round asks."""

    envelope = forms.CharField(
        label=_("Envelope"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=_("What there is to be divided, as in 400000000.00. Left empty where no sum is known."),
    )
    currency = forms.CharField(label=_("Currency"), initial="USD", help_text=_("Three letters, such as USD."))
    concerns = ("round.title", "round.call", "round.themes", "round.envelope", "round.currency")
    renamed = {name: name.partition(".")[2] for name in concerns}

    def set_out(self) -> None:
        """Its words in the languages of the council."""
        own = dict(self.fields)
        self.fields.clear()
        languages = list(self.told.get("name", {})) or [settings.LANGUAGE_CODE]
        self.add_texts("title", _("Title"), languages)
        self.add_texts("call", _("Call"), languages, rows=6)
        self.add_texts("themes", _("Themes, one a line"), languages, rows=4)
        self.fields.update(own)

    def facts(self) -> dict[str, Any]:
        """The themes as texts, line by line."""
        facts = super().facts()
        lines = {code: text.splitlines() for code, text in facts["themes"].items()}
        most = max((len(texts) for texts in lines.values()), default=0)
        themes = [{code: texts[n] for code, texts in lines.items() if n < len(texts)} for n in range(most)]
        return {**facts, "themes": [theme for theme in themes if any(text.strip() for text in theme.values())]}


class AnsweringForm(GuideForm):
    """Who is to answer what is decided."""

    addressees = forms.MultipleChoiceField(
        label=_("Bodies that are here already"), widget=forms.CheckboxSelectMultiple, required=False
    )
    body_name = forms.CharField(
        label=_("Name of a body that is new here"),
        required=False,
        max_length=200,
        help_text=_("It is founded with the council and has the same secretaries. They name who answers for it."),
    )
    body_code = forms.CharField(label=_("Its code"), required=False, max_length=12, help_text=_("Such as BDS."))
    body_kind = forms.ChoiceField(
        label=_("Its kind"),
        choices=[kind for kind in Council.Kind.choices if kind[0] != Council.Kind.ADVISORY],
        initial=Council.Kind.BANK_BOARD,
        required=False,
    )
    concerns = ("round.addressees", "round.body.")
    renamed = {
        "round.addressees": "addressees",
        **{f"round.body.{name}": f"body_{name}" for name in ("name", "code", "kind")},
        "round.body.slug": "body_code",
    }

    def set_out(self) -> None:
        """Those there are; where there are none, only a new one can be named."""
        bodies = Council.objects.exclude(kind=Council.Kind.ADVISORY).order_by("slug")
        choices = [(body.slug, str(body)) for body in bodies]
        field_of(self, "addressees", forms.ChoiceField).choices = choices
        if not choices:
            del self.fields["addressees"]
            self.renamed = {**self.renamed, "round.addressees": "body_name"}

    def facts(self) -> dict[str, Any]:
        """The addresses of bodies, and the new one if any of it was written."""
        told = self.cleaned_data
        body = None
        if told["body_name"] or told["body_code"]:
            language = next(iter(self.told.get("name", {})), settings.LANGUAGE_CODE)
            body = Body({language: told["body_name"]}, told["body_code"], told["body_kind"] or Council.Kind.BANK_BOARD)
        return {"addressees": told.get("addressees", []), "body": body}


class CalendarForm(GuideForm):
    """From when on, and how long each stage lasts."""

    starts_on = forms.DateField(
        label=_("The day on which drafting opens"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TypedChoiceField(
        label=_("The hour at which stages open and close"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        initial=NOON,
        help_text=_("By the clock of the council. At noon nobody has to stay up."),
    )
    concerns = ("round.starts_on", "round.hour", "round.days.", "round.windows.")
    renamed = {
        "round.starts_on": "starts_on",
        "round.hour": "hour",
        **{f"round.{group}.{kind}": f"days__{kind}" for kind in ORDER for group in ("days", "windows")},
    }

    def set_out(self) -> None:
        """So many days to each stage."""
        for kind in ORDER:
            self.fields[f"days__{kind}"] = forms.IntegerField(
                label=_("Days of %(stage)s") % {"stage": LABELS[kind]},
                initial=USUAL_DAYS[kind],
                widget=forms.NumberInput({"class": "few", "min": 0, "max": 366, "inputmode": "numeric"}),
                help_text=_("0: there is none.") if kind in ("plenary", "response") else "",
            )
