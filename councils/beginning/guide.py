"""What has been answered in the guide so far. It is kept in the session: nothing is lost between two pages, and nothing
stands in a table before the council is founded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import DomainError, Invalid
from councils.beginning import forms, round_forms
from councils.beginning.actions import refusal_of, try_council
from councils.beginning.plan import Beginning, FirstRound, Founder
from councils.rounds.laying import NOON, USUAL_DAYS
from councils.rulebook.templates import TEMPLATES

KEY = "begin_council"
A_WHILE = timedelta(days=90)
UNKEPT = ("csrfmiddlewaretoken", "once", "do")


@dataclass(frozen=True)
class Step:
    """One page: its part of the address, its question, and its form."""

    name: str
    title: Promise
    form: type[forms.GuideForm]
    is_of_round: bool = False


STEPS = (
    Step("council", _("What is the council called?"), forms.CouncilForm),
    Step("countries", _("Which countries is it of?"), forms.CountriesForm),
    Step("movements", _("Which movements found it?"), forms.MovementForm),
    Step("rulebook", _("How does it decide?"), forms.RulebookForm),
    Step("secretariat", _("Who keeps it?"), forms.SecretariatForm),
    Step("round", _("Is there to be a first round?"), round_forms.RoundForm),
    Step("call", _("What does the first round ask?"), round_forms.CallForm, is_of_round=True),
    Step("answering", _("Who is to answer?"), round_forms.AnsweringForm, is_of_round=True),
    Step("calendar", _("When does the first round take place?"), round_forms.CalendarForm, is_of_round=True),
)
# In the place of what has not been asked yet, so that what has been can be tried at every page.
STAND_IN = Beginning(
    name={"es": "–"},
    slug="begin-stand-in",
    code="STANDIN",
    countries=("BO",),
    movements=(Founder("–", "other", "", "stand-in@example.org"),),
    template=next(iter(TEMPLATES)),
    secretaries=("stand-in@example.org", "another@example.org"),
)


@dataclass
class Guide:
    """The answers of one person, by step."""

    session: SessionBase
    person: User
    told: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for step in STEPS:
            if step.name == "movements":
                self.told["movements"] = self.founders
            elif step.name in self.kept and (form := self.form(step)).is_valid():
                self.told |= form.facts()

    @property
    def kept(self) -> dict[str, Any]:
        found: dict[str, Any] = self.session.setdefault(KEY, {})
        return found

    @property
    def founders(self) -> list[Founder]:
        """The movements that have been written down so far."""
        return [Founder(*row) for row in self.kept.get("movements", [])]

    @property
    def steps(self) -> list[Step]:
        """The pages of this council: without a round, those of the round are left out."""
        return [step for step in STEPS if not step.is_of_round or self.told.get("wants_round") == "yes"]

    def form(self, step: Step, data: QueryDict | None = None) -> forms.GuideForm:
        """The form of a step, as it is sent or as it was answered before."""
        if data is not None:
            return step.form(data, told=self.told)
        answered = None if step.name == "movements" else self.kept.get(step.name)
        return step.form(_query(answered) if answered else None, told=self.told)

    def keep(self, step: Step, data: QueryDict) -> None:
        """Remember what was answered, right or wrong."""
        self.kept[step.name] = {name: values for name, values in data.lists() if name not in UNKEPT}
        self.session.modified = True

    def keep_founders(self, founders: list[Founder]) -> None:
        """Remember the movements."""
        self.kept["movements"] = [[one.name, one.kind, one.country, one.email] for one in founders]
        self.session.modified = True

    def forget(self) -> None:
        """The council is founded, or given up."""
        self.session.pop(KEY, None)

    def after(self, step: Step) -> Step | None:
        """The page that follows; None when all has been asked."""
        steps = self.steps
        place = steps.index(step) + 1
        return steps[place] if place < len(steps) else None

    def before(self, step: Step) -> Step | None:
        """The page before; None at the first."""
        place = self.steps.index(step)
        return self.steps[place - 1] if place else None

    def unanswered(self) -> Step | None:
        """The first page that has no answer yet."""
        return next((step for step in self.steps if not self.kept.get(step.name)), None)

    def beginning(self, **over: Any) -> Beginning:
        """What is to begin, by all that has been answered; what has not been is as in the stand-in."""
        told = {**self.told, **over}
        names = set(Beginning.__dataclass_fields__) & told.keys()
        told["movements"] = told["movements"] or STAND_IN.movements
        first = _first_round(told) if told.get("wants_round") == "yes" and "title" in told else None
        return replace(STAND_IN, **{name: told[name] for name in names}, first_round=first)

    def problems(self, **over: Any) -> Mapping[str, str]:
        """What the act would refuse now, by name."""
        try:
            try_council(beginning=self.beginning(**over), actor=self.person)
        except DomainError as refusal:
            return refusal_of(refusal)
        return {}

    def judge(self, form: forms.GuideForm) -> bool:
        """Whether the form can be read, and the act would take what it says; else the form says why not."""
        if not form.is_valid():
            return False
        found = self.problems(**form.facts())
        own = {name: sentence for name, sentence in found.items() if name.startswith(form.concerns)}
        if form.concerns and own:
            form.say(Invalid("not_well_formed", " ".join(own.values()), fields=own))
        return form.is_valid()


def _query(answered: Mapping[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in answered.items():
        data.setlist(name, values)
    return data


def _first_round(told: Mapping[str, Any]) -> FirstRound:
    """The round; what has not been asked of it yet is as it usually is, a while from now."""
    return FirstRound(
        title=told.get("title", {}),
        call=told.get("call", {}),
        themes=told.get("themes", []),
        starts_on=told.get("starts_on") or (clock.now() + A_WHILE).date(),
        hour=told.get("hour", NOON),
        days=told.get("days", USUAL_DAYS),
        envelope=told.get("envelope"),
        currency=told.get("currency", "USD"),
        addressees=told.get("addressees", []),
        body=told.get("body"),
    )
