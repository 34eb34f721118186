"""A council is founded by whoever runs the site: there is no page for it, and no office that could ask for it yet."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, refuse
from common.zones import zone_or_none
from councils.lastword import last_word
from councils.mandates.models import REHEARSAL, Council, Office
from councils.rulebook.models import Rulebook
from councils.wellformed import LANGUAGES, Fields
from ledger.record import record

from .rulebooks import read_data

TAKEN = Conflict("council_exists", gettext_lazy("A council with this address or code exists already."))


def why_not_take(slug: str, code: str) -> DomainError | None:
    """One council to an address, and one to a code: positions are numbered by it."""
    return TAKEN if Council.objects.filter(Q(slug=slug) | Q(code=code)).exists() else None


def why_not_enough(secretaries: Sequence[User], is_two_person: bool) -> DomainError | None:
    """A council whose officers could do nothing would be none."""
    if len({person.pk for person in secretaries}) >= (2 if is_two_person else 1):
        return None
    sentence = gettext_lazy("A council needs a secretary, and under two-person control it needs two.")
    return Conflict("too_few_secretaries", sentence)


def found_council(
    *,
    slug: str,
    code: str,
    kind: str,
    name: Mapping[str, str],
    secretaries: Sequence[User],
    description: Mapping[str, str] | None = None,
    time_zone: str = "UTC",
    languages: Sequence[str] = ("es",),
    rulebook: Mapping[str, object] | None = None,
    is_two_person: bool = True,
    is_demonstration: bool = False,
    actor: User | None = None,
) -> Council:
    """Found a council with its secretaries and the first version of its rulebook (the defaults, where none is given).

    Called by commands alone, so it asks nobody's office; `actor` None is the operator. Refused: an address or a code in
    use, two-person control with fewer than two secretaries, and what is not well-formed.
    """
    with transaction.atomic():
        now = clock.now()
        facts = _read(slug, code, kind, name, description, time_zone, languages)
        data = read_data(rulebook if rulebook is not None else {}) if kind == Council.Kind.ADVISORY else None
        refuse(why_not_enough(secretaries, is_two_person))
        with last_word({"councils_council_slug_key": TAKEN, "councils_council_code_key": TAKEN}):
            council = Council.objects.create(
                **facts,
                is_two_person=is_two_person,
                is_demonstration=is_demonstration,
                founded_at=now,
            )
        _furnish(council, secretaries, data, actor)
        told = {"council": council.code, "kind": council.kind, "secretaries": len(secretaries)}
        record("found_council", council=council, actor=actor, subject=council.get_absolute_url(), data=told, at=now)
    return council


def _furnish(council: Council, secretaries: Sequence[User], data: dict[str, object] | None, actor: User | None) -> None:
    now = council.founded_at
    for person in dict.fromkeys(secretaries):
        Office.objects.create(council=council, person=person, kind=Office.Kind.SECRETARY, starts_at=now)
    if data is not None:
        instants = {"effective_at": now, "recorded_at": now}
        Rulebook.objects.create(council=council, version=1, data=data, adopted_by=actor, **instants)


def _read(
    slug: str,
    code: str,
    kind: str,
    name: Mapping[str, str],
    description: Mapping[str, str] | None,
    time_zone: str,
    languages: Sequence[str],
) -> dict[str, Any]:
    fields = Fields()
    facts: dict[str, Any] = {
        "slug": fields.slug("slug", slug, 60),
        "code": fields.text("code", code, 12),
        "kind": fields.one_of("kind", kind, Council.Kind.values),
        "name": fields.texts("name", name, 200),
        "description": fields.texts("description", description or {}, 4_000, required=False, lines=True),
        "time_zone": fields.text("time_zone", time_zone, 64),
        "languages": [fields.one_of("languages", language, LANGUAGES) for language in languages],
    }
    if not (len(code) >= 2 and code.isascii() and code.isalnum() and code.upper() == code):
        fields.note("code", _("A code is two to twelve capital letters and digits."))
    if re.search(REHEARSAL, slug):
        fields.note("slug", _("Addresses that end so are those of rehearsals."))
    if zone_or_none(time_zone) is None:
        fields.note("time_zone", _("There is no such time zone."))
    fields.refuse()
    return facts
