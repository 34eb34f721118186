"""A round is convened with everything that it needs, or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from common.languages import say
from councils.mandates.models import Council, Office
from councils.mandates.permissions import why_not_hold
from councils.mandates.two_person import hold_council
from councils.rulebook.models import Rulebook
from councils.rulebook.rules import read_rulebook
from councils.wellformed import Fields
from ledger.record import record

from .calendar import Stretch, problems
from .models import Round, Theme, Window
from .moving import extend_window, open_second_call_window, shorten_window
from .outages import extend_after_outage
from .suspending import resume_round, suspend_round

__all__ = [
    "convene_first_round",
    "convene_round",
    "extend_after_outage",
    "extend_window",
    "open_second_call_window",
    "resume_round",
    "shorten_window",
    "suspend_round",
]

MOST_THEMES = 40
MOST_ADDRESSEES = 20
MOST_WINDOWS = 12


def why_not_convene(council: Council) -> DomainError | None:
    """Advisory councils deliberate; the other bodies answer."""
    if council.kind == Council.Kind.ADVISORY:
        return None
    return Conflict("not_advisory", gettext_lazy("Rounds are convened by advisory councils only."))


def convene_round(
    *,
    council: Council,
    actor: User,
    title: Mapping[str, str],
    call: Mapping[str, str],
    themes: Sequence[Mapping[str, str]],
    windows: Sequence[Stretch],
    addressees: Sequence[Council],
    envelope: Decimal | str | None = None,
    currency: str = "USD",
) -> Round:
    """Convene a round: its call, themes (each a name in one or more languages), envelope, calendar and addressees.

    Refused: all but secretaries, councils that are not advisory or have no rulebook, and whatever is missing or wrong,
    all of it at once: `fields` has a sentence by name, and those about the calendar under `windows.<kind>`.
    """
    words = {"title": title, "call": call, "envelope": envelope, "currency": currency}
    with transaction.atomic():
        council, now = hold_council(council)
        refuse(why_not_hold(actor, council, Office.Kind.SECRETARY, at=now), why_not_convene(council))
        round_ = _convene(council, actor, now, words, themes, windows, addressees)
    return round_


def why_not_convene_first(council: Council) -> DomainError | None:
    """The founding convenes one round; every other one is the secretariat's."""
    if not council.rounds.exists():
        return None
    return Conflict("round_convened", gettext_lazy("This council has convened a round already."))


def convene_first_round(
    *,
    council: Council,
    title: Mapping[str, str],
    call: Mapping[str, str],
    themes: Sequence[Mapping[str, str]],
    windows: Sequence[Stretch],
    addressees: Sequence[Council],
    envelope: Decimal | str | None = None,
    currency: str = "USD",
    actor: User | None = None,
) -> Round:
    """Convene the round with which a council is founded: by the founding alone, so it asks nobody's office.

    `actor` None is the operator at the command line. Refused: a council that has a round, and whatever is refused to
    the secretariat too.
    """
    words = {"title": title, "call": call, "envelope": envelope, "currency": currency}
    with transaction.atomic():
        council, now = hold_council(council)
        refuse(why_not_convene(council), why_not_convene_first(council))
        round_ = _convene(council, actor, now, words, themes, windows, addressees)
    return round_


def _convene(
    council: Council,
    actor: User | None,
    now: datetime,
    words: Mapping[str, Any],
    themes: object,
    windows: object,
    addressees: object,
) -> Round:
    """Read all of it, or refuse all that is wrong with it; then write the round."""
    fields = Fields()
    facts: dict[str, Any] = {
        "title": fields.texts("title", words["title"], 200),
        "call": fields.texts("call", words["call"], 40_000, lines=True),
        "envelope": fields.amount("envelope", words["envelope"], required=False, positive=True),
        "currency": fields.currency("currency", words["currency"]),
    }
    named = _themes(fields, themes)
    answering = _addressees(fields, addressees, council)
    stretches = _calendar(fields, windows, council, now)
    fields.refuse()
    number = (council.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    round_ = Round.objects.create(council=council, number=number, convened_at=now, **facts)
    Theme.objects.bulk_create(Theme(round=round_, slug=slug, name=name) for slug, name in named.items())
    round_.addressees.set(answering)
    Window.objects.bulk_create(
        Window(round=round_, kind=w.kind, opens_at=w.opens_at, closes_at=w.closes_at) for w in stretches
    )
    _tell(round_, actor, answering, stretches)
    return round_


def _tell(round_: Round, actor: User | None, answering: list[Council], windows: list[Stretch]) -> None:
    told = {
        "round": round_.number,
        "addressees": [body.code for body in answering],
        "windows": {w.kind: [w.opens_at.isoformat(), w.closes_at.isoformat()] for w in windows},
    }
    council, subject, at = round_.council, round_.get_absolute_url(), round_.convened_at
    record("convene_round", council=council, actor=actor, subject=subject, data=told, at=at)


def _themes(fields: Fields, themes: object) -> dict[str, dict[str, str]]:
    """The themes by the part of an address that each gets from its name."""
    named: dict[str, dict[str, str]] = {}
    for theme in fields.listed("themes", themes, MOST_THEMES):
        name = fields.texts("themes", theme, 200)
        root = slugify(say(name))[:50] or "theme"
        slug = next(slug for slug in (root, *(f"{root}-{n}" for n in range(2, MOST_THEMES + 2))) if slug not in named)
        named[slug] = name
    if not named:
        fields.note("themes", _("Name at least one theme."))
    return named


def _addressees(fields: Fields, addressees: object, council: Council) -> list[Council]:
    bodies = [body for body in fields.listed("addressees", addressees, MOST_ADDRESSEES) if isinstance(body, Council)]
    if not bodies:
        fields.note("addressees", _("Name at least one body that is to answer."))
    if any(body.kind == Council.Kind.ADVISORY or body.pk == council.pk for body in bodies):
        fields.note("addressees", _("An advisory council does not answer: choose a council that decides, or the bank."))
    return list(dict.fromkeys(bodies))


def _calendar(fields: Fields, windows: object, council: Council, now: datetime) -> list[Stretch]:
    listed = [w for w in fields.listed("windows", windows, MOST_WINDOWS) if isinstance(w, Stretch)]
    for window in listed:
        fields.instant(f"windows.{str(window.kind)[:40]}", window.opens_at, required=True)
        fields.instant(f"windows.{str(window.kind)[:40]}", window.closes_at, required=True)
    if any(name.startswith("windows") for name in fields.problems):
        return []
    rules = (
        Rulebook.objects.filter(council=council, effective_at__lte=now).order_by("-effective_at", "-version").first()
    )
    if rules is None:
        fields.note("rulebook", _("The council has no rulebook in force: adopt one first."))
    minimum_hours = read_rulebook(rules.data).minimum_hours if rules else {}
    for problem in problems(listed, now, minimum_hours):
        name = f"windows.{problem.kind}"
        fields.problems[name] = " ".join(filter(None, [fields.problems.get(name), str(problem)]))
    return listed
