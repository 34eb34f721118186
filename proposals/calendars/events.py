"""What everybody may find in a calendar: the windows and meetings of councils, the closes of letters,
and when answers are due.

A text of it is public: whatever only some may read is not put into words here (`mine` says what waits for one person).
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.calendaring import Event, uid_of
from common.languages import say
from common.words import Moment
from councils.models import Window
from proposals.answering.models import OPEN_STATES, Transmittal
from proposals.drafting.hiding import masked, veil_of
from proposals.drafting.veiling import block_words, unnamed
from proposals.letters.models import Letter
from proposals.meetings.inviting import event_of
from proposals.meetings.models import Meeting
from proposals.voting.models import Ballot

# What is over stays for a year, so that a program that looks seldom still learns what was called off.
KEPT = timedelta(days=366)
# Of each kind, the latest.
MOST = 500
# Before what closes; whoever reads can set others in their own program.
BEFORE_A_CLOSE = (timedelta(days=1), timedelta(hours=2))


def events_of(councils: Collection[int], at: datetime) -> list[Event]:
    """All that stands in the calendars of these councils (ids) at an instant, in the active language and zone.

    A constant number of queries.
    """
    since = at - KEPT
    return [
        *windows(councils, since),
        *meetings(councils, since),
        *letters(councils, since),
        *answers(councils, since),
    ]


def windows(councils: Collection[int], since: datetime) -> Iterable[Event]:
    """The stages of rounds, and the votes on answers, which are called off when their ballot is cancelled."""
    asked = Ballot.objects.filter(window__kind=Window.Kind.ADEQUACY).only("number", "title", "state", "window", "round")
    found = Window.objects.filter(round__council__in=councils, closes_at__gte=since).select_related("round__council")
    ordered = found.prefetch_related(Prefetch("ballots", asked, to_attr="asked")).order_by("-closes_at", "-id")
    return [_window(window, next(iter(window.asked), None)) for window in ordered[:MOST]]


def _window(window: Window, ballot: Ballot | None) -> Event:
    round_ = window.round
    told = {"stage": capfirst(window.get_kind_display()), "at": Moment(window.closes_at), "title": say(round_.title)}
    is_cancelled = ballot is not None and ballot.state == Ballot.State.CANCELLED
    if ballot is not None:
        told["title"] = say(ballot.title) or told["title"]
        ballot.round = round_
    waits = stands_still(window)
    lines = _("%(council)s, round %(number)s. Opens: %(opens)s. Closes: %(closes)s.")
    facts = {"council": say(round_.council.name), "number": round_.number, "opens": Moment(window.opens_at)}
    return Event(
        uid=uid_of("window", window.pk),
        sequence=sequence_of(window) + is_cancelled,
        changed_at=changed_at(window),
        starts_at=window.opens_at,
        ends_at=window.closes_at,
        summary=suspended(_("%(stage)s until %(at)s: %(title)s") % told, window),
        description=lines % {**facts, "closes": Moment(window.closes_at)},
        url=address(ballot or round_),
        is_cancelled=is_cancelled,
        is_tentative=waits,
        is_deadline=True,
        alarms=() if waits else BEFORE_A_CLOSE,
    )


def stands_still(window: Window) -> bool:
    """Whether the calendar of its round stands still before its close: it will be moved when that goes on."""
    since = window.round.suspended_at
    return since is not None and window.closes_at > since


def sequence_of(window: Window) -> int:
    """Every move counts two, and a suspension, which ends with a move, the one between."""
    return 2 * window.sequence + stands_still(window)


def changed_at(window: Window) -> datetime:
    """When it was moved last, or when its round was suspended."""
    since = window.round.suspended_at
    return max(window.changed_at, since) if since and stands_still(window) else window.changed_at


def suspended(words: str, window: Window) -> str:
    """The words of something in the window, with a warning while the date is sure to move."""
    return _("Suspended, the date will move: %(what)s") % {"what": words} if stands_still(window) else words


def meetings(councils: Collection[int], since: datetime, joined: Collection[int] = ()) -> Iterable[Event]:
    """Meetings, with how to join only those of the councils that the reader has `joined`."""
    found = Meeting.objects.filter(council__in=councils, ends_at__gte=since).select_related("council")
    ordered = found.prefetch_related("agenda").order_by("-starts_at", "-id")
    return [event_of(meeting, is_joining=meeting.council_id in joined) for meeting in ordered[:MOST]]


def letters(councils: Collection[int], since: datetime) -> Iterable[Event]:
    """Letters from when they open until they close for signatures; a withdrawn one is called off."""
    found = Letter.objects.filter(council__in=councils, closes_at__gte=since).select_related("council")
    ordered = found.defer("paragraphs").order_by("-closes_at", "-id")
    return [_letter(letter, since + KEPT) for letter in ordered[:MOST]]


def _letter(letter: Letter, at: datetime) -> Event:
    title = masked(letter.title, veil_of(letter, at), "title", block_words) or unnamed()
    told = {"reference": letter.reference, "at": Moment(letter.closes_at), "title": title}
    return Event(
        uid=uid_of("letter", letter.pk),
        sequence=int(letter.state != Letter.State.OPEN),
        changed_at=letter.changed_at,
        starts_at=letter.opens_at,
        ends_at=letter.closes_at,
        summary=_("Letter %(reference)s open for signatures until %(at)s: %(title)s") % told,
        description=_("It is sent at its close if %(goal)s movements have signed it.") % {"goal": letter.goal},
        url=address(letter),
        is_cancelled=letter.state == Letter.State.WITHDRAWN,
        is_deadline=True,
        alarms=BEFORE_A_CLOSE,
    )


def answers(councils: Collection[int], since: datetime, owed: Collection[int] = ()) -> Iterable[Event]:
    """When answers to what these councils sent, or were sent, are due. `owed` are the bodies for which the reader
    answers.
    """
    between = Q(position__council__in=councils) | Q(letter__council__in=councils) | Q(addressee__in=councils)
    found = Transmittal.objects.filter(between, due_at__gte=since).select_related(
        "position__council", "letter__council", "addressee", "response"
    )
    unread = ("position__document", "letter__paragraphs", "response__paragraphs", "response__reasons")
    return [_answer(sent, owed) for sent in found.defer(*unread).order_by("-due_at", "-id")[:MOST]]


# Each state comes after those before it, so their places count the changes.
STATES = (*OPEN_STATES, Transmittal.State.ANSWERED, Transmittal.State.SUPERSEDED)


def _answer(sent: Transmittal, owed: Collection[int]) -> Event:
    is_open, is_mine = sent.state in OPEN_STATES, sent.addressee_id in owed
    words = _("Answer due to %(reference)s: %(body)s")
    if is_open and is_mine:
        words = _("You owe an answer to %(reference)s: %(body)s")
    lines = _("By %(at)s. It can be answered later, and everybody then sees that it came late.") % {
        "at": Moment(sent.due_at)
    }
    if sent.answered_at and sent.response:
        lines = _("It was answered on %(at)s: %(answer)s.") % {
            "at": Moment(sent.answered_at),
            "answer": sent.response.get_kind_display(),
        }
    return Event(
        uid=uid_of("answer", sent.pk),
        sequence=STATES.index(Transmittal.State(sent.state)),
        changed_at=sent.changed_at,
        starts_at=sent.due_at,
        summary=words % {"reference": sent.reference, "body": say(sent.addressee.name)},
        description=lines,
        url=address(sent),
        is_cancelled=sent.state == Transmittal.State.SUPERSEDED,
        alarms=BEFORE_A_CLOSE if is_open else (),
    )


def address(thing: object) -> str:
    """The whole address of a page of ours."""
    return settings.SITE_URL.rstrip("/") + thing.get_absolute_url()  # type: ignore[attr-defined] # all of them have one
