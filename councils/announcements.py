"""Whom the acts of the councils concern, and how they are told of them."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from common.languages import say
from common.words import Moment
from ledger.models import Entry
from notices import reminding
from notices.registry import DESK, STAGES, STANDING, Announcement, register, tell_on_the_site_alone

from .mandates.reaching import people_of, secretaries_of, speakers_of
from .models import Council, Seat, Window
from .rounds.reminders import WINDOW


def everybody(entry: Entry) -> QuerySet[User]:
    """Those who may speak for a movement of the council."""
    return people_of(entry.council_id) if entry.council_id else User.objects.none()


def secretaries(entry: Entry) -> QuerySet[User]:
    """The council's secretaries."""
    return secretaries_of(entry.council_id) if entry.council_id else User.objects.none()


def own_movement(entry: Entry) -> QuerySet[User]:
    """Those who may speak for the movement whose page the entry is about, in the entry's council."""
    slug = entry.subject.rstrip("/").rpartition("/")[2]
    seats = Seat.objects.filter(council=entry.council_id, movement__slug=slug)
    return speakers_of(seats, entry.council_id)


def when(entry: Entry, name: str) -> str:
    """An instant that an entry holds, in the reader's words and zone."""
    instant = parse_datetime(str(entry.data.get(name, "")))
    return str(Moment(instant)) if instant else "–"


def stage(entry: Entry) -> str:
    """The stage that an entry is about, by its name."""
    named = {kind.value: kind.label for kind in Window.Kind}
    return str(named.get(str(entry.data.get("window")), "–"))


def _opened(entry: Entry) -> str:
    return _("The stage %(stage)s has opened. It closes on %(at)s.") % {
        "stage": stage(entry),
        "at": when(entry, "closes_at"),
    }


def _turned(entry: Entry) -> str:
    return _("The clock of the rehearsal was turned forward, to %(at)s.") % {"at": when(entry, "new")}


def _extended(entry: Entry) -> str:
    words = _("The stage %(stage)s of round %(round)s closes later: on %(at)s. Reason: %(reason)s")
    told = {"stage": stage(entry), "round": entry.data.get("round"), "at": when(entry, "new")}
    return words % {**told, "reason": entry.data.get("reason", "–")}


@tell_on_the_site_alone
def rehearsals(council_ids: Collection[int]) -> dict[int, str]:
    """Of a rehearsal nobody is sent a letter: on the site its name says what it is."""
    found = Council.objects.filter(pk__in=council_ids, is_rehearsal=True).values_list("pk", "name")
    return {pk: say(name) for pk, name in found}


register(
    {
        "convene_round": Announcement(STAGES, everybody),
        "open_window": Announcement(STAGES, everybody, sentence=_opened),
        "turn_clock_forward": Announcement(STAGES, everybody, sentence=_turned),
        "extend_window": Announcement(STAGES, everybody, sentence=_extended),
        "apply_movement": Announcement(DESK, secretaries),
        **{
            verb: Announcement(STANDING, own_movement)
            for verb in (
                *("admit_movement", "suspend_movement", "readmit_movement", "dismiss_movement"),
                *("grant_mandate", "revoke_mandate"),
            )
        },
    }
)
reminding.register(WINDOW)
