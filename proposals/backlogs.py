"""What of rounds and ballots is due, and how many votes arrive; counted, never named."""

from datetime import datetime

from django.db.models import Case, F, When
from django.db.models.functions import Coalesce

from common.backlogs import Backlog, backlog_of, register, register_pace
from councils.models import Window
from proposals.consulting.models import Consultation
from proposals.letters.models import Letter
from proposals.models import Ballot
from proposals.positions.models import RenderingTry
from proposals.positions.rendering.actions import to_print
from proposals.schedule import due_ballots, due_consultations, due_letters, due_windows
from proposals.voting.models import Vote
from proposals.voting.secrecy.models import Envelope
from proposals.webhooks.models import Delivery
from proposals.webhooks.sending import waiting
from proposals.witnessing.actions import due_heads
from proposals.witnessing.models import HeadMail


@register("windows")
def windows(now: datetime) -> Backlog:
    """Windows that have opened or closed, and of which that is not recorded."""
    since = Case(When(opening_done_at__isnull=True, then="opens_at"), default="closes_at")
    return backlog_of(due_windows(), since, failed=Window.objects.exclude(failure="").count())


@register("ballots")
def ballots(now: datetime) -> Backlog:
    """Ballots of which a step is due: to open, to close, to be counted, to be published."""
    since = Case(When(state=Ballot.State.PROVISIONAL, then="window__opens_at"), default="window__closes_at")
    return backlog_of(due_ballots(), since, failed=Ballot.objects.exclude(failure="").count())


@register("consultations")
def consultations(now: datetime) -> Backlog:
    """Consultations of members that are to be counted."""
    return backlog_of(due_consultations(), "closes_at", failed=Consultation.objects.exclude(failure="").count())


@register("open_letters")
def open_letters(now: datetime) -> Backlog:
    """Letters of movements that have closed for signatures."""
    return backlog_of(due_letters(), "closes_at", failed=Letter.objects.exclude(failure="").count())


@register("prints")
def prints(now: datetime) -> Backlog:
    """Positions that are to be printed."""
    return backlog_of(to_print(now), "published_at", failed=RenderingTry.objects.exclude(failure="").count())


@register("deliveries")
def deliveries(now: datetime) -> Backlog:
    """Entries of the ledger on their way to subscribers."""
    failed = Delivery.objects.filter(delivered_at__isnull=True, dead_at__isnull=True, attempts__gt=1).count()
    return backlog_of(waiting(now), F("next_try_at"), failed=failed)


@register("heads")
def heads(now: datetime) -> Backlog:
    """Heads of the ledger that are to go to somebody by mail."""
    failed = HeadMail.objects.filter(sent_at__isnull=True).exclude(failure="").count()
    return backlog_of(due_heads(now), Coalesce("next_try_at", "queued_at"), failed=failed)


@register_pace("votes")
def votes(since: datetime) -> int:
    """Votes and envelopes that were taken, whoever's they are; only open ballots take any."""
    taken = (kind.objects.filter(ballot__state=Ballot.State.OPEN, cast_at__gte=since) for kind in (Vote, Envelope))
    return sum(rows.count() for rows in taken)
