"""Convening a round: its words, when it begins and how long each stage lasts, and the calendar that follows, shown
before anybody is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from common.forms import field_of
from common.zones import zone_label, zone_or_none
from councils.forms import ActForm, InstantField, languages_of
from councils.mandates.queries import rulebook_at
from councils.models import Council, Round, Window
from councils.rounds.calendar import LABELS, ORDER, REQUIRED, Stretch, problems
from councils.rulebook.rules import read_rulebook
from councils.secretariat.access import Desk

MOST_DAYS = 366 * 3
# What a stage lasts when nobody has said, where the rulebook asks for less.
USUAL = {"drafting": 21, "discussion": 21, "settlement": 7, "voting": 7, "response": 90}
HOURS_OF_NIGHT = {22, 23, 0, 1, 2, 3, 4, 5}
MOST_ROUNDS = 5
PREVIEW = "preview"


@dataclass(frozen=True)
class PlannedWindow:
    """One window of a calendar that is not convened: when, in the council's zone, and what is to be said of it."""

    stage: str
    opens: str
    closes: str
    length: str
    refusals: Sequence[str]
    warnings: Sequence[str]


@dataclass(frozen=True)
class Planned:
    """A calendar as it would be convened. `is_fine` when nothing in it is refused."""

    windows: Sequence[PlannedWindow]
    others: Sequence[str]
    zone: str

    @property
    def is_fine(self) -> bool:
        return not any(window.refusals for window in self.windows)


