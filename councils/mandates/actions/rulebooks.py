"""Adopting a version of the rulebook. It stands here and not in the room of the rulebook, which knows no offices."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Invalid
from councils.mandates.models import Council, PendingAct, Seat
from councils.mandates.two_person import Act, controlled
from councils.rulebook.models import Rulebook
from councils.rulebook.rules import RulebookError, read_rulebook, write_rulebook
from councils.wellformed import LANGUAGES, Fields

LONGEST_NOTE = 2_000


def read_data(data: Mapping[str, object]) -> dict[str, object]:
    """The data in the one written form of a rulebook; raises `Invalid` with every problem's sentence by its path."""
    try:
        return write_rulebook(read_rulebook(data))
    except RulebookError as error:
        problems = {problem.path or "data": problem.sentence for problem in error.problems}
        raise Invalid("not_a_rulebook", _("These rules cannot be adopted as they stand."), fields=problems) from error


def adopt_rulebook(
    *,
    council: Council,
    data: Mapping[str, object],
    actor: User,
    effective_at: datetime | str | None = None,
    note: str = "",
) -> Rulebook | PendingAct:
    """Adopt a version of the council's decision rules, in force from `effective_at` (now without one).

    A ballot that has opened holds a copy of its own, which no version touches. Refused: all but secretaries, data that
    is no rulebook, a veto for who has no seat, a required language that nobody writes in here, and a version in force
    from the past.
    """
    facts = {"data": read_data(data), "effective_at": effective_at, "note": note}
    return _adoption.act_or_propose(council=council, actor=actor, facts=facts)


@controlled("adopt_rulebook")
def _adoption(act: Act) -> Rulebook:
    data = read_data(act.facts["data"])
    fields = Fields()
    note = fields.text("note", act.facts["note"], LONGEST_NOTE, required=False, lines=True)
    effective_at = fields.instant("effective_at", act.facts["effective_at"]) or act.now
    if effective_at < act.now:
        fields.note("effective_at", _("A rulebook cannot be in force from the past."))
    vetoes = set(cast(list[str], data["vetoes"]))
    seated = Seat.objects.filter(council=act.council, movement__slug__in=vetoes)
    if missing := vetoes - set(seated.values_list("movement__slug", flat=True)):
        fields.note("vetoes", _("No movement of this council has the address %(slug)s.") % {"slug": min(missing)})
    if unknown := set(cast(list[str], data["required_languages"])) - set(LANGUAGES):
        fields.note("required_languages", _("There is no such language here: %(code)s.") % {"code": min(unknown)})
    fields.refuse()
    last = Rulebook.objects.filter(council=act.council).aggregate(last=Max("version"))["last"] or 0
    rulebook = Rulebook.objects.create(
        council=act.council,
        version=last + 1,
        data=data,
        note=note,
        effective_at=effective_at,
        recorded_at=act.now,
        adopted_by=act.author,
    )
    told = {"version": rulebook.version, "binding": data["binding"], "effective_at": effective_at.isoformat()}
    act.record(subject=reverse("council_rulebook", args=[act.council.slug]), data={**told, "note": note})
    return rulebook
