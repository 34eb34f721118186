"""A council is begun whole, or not at all: founded, with its countries, its movements and its first round."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Conflict, DomainError, Invalid, refuse
from councils.beginning.letters import welcome_secretaries
from councils.beginning.plan import Beginning, Body, FirstRound
from councils.mandates.actions import found_council, name_country, seat_founders
from councils.mandates.actions.founders import MOST_COUNTRIES, Founding
from councils.mandates.models import Council
from councils.mandates.operating import why_not_begin
from councils.movements.models import Country
from councils.movements.nations import names_of, zone_of
from councils.rounds.actions import convene_first_round
from councils.rounds.calendar import Stretch
from councils.rounds.laying import LONGEST_DAYS, lay_out
from councils.rulebook.templates import TEMPLATES
from councils.wellformed import Fields

T = TypeVar("T")

MOST_SECRETARIES = 12


# What cannot be done now for something that was written here is said beside it.
BESIDE = {"too_few_secretaries": "secretaries", "council_exists": "code"}


class _Undo(Exception):
    """Takes a trial back."""


def begin_council(*, beginning: Beginning, actor: User | None = None) -> Council:
    """Found a council with all that it needs for its first round; letters go out to its secretaries and movements.

    `actor` None is the operator at the command line. Refused: whoever does not run the site, an address or a code in
    use, and what is not well-formed, all of it at once: `fields` has a sentence by name, and those about the first
    round under `round.<name>`.
    """
    with transaction.atomic():
        refuse(why_not_begin(actor) if actor else None)
        fields = Fields()
        council = _begin(fields, beginning, actor)
        fields.refuse()
        return fields.needed(council)


def try_council(*, beginning: Beginning, actor: User | None = None) -> None:
    """What `begin_council` would be refused for now; nothing is kept, and no letter is sent."""
    try:
        with transaction.atomic():
            begin_council(beginning=beginning, actor=actor)
            raise _Undo
    except _Undo:
        return


def _begin(fields: Fields, beginning: Beginning, actor: User | None) -> Council | None:
    secretaries = _secretaries(fields, beginning.secretaries)
    codes = _countries(fields, beginning.countries, actor)
    template = fields.one_of("template", beginning.template, TEMPLATES)
    council = _gathered(fields, "", lambda: _found(beginning, template, secretaries, actor))
    if council is None:
        return None
    founders = [Founding(one.name, one.kind, one.country, one.email) for one in beginning.movements]
    facts: dict[str, Any] = {"council": council, "countries": codes, "movements": founders, "actor": actor}
    _gathered(fields, "", lambda: seat_founders(**facts, inviter=secretaries[0]))
    if beginning.first_round is not None:
        _convene(fields, council, beginning, secretaries, actor)
    welcome_secretaries(council, secretaries)
    return council


def _gathered(fields: Fields, prefix: str, act: Callable[[], T]) -> T | None:
    """What a part returns; what it finds ill-formed is noted beside what the others find."""
    try:
        with transaction.atomic():
            return act()
    except Invalid as refusal:
        for name, sentence in (refusal.fields or {"council": refusal.sentence}).items():
            fields.note(prefix + name, str(sentence))
        return None
    except Conflict as refusal:
        if refusal.code not in BESIDE:
            raise
        fields.note(prefix + BESIDE[refusal.code], refusal.sentence)
        return None


def _found(beginning: Beginning, template: str, secretaries: Sequence[User], actor: User | None) -> Council:
    return found_council(
        slug=beginning.slug,
        code=beginning.code,
        kind=Council.Kind.ADVISORY,
        name=beginning.name,
        secretaries=secretaries,
        time_zone=beginning.time_zone,
        languages=list(beginning.name),
        rulebook=TEMPLATES[template].data if template else None,
        is_two_person=beginning.is_two_person,
        actor=actor,
    )


def _secretaries(fields: Fields, addresses: object) -> list[User]:
    """Who signs in with these addresses, each once; a new person, where nobody does."""
    listed = fields.listed("secretaries", addresses, MOST_SECRETARIES)
    read = list(dict.fromkeys(fields.email("secretaries", address) for address in listed))
    if not read:
        fields.note("secretaries", _("Name at least one secretary."))
    if "secretaries" in fields.problems:
        return []
    blank = make_password(None)
    # In one order for all, so that two who begin with the same people wait for each other and not in a circle.
    made = {one: User.objects.get_or_create(email=one, defaults={"password": blank})[0] for one in sorted(read)}
    people = [made[address] for address in read]
    for person in people:
        if not person.is_active:
            words = _("The account of %(email)s is closed: nobody can sign in with it.")
            fields.note("secretaries", words % {"email": person.email})
    return people


def _countries(fields: Fields, asked: object, actor: User | None) -> list[str]:
    """The codes, with every country brought here that the world knows and this site did not."""
    codes = []
    for entry in sorted(map(str, fields.listed("countries", asked, MOST_COUNTRIES))):
        code, _equals, zone = entry.strip().partition("=")
        code = code.strip().upper()[:20]
        names, zone = names_of(code), zone.strip() or zone_of(code)
        is_here = "\x00" not in code and Country.objects.filter(code=code).exists()
        if not names and not is_here:
            fields.note("countries", _("There is no country with the code %(code)s.") % {"code": code or "–"})
        elif not zone and not is_here:
            words = _("%(code)s has several time zones. Write that of its capital, as in PT=Europe/Lisbon.")
            fields.note("countries", words % {"code": code})
        elif is_here:
            codes.append(code)
        else:
            made = _gathered(fields, "", partial(_named, code, names, zone, actor))
            codes += [made.code] if made else []
    return codes


def _named(code: str, names: dict[str, str], zone: str, actor: User | None) -> Country:
    try:
        return name_country(code=code, name=names, time_zone=zone, actor=actor)
    except Invalid as refusal:
        raise Invalid("not_well_formed", refusal.sentence, fields={"countries": refusal.sentence}) from refusal


def _convene(
    fields: Fields, council: Council, beginning: Beginning, secretaries: Sequence[User], actor: User | None
) -> None:
    first = beginning.first_round
    if first is None:
        return
    answering = _addressees(fields, first, council, beginning, secretaries, actor)
    windows = calendar_of(fields, first, council.time_zone)
    if any(name.startswith("round.") for name in fields.problems):
        return
    facts: dict[str, Any] = {
        "title": first.title,
        "call": first.call,
        "themes": list(first.themes),
        "addressees": answering,
    }
    facts |= {"envelope": first.envelope or None, "currency": first.currency, "windows": windows}
    _gathered(fields, "round.", lambda: convene_first_round(council=council, actor=actor, **facts))


def calendar_of(fields: Fields, first: FirstRound, time_zone: str) -> list[Stretch]:
    """The windows of the first round in the council's zone; empty where they cannot be laid out."""
    for kind, days in first.days.items():
        fields.whole(f"round.days.{kind}", days, 0, LONGEST_DAYS)
    fields.whole("round.hour", first.hour, 0, 23)
    if any(name.startswith(("round.days", "round.hour")) for name in fields.problems):
        return []
    try:
        return lay_out(first.starts_on, first.days, ZoneInfo(time_zone), hour=first.hour)
    except OverflowError:
        fields.note("round.starts_on", _("This day is too far away."))
        return []


