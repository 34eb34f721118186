"""The answers of the guide in words, for the page on which they are checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.languages import language_name, say
from councils.beginning.guide import Guide, Step
from councils.beginning.plan import Founder
from councils.mandates.models import Council
from councils.movements.models import Country, Movement
from councils.movements.nations import names_of
from councils.rulebook.templates import TEMPLATES


@dataclass(frozen=True)
class Answer:
    """One answer: what was asked, the lines that were answered, and where it is changed."""

    question: str | Promise
    lines: list[str]
    url: str


@dataclass(frozen=True)
class Line:
    """A movement in words."""

    name: str
    kind: str
    country: str
    email: str


def of(guide: Guide) -> list[Answer]:
    """Every answer, in the order of the pages."""
    lines = {
        "council": _council(guide),
        "countries": _countries(guide),
        "movements": [f"{one.name} · {one.kind} · {one.country}" for one in of_founders(guide.founders)],
        "rulebook": _rulebook(guide),
        "secretariat": _secretariat(guide),
        "round": [_("Yes") if guide.told.get("wants_round") == "yes" else _("No")],
        "call": _call(guide),
        "answering": _answering(guide),
        "calendar": [],
    }
    return [Answer(step.title, lines[step.name], address(step)) for step in guide.steps if step.name != "calendar"]


def address(step: Step) -> str:
    """The page on which a step is changed, and from which one comes back to the check."""
    page = reverse("begin_movements") if step.name == "movements" else reverse("begin_step", args=[step.name])
    return f"{page}?from=check"


def of_founders(founders: Sequence[Founder]) -> list[Line]:
    """The movements in words."""
    kinds = {str(kind): str(kind.label) for kind in Movement.Kind}
    return [
        Line(one.name, kinds.get(one.kind, one.kind), country_name(one.country) or _("regional"), one.email)
        for one in founders
    ]


def country_name(code: str) -> str:
    """What a country is called, be it here already or not."""
    here = Country.objects.filter(code=code[:2]).first() if code else None
    return str(here) if here else say(names_of(code)) or code


def of_problems(guide: Guide, problems: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each sentence with the page on which it is mended."""
    told = []
    for name, words in problems.items():
        step = next((one for one in guide.steps if name.startswith(one.form.concerns or ("–",))), guide.steps[0])
        told.append((of_problem(name, words, guide.founders), address(step)))
    return told


def of_problem(name: str, words: str, founders: Sequence[Founder]) -> str:
    """A sentence with the movement that it is about, where it is about one."""
    root, _dot, number = name.partition(".")
    if root == "movements" and number.isdigit() and 0 < int(number) <= len(founders):
        return f"{founders[int(number) - 1].name or number}: {words}"
    return words


def _council(guide: Guide) -> list[str]:
    names = [f"{text} ({language_name(code)})" for code, text in guide.told.get("name", {}).items()]
    return [*names, f"/councils/{guide.told.get('slug', '')}/", str(guide.told.get("code", ""))]


def _countries(guide: Guide) -> list[str]:
    codes = [str(code).partition("=")[0].strip().upper() for code in guide.told.get("countries", [])]
    return [", ".join(country_name(code) for code in codes), str(guide.told.get("time_zone", "")).replace("_", " ")]


def _rulebook(guide: Guide) -> list[str]:
    template = TEMPLATES.get(guide.told.get("template", ""))
    return [str(template.name), str(template.decides)] if template else []


def _secretariat(guide: Guide) -> list[str]:
    together, alone = _("Two secretaries decide together."), _("One secretary is enough.")
    control = together if guide.told.get("is_two_person") else alone
    return [*guide.told.get("secretaries", []), control]


def _call(guide: Guide) -> list[str]:
    themes = guide.told.get("themes", [])
    count = ngettext("%(n)d theme: %(names)s", "%(n)d themes: %(names)s", len(themes))
    named = count % {"n": len(themes), "names": ", ".join(say(theme) for theme in themes)}
    envelope = guide.told.get("envelope")
    money = [f"{envelope} {guide.told.get('currency', '')}"] if envelope else []
    return [say(guide.told.get("title", {})), named, *money]


def _answering(guide: Guide) -> list[str]:
    here = [str(body) for body in Council.objects.filter(slug__in=guide.told.get("addressees", []))]
    body = guide.told.get("body")
    return [*here, f"{say(body.name)} ({body.code})"] if body else here
