"""The questions of the guide, one group to a form. Each answers with its part of what is to begin."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.forms import field_of
from common.zones import zone_choices
from councils.beginning.plan import Founder
from councils.forms import ActForm, TextArea, named
from councils.movements.models import Country, Movement
from councils.movements.nations import REGION, names_of
from councils.rulebook.templates import TEMPLATES, Template


class GuideForm(ActForm):
    """One page of the guide. `told` is what the pages before it were answered; `concerns` are the beginnings of the
    names under which the act would refuse what is asked here.
    """

    concerns: tuple[str, ...] = ()

    def __init__(self, *args: Any, told: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.told = told
        self.set_out()

    def set_out(self) -> None:
        """Add what depends on the answers before."""


class CouncilForm(GuideForm):
    """What the council is called."""

    slug = forms.CharField(
        label=_("Its part of the address"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, such as cms. It never changes: links are kept for years."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Its code"),
        max_length=12,
        help_text=_("Two to twelve capital letters and digits, such as CMS. Positions are numbered with it."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    concerns = ("name", "slug", "code", "council", "languages")

    def set_out(self) -> None:
        """A name in each language of the site, the reader's first; the council works in those that are filled in."""
        own = dict(self.fields)
        self.fields.clear()
        mine = get_language()
        self.add_texts("name", _("Name"), sorted(settings.COMPLETE_LANGUAGES, key=lambda code: code != mine))
        self.fields.update(own)

    def facts(self) -> dict[str, Any]:
        """The name in the languages in which there is one."""
        facts = super().facts()
        return {**facts, "name": {code: text for code, text in facts["name"].items() if text}}


def _nations() -> list[tuple[str, str]]:
    here = {country.code: named(country.name, country.code) for country in Country.objects.all()}
    known = {code: named(names_of(code), code) for code in REGION}
    return sorted({**known, **here}.items(), key=lambda pair: pair[1])


class CountriesForm(GuideForm):
    """Which countries it is of, and which clock it keeps."""

    countries = forms.MultipleChoiceField(
        label=_("Countries"), choices=_nations, widget=forms.CheckboxSelectMultiple, required=False
    )
    others = forms.CharField(
        label=_("Other countries"),
        required=False,
        max_length=300,
        help_text=_("By their two letters, as in “ES, IT”. Where a country has several time zones: PT=Europe/Lisbon."),
    )
    time_zone = forms.ChoiceField(
        label=_("The clock of the council"),
        choices=lambda: [("UTC", "UTC"), *zone_choices()],
        help_text=_("Its stages open and close by it. Every reader sees them by their own clock as well."),
    )
    concerns = ("countries", "time_zone")

    def facts(self) -> dict[str, Any]:
        """One list of countries, in the order in which they were named."""
        facts = super().facts()
        others = facts.pop("others").replace(";", ",").split(",")
        return {**facts, "countries": [*facts["countries"], *(code.strip() for code in others if code.strip())]}


class MovementForm(GuideForm):
    """One movement that founds the council."""

    name = forms.CharField(label=_("Name of the movement"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Movement.Kind.choices)
    country = forms.ChoiceField(label=_("Country"), required=False)
    email = forms.CharField(
        label=_("E-mail address of its coordinator"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("An invitation goes there when the council is founded. Nobody else sees the address."),
    )
    concerns = ("movements",)
    renamed = {"movements": "name"}

    def set_out(self) -> None:
        """The countries are those of the council."""
        codes = [str(code).partition("=")[0].strip().upper() for code in self.told.get("countries", ())]
        here = {country.code: named(country.name, country.code) for country in Country.objects.filter(code__in=codes)}
        choices = [(code, here.get(code) or named(names_of(code), code)) for code in dict.fromkeys(codes)]
        field_of(self, "country", forms.ChoiceField).choices = [("", str(_("none: it is regional"))), *choices]

    def founder(self) -> Founder:
        """The movement as it was written."""
        told = self.cleaned_data
        return Founder(told["name"], told["kind"], told["country"], told["email"])


class TableForm(GuideForm):
    """Many movements at once."""

    table = forms.FileField(
        label=_("A table (CSV)"),
        help_text=_(
            "The first line names the columns: name, kind, country, email. Kinds: union, peasant, indigenous, women, "
            "youth, urban, environmental, cooperative, other. A regional movement leaves the country empty."
        ),
    )
    renamed = {"movements": "table"}


def _told(template: Template) -> SafeString:
    """A rulebook as a choice: its name, what it decides by, and for whom it is good."""
    words = '<strong>{}</strong> <span class="hint">{} <em>{}</em></span>'
    return format_html(words, template.name, template.decides, template.suits)


class RulebookForm(GuideForm):
    """Which of the three rulebooks to begin with."""

    template = forms.ChoiceField(
        label=_("Rulebook"),
        choices=lambda: [(template.code, _told(template)) for template in TEMPLATES.values()],
        widget=forms.RadioSelect,
    )
    concerns = ("template",)


class SecretariatForm(GuideForm):
    """Who keeps the council."""

    secretaries = forms.CharField(
        label=_("E-mail addresses of the secretaries, one a line"),
        widget=TextArea(4),
        max_length=3_200,
        help_text=_("Each is sent a letter that says how to sign in. Write your own too if you are one of them."),
    )
    is_two_person = forms.ChoiceField(
        label=_("Do two secretaries decide together?"),
        choices=[
            (
                "yes",
                _("Yes: what changes roll, mandates, offices or rules waits until another secretary confirms it"),
            ),
            ("no", _("No: one secretary alone is enough")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )
    concerns = ("secretaries",)

    def facts(self) -> dict[str, Any]:
        """The addresses as a list."""
        facts = super().facts()
        lines = [line.strip() for line in facts["secretaries"].replace(",", "\n").splitlines()]
        return {"secretaries": [line for line in lines if line], "is_two_person": facts["is_two_person"] == "yes"}