class ConveningForm(ActForm):
    """A round: its words, its frame, its first instant, and the days that each stage lasts."""

    envelope = forms.CharField(
        label=gettext_lazy("Envelope"),
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=gettext_lazy("What there is to be divided, as in 400000000.00. Left empty where no sum is known."),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"), initial="USD", help_text=gettext_lazy("Three letters, such as USD.")
    )
    addressees = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who is to answer"),
        queryset=Council.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each of them is sent what is adopted, and everybody sees whether it answers in time."),
    )
    renamed = {f"windows.{kind}": f"{kind}_days" for kind in ORDER}

    def __init__(self, *args: Any, desk: Desk, **options: Any) -> None:
        super().__init__(*args, **options)
        self.desk = desk
        self.minimum_hours = _minimum_hours(desk)
        own = dict(self.fields)
        self.fields.clear()
        languages = languages_of(desk.council.languages)
        self.add_texts("title", gettext_lazy("Title"), languages)
        self.add_texts("call", gettext_lazy("Call"), languages, rows=8)
        self.add_texts("themes", gettext_lazy("Themes, one a line"), languages, rows=5)
        self.fields.update(own)
        bodies = Council.objects.exclude(kind=Council.Kind.ADVISORY)
        field_of(self, "addressees", forms.ModelMultipleChoiceField).queryset = bodies
        self.fields["opens_at"] = InstantField(label=gettext_lazy("Drafting opens"))
        for kind in ORDER:
            self.fields[f"{kind}_days"] = self._days(kind)

    def _days(self, kind: str) -> forms.IntegerField:
        least = -(-self.minimum_hours.get(kind, 0) // 24)
        rule = ngettext("At least %(n)d day, by the rulebook.", "At least %(n)d days, by the rulebook.", least)
        label = _("Days for %(stage)s") % {"stage": LABELS[kind]}
        return forms.IntegerField(
            label=label,
            required=kind in REQUIRED,
            min_value=1,
            max_value=MOST_DAYS,
            initial=max(USUAL[kind], least) if kind in USUAL else None,
            help_text=rule % {"n": least} if least else "",
        )

    @property
    def is_preview(self) -> bool:
        """Whether the calendar alone is asked for."""
        return self.is_bound and self.data.get("act") == PREVIEW

    @property
    def is_to_convene(self) -> bool:
        """Whether the round itself is."""
        return self.is_bound and not self.is_preview

    @property
    def status(self) -> int:
        """422 for a preview too: nothing was written, so the key of the form stays free for when it is sent."""
        return 422 if self.is_bound else 200

    @property
    def words(self) -> list[BoundField]:
        """The fields in which is written what the round is about."""
        return [field for field in self if "__" in field.name]

    @property
    def frame(self) -> list[BoundField]:
        """What there is to be distributed, and who is to answer."""
        return [self[name] for name in ("envelope", "currency", "addressees")]

    @property
    def lengths(self) -> list[BoundField]:
        """The days of each stage."""
        return [self[f"{kind}_days"] for kind in ORDER]

    def full_clean(self) -> None:
        """A preview asks for nothing but the calendar: what else is missing is said when the round is convened."""
        super().full_clean()
        if self.is_preview:
            for name in [name for name in self.errors if name != "opens_at" and not name.endswith("_days")]:
                del self.errors[name]

    def stretches(self) -> list[Stretch]:
        """The windows, each from the close of the one before. A day is one of the council's zone: the hour stays."""
        zone = _zone(self.desk.council)
        told = self.cleaned_data
        at, found = told.get("opens_at"), []
        for kind in ORDER:
            days = told.get(f"{kind}_days")
            if at and days:
                closes_at = (at.astimezone(zone) + timedelta(days=days)).astimezone(at.tzinfo)
                found.append(Stretch(kind, at, closes_at))
                at = closes_at
        return found

    def facts(self) -> dict[str, Any]:
        """The calendar as windows that follow each other, and the themes as texts, line by line."""
        windows = self.stretches()
        facts = {name: value for name, value in super().facts().items() if not name.endswith("_days")}
        del facts["opens_at"]
        lines = {code: text.splitlines() for code, text in facts["themes"].items()}
        most = max((len(texts) for texts in lines.values()), default=0)
        themes = [{code: texts[n] for code, texts in lines.items() if n < len(texts)} for n in range(most)]
        return {
            **facts,
            "windows": windows,
            "themes": [theme for theme in themes if any(text.strip() for text in theme.values())],
            "addressees": list(facts["addressees"]),
        }

    def planned(self) -> Planned | None:
        """The calendar as it would stand, with what is refused in it and what is worth a second look."""
        stretches = self.stretches() if self.is_bound and self.is_valid() and self.is_preview else []
        if not stretches:
            return None
        zone = _zone(self.desk.council)
        refused: dict[str, list[str]] = {}
        for problem in problems(stretches, self.desk.now, self.minimum_hours):
            refused.setdefault(problem.kind, []).append(str(problem))
        windows = [
            PlannedWindow(
                stage=str(LABELS[one.kind]),
                opens=_said(one.opens_at.astimezone(zone)),
                closes=_said(one.closes_at.astimezone(zone)),
                length=_length(one),
                refusals=refused.get(one.kind, []),
                warnings=list(_warnings(one, zone)),
            )
            for one in stretches
        ]
        label = zone_label(stretches[0].opens_at.astimezone(zone))
        return Planned(windows, _others(self.desk.council, stretches), label)


def _minimum_hours(desk: Desk) -> dict[str, int]:
    version = rulebook_at(desk.council, desk.now)
    return dict(read_rulebook(version.data).minimum_hours) if version else {}


def _zone(council: Council) -> ZoneInfo:
    return zone_or_none(council.time_zone) or ZoneInfo("UTC")


def _said(local: datetime) -> str:
    """With the weekday, in the zone of the council: that of the table is named above it."""
    return formats.date_format(local, pgettext("date format", "l j F Y, H:i"))


def _length(one: Stretch) -> str:
    days = round(one.length / timedelta(days=1))
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _warnings(one: Stretch, zone: ZoneInfo) -> Iterator[str]:
    if one.closes_at.astimezone(zone).hour in HOURS_OF_NIGHT:
        yield _("Closes at night.")


def _others(council: Council, stretches: Sequence[Stretch]) -> list[str]:
    """The rounds of the council that go on meanwhile."""
    meanwhile = Window.objects.filter(opens_at__lt=stretches[-1].closes_at, closes_at__gt=stretches[0].opens_at)
    stages = meanwhile.exclude(kind=Window.Kind.ADEQUACY)
    rounds = Round.objects.filter(council=council, windows__in=stages).distinct()[:MOST_ROUNDS]
    return [_("Round %(number)s goes on meanwhile: %(title)s") % {"number": r.number, "title": r} for r in rounds]