def _addressees(
    fields: Fields,
    first: FirstRound,
    council: Council,
    beginning: Beginning,
    secretaries: Sequence[User],
    actor: User | None,
) -> list[Council]:
    """The bodies that are to answer: those that are here, and the one that is founded with the council."""
    wanted = [slug for slug in map(str, first.addressees) if "\x00" not in slug]
    found = list(Council.objects.filter(slug__in=wanted).exclude(kind=Council.Kind.ADVISORY))
    if missing := set(wanted) - {body.slug for body in found}:
        words = _("No body that answers has the address %(slug)s.")
        fields.note("round.addressees", words % {"slug": min(missing)[:60]})
    if first.body is not None:
        made = _gathered(fields, "round.body.", lambda: _body(first.body, council, beginning, secretaries, actor))
        found += [made] if made else []
    return found


def _body(
    body: Body | None, council: Council, beginning: Beginning, secretaries: Sequence[User], actor: User | None
) -> Council:
    if body is None or body.kind == Council.Kind.ADVISORY:
        sentence = _("An advisory council does not answer: choose a council that decides, or the bank.")
        raise Invalid("not_well_formed", sentence, fields={"kind": sentence})
    return found_council(
        slug=body.code.lower(),
        code=body.code,
        kind=body.kind,
        name=body.name,
        secretaries=secretaries,
        time_zone=beginning.time_zone,
        languages=council.languages,
        is_two_person=beginning.is_two_person,
        actor=actor,
    )


def refusal_of(error: DomainError) -> dict[str, str]:
    """The sentences of a refusal by name; one that is about no field stands under `council`."""
    return {name: str(sentence) for name, sentence in error.fields.items()} or {"council": error.sentence}
