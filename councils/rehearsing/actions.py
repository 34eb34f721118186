"""A rehearsal: a council like another, in which nothing counts and whose clock is turned. See `docs/decisions/0079`."""

from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import refuse
from common.words import Moment
from councils.mandates.models import FURTHEST, Council, Office
from councils.mandates.permissions import why_not_hold
from councils.mandates.two_person import hold_council
from councils.wellformed import Fields
from ledger.record import record

from .copying import copy_facts, copy_round, rehearsal_name
from .permissions import why_not_rehearse, why_not_turn

# What is left of an address of sixty signs beside the mark of a rehearsal.
LONGEST_ROOT = 45


def clone_council_as_rehearsal(*, council: Council, actor: User) -> Council:
    """Make a rehearsal of the council: its countries, its seats with their mandates in force, its offices and the rules
    in force, as they are now, and a round by the calendar of the newest. Of texts, votes and evidence it has nothing.

    It is a rehearsal for ever. What is told of it is told in its own ledger, which nobody publishes. Refused: all but
    the council's secretaries (403), and a body that does not deliberate or is a rehearsal itself (409).
    """
    with transaction.atomic():
        council, now = hold_council(council)
        refuse(why_not_hold(actor, council, Office.Kind.SECRETARY, at=now), why_not_rehearse(council))
        rehearsal = _found(council, now)
        copied = copy_facts(council, rehearsal, actor, now)
        told = {"of": council.code, **copied}
        subject = rehearsal.get_absolute_url()
        record("clone_council_as_rehearsal", council=rehearsal, actor=actor, subject=subject, data=told, at=now)
        copy_round(council, rehearsal, actor, now)
    return rehearsal


def turn_clock_forward(*, council: Council, actor: User, to: datetime | str) -> Council:
    """Turn the clock of a rehearsal to an instant that is still to come there, as a window's opening or close is.

    The same instant twice is refused the second time, so that nobody who presses twice skips a stage. Refused: all but
    its secretaries (403), a council that is no rehearsal (409), an instant that is past by its clock, and more than ten
    years ahead of the time in all (422).
    """
    with transaction.atomic():
        council, now = hold_council(council)
        refuse(why_not_hold(actor, council, Office.Kind.SECRETARY, at=now), why_not_turn(council))
        fields = Fields()
        instant = fields.instant("to", to, required=True)
        if instant and instant <= now:
            fields.note("to", _("A clock is only turned forward. It says %(now)s already.") % {"now": Moment(now)})
        elif instant and council.clock_offset + (instant - now) > FURTHEST:
            fields.note("to", _("A clock is turned ten years ahead at most, all in all."))
        instant = fields.needed(instant)
        council.clock_offset += instant - now
        council.save(update_fields=["clock_offset"])
        told = {"old": now.isoformat(), "new": instant.isoformat()}
        subject = council.get_absolute_url()
        record("turn_clock_forward", council=council, actor=actor, subject=subject, data=told, at=now)
    return council


def _found(council: Council, now: datetime) -> Council:
    """The rehearsal under the next number that is free."""
    root = council.slug[:LONGEST_ROOT]
    numbers = count(council.rehearsals.count() + 1)
    number = next(n for n in numbers if not Council.objects.filter(slug=f"{root}-rehearsal-{n}").exists())
    return Council.objects.create(
        slug=f"{root}-rehearsal-{number}",
        code=f"REHEARSAL-{council.code}-{number}",
        kind=council.kind,
        name=rehearsal_name(council.name, number),
        description=council.description,
        time_zone=council.time_zone,
        languages=council.languages,
        is_two_person=council.is_two_person,
        is_demonstration=council.is_demonstration,
        is_rehearsal=True,
        rehearsal_of=council,
        founded_at=now,
    )
