"""Loading the demonstration: all of it into an empty database, an open vote if there is none, or what is left of
either; and real elections, where there are some.

Whatever is already so is left alone. The loader has the only permit that moves this database's clock, and gives it
back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.utils import translation

from common import clock
from common.errors import DomainError
from councils.mandates.actions import invite_member
from councils.models import Council, Invitation, Window
from councils.rounds.calendar import Stretch
from embedded.guard import require_demonstration
from proposals.models import Ballot

from . import cast, plans
from .agenda import Agenda, Progress, conduct
from .archive import bring_in
from .asking import plan_asking
from .founding import plan_founding
from .meetings import plan_meetings
from .rehearsing import rehearsal, rehearse
from .rounds import open_votes, plan_round, soon, stretches

FOUNDING, VOTE = "founding", "vote"
LOADER = 0x6D696E6761  # the lock of whoever loads, so that two do not
OPEN_MINUTES = 10


class Unloadable(Exception):
    """Why the demonstration was not loaded, in one line."""


def load() -> list[str]:
    """Do what is missing and say it, a line each; nothing when nothing was. Refused outside of a demonstration."""
    require_demonstration()
    cast.forget()
    with alone(), translation.override("es"), letters_unsent(), unhurried_disk():
        done = [*_resume(), *_found(), *bring_in(), *_open_a_vote(), *_rehearse()]
    with translation.override("es"):
        invite_visitor()
    return done


def _resume() -> Iterator[str]:
    progress = Progress.unfinished()
    if progress is not None:
        yield _tell(progress, "An earlier start was interrupted; the {acts} acts that it left undone were done.")


def _found() -> Iterator[str]:
    if Council.objects.filter(slug=plans.council()["slug"], is_demonstration=True).exists():
        return
    if Council.objects.filter(is_demonstration=False).exists():
        raise Unloadable("this database holds councils that are no demonstration, so nothing was loaded into it")
    yield _tell(Progress.begin(FOUNDING, clock.now(), 0), "The demonstration council was founded: {acts} acts.")


def _open_a_vote() -> Iterator[str]:
    if open_votes():
        return
    # What came due while nothing ran is carried out now, with the time at which it really was.
    conduct()
    last = cast.council().rounds.order_by("-number").first()
    number = last.number + 1 if last else 1
    words = f"Round {number} was convened; its vote closes in about {OPEN_MINUTES} minutes."
    yield _tell(Progress.begin(VOTE, clock.now(), number), words)


def _rehearse() -> Iterator[str]:
    """What visitors did meanwhile is no reason not to start."""
    if rehearsal() is not None:
        return
    try:
        yield f"{rehearse().name['es']}: a rehearsal whose clock the secretary turns."
    except (DomainError, ObjectDoesNotExist, LookupError) as trouble:
        yield f"No rehearsal was made: {trouble}"


def _tell(progress: Progress, words: str) -> str:
    """Tell what is left of the story; what came of it, in words.

    A vote that cannot be opened is no reason not to start: visitors may have changed what its story counts on.
    """
    try:
        acts = progress.tell(agenda_of(progress))
        _complain()
    except (DomainError, ObjectDoesNotExist, LookupError, Unloadable) as trouble:
        if progress.story == VOTE:
            progress.end()
            return f"No vote was opened: {trouble}"
        raise Unloadable(
            f"the demonstration is loaded in part ({trouble}); delete its data and start again"
        ) from trouble
    return words.format(acts=acts)


def agenda_of(progress: Progress) -> Agenda:
    """The same acts at the same instants, however often it is asked."""
    agenda = Agenda(progress.until, plans.council()["time_zone"])
    if progress.story == FOUNDING:
        plan_founding(agenda)
        for plan in plans.rounds():
            plan_round(agenda, plan, stretches(agenda, plan))
        plan_asking(agenda)
        plan_meetings(agenda)
    else:
        plan_vote(agenda, progress.number)
    return agenda


def plan_vote(agenda: Agenda, number: int) -> None:
    """A round of one question, convened nine days ago, that is discussed and whose vote is about to close."""
    title, call, questions = plans.again()
    motion = questions[number % len(questions)]
    day = timedelta(days=1)
    bounds = [agenda.until - 9 * day, agenda.until - 6 * day, agenda.until - 3 * day, agenda.until - day - day / 12]
    bounds.append(soon(agenda.until, OPEN_MINUTES))
    kinds = (Window.Kind.DRAFTING, Window.Kind.DISCUSSION, Window.Kind.SETTLEMENT, Window.Kind.VOTING)
    windows = {k.value: Stretch(k.value, *b) for k, b in zip(kinds, pairwise(bounds), strict=True)}
    response = Stretch("response", bounds[-1] + day, bounds[-1] + 91 * day)
    plan = plans.RoundPlan(
        number=number,
        days=[],
        title={language: f"{words}: {motion.title}" for language, words in title.items()},
        call=call,
        addressees=[body["slug"] for body in plans.council()["addressees"]],
        proposals=(replace(motion),),
        response=[],
    )
    plan_round(agenda, plan, {**windows, response.kind: response})


def invite_visitor() -> None:
    """One letter waits in the mailbox, for whoever wants to see how an invitation is taken up."""
    address = plans.council()["visitor"]
    if not Invitation.objects.filter(email=address).exists():
        invite_member(movement=cast.seat("ve1").movement, email=address, actor=cast.person("ve1"))


def _complain() -> None:
    """The conductor sets aside what fails and goes on; here nothing may fail."""
    failed: list[Window | Ballot] = [*Window.objects.exclude(failure=""), *Ballot.objects.exclude(failure="")]
    for row in failed[:1]:
        raise Unloadable(f"a step of {row} failed: {row.failure}")


@contextmanager
def alone() -> Iterator[None]:
    """Two loaders at once would tell the story twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOADER])
        if not cursor.fetchone()[0]:
            raise Unloadable("somebody else is loading the demonstration right now")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOADER])


@contextmanager
def letters_unsent() -> Iterator[None]:
    """What was written to people months ago is not in today's mailbox."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend


@contextmanager
def unhurried_disk() -> Iterator[None]:
    """Hundreds of small transactions need not each wait for the disk.

    A power cut then loses the last of them and never breaks one, and the story goes on from the last that was kept.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
