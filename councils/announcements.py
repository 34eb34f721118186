"""Whom the acts of the councils concern, and how they are told of them."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.languages import say
from common.words import Moment
from ledger.models import Entry
from notices import reminding
from notices.registry import DEADLINES, DESK, STAGES, STANDING, Announcement, register, tell_on_the_site_alone

from .mandates.reaching import people_of, secretaries_of, speakers_of
from .mandates.reminders import INVITATION, MANDATE, holders_and_coordinators, inviters, slug_of
from .models import Council, Mandate, Seat, Window
from .rounds.reminders import WINDOW


def everybody(entry: Entry) -> QuerySet[User]:
    """Those who may speak for a movement of the council."""
    return people_of(entry.council_id) if entry.council_id else User.objects.none()


def secretaries(entry: Entry) -> QuerySet[User]:
    """The council's secretaries."""
    return secretaries_of(entry.council_id) if entry.council_id else User.objects.none()


def own_movement(entry: Entry) -> QuerySet[User]:
    """Those who may speak for the movement whose page the entry is about, in the entry's council."""
    seats = Seat.objects.filter(council=entry.council_id, movement__slug=slug_of(entry))
    return speakers_of(seats, entry.council_id)


def when(entry: Entry, name: str) -> str:
    """An instant that an entry holds, in the reader's words and zone."""
    return _said(entry.data.get(name))


def _said(instant: object) -> str:
    found = parse_datetime(str(instant or ""))
    return str(Moment(found)) if found else "–"


def stage(entry: Entry) -> str:
    """The stage that an entry is about, by its name."""
    return _named(entry.data.get("window"))


def _named(kind: object) -> str:
    named = {one.value: one.label for one in Window.Kind}
    return str(named.get(str(kind), "–"))


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


def _ends(entry: Entry) -> str:
    words = _("A mandate of %(movement)s (%(role)s) ends on %(at)s, and nobody has been named to follow.")
    role = str(Mandate.Role(entry.data["role"]).label)
    return words % {"movement": entry.data.get("movement"), "role": role, "at": when(entry, "ends_at")}


def _expires(entry: Entry) -> str:
    number = int(entry.data.get("number", 1))
    words = ngettext(
        "%(n)s invitation to %(movement)s is not answered yet and expires on %(at)s.",
        "%(n)s invitations to %(movement)s are not answered yet; the first expires on %(at)s.",
        number,
    )
    return words % {"n": number, "movement": entry.data.get("movement"), "at": when(entry, "expires_at")}


def until(name: str) -> Callable[[Entry], datetime | None]:
    """The instant that an entry holds under this name: from then on it is no news."""
    return lambda entry: parse_datetime(str(entry.data.get(name, "")))


def _shortened(entry: Entry) -> str:
    words = _("The stage %(stage)s of round %(round)s will close sooner than planned: on %(at)s. Reason: %(reason)s")
    told = {"stage": stage(entry), "round": entry.data.get("round"), "at": when(entry, "new")}
    return words % {**told, "reason": entry.data.get("reason", "–")}


def _suspended(entry: Entry) -> str:
    words = _("Round %(round)s is suspended: nothing closes until it is resumed. Reason: %(reason)s")
    return words % {"round": entry.data.get("round"), "reason": entry.data.get("reason", "–")}


def _resumed(entry: Entry) -> str:
    moved = entry.data.get("moved") or []
    closes = [_("%(stage)s until %(at)s") % {"stage": _named(w["window"]), "at": _said(w["closes_at"])} for w in moved]
    words = _("Round %(round)s goes on, and the time that was lost is given back: %(stages)s.")
    return words % {"round": entry.data.get("round"), "stages": "; ".join(closes)}


def _held(entry: Entry) -> str:
    words = _(
        "The site was down when %(stage)s of round %(round)s closed. Its votes are not counted before %(at)s; until "
        "then the secretariat may extend it."
    )
    return words % {"stage": stage(entry), "round": entry.data.get("round"), "at": when(entry, "until")}


def _extended_after(entry: Entry) -> str:
    words = _(
        "The site was down when %(stage)s of round %(round)s closed, so it goes on: until %(at)s. Whoever has voted "
        "need not vote again. Reason: %(reason)s"
    )
    told = {"stage": stage(entry), "round": entry.data.get("round"), "at": when(entry, "new")}
    return words % {**told, "reason": entry.data.get("reason", "–")}


register(
    {
        "convene_round": Announcement(STAGES, everybody),
        "open_window": Announcement(STAGES, everybody, sentence=_opened),
        "turn_clock_forward": Announcement(STAGES, everybody, sentence=_turned),
        "extend_window": Announcement(STAGES, everybody, sentence=_extended),
        "shorten_window": Announcement(STAGES, everybody, sentence=_shortened),
        "suspend_round": Announcement(STAGES, everybody, sentence=_suspended),
        "resume_round": Announcement(STAGES, everybody, sentence=_resumed),
        "hold_window": Announcement(STAGES, everybody, sentence=_held),
        "extend_after_outage": Announcement(STAGES, everybody, sentence=_extended_after),
        **{verb: Announcement(DESK, secretaries) for verb in ("apply_movement", "lay_down_office")},
        **{
            verb: Announcement(STANDING, own_movement)
            for verb in (
                *("admit_movement", "suspend_movement", "readmit_movement", "dismiss_movement"),
                *("grant_mandate", "revoke_mandate", "lay_down_mandate"),
            )
        },
        "remind_mandate": Announcement(
            STANDING, holders_and_coordinators, until=until("ends_at"), is_asked_again=True, sentence=_ends
        ),
        "remind_invitations": Announcement(
            DEADLINES, inviters, until=until("expires_at"), is_asked_again=True, sentence=_expires
        ),
    }
)
for deadline in (WINDOW, MANDATE, INVITATION):
    reminding.register(deadline)
