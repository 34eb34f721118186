"""The seats rate an answer: the vote is called when an answer has come, and what follows from it is carried out.

Nobody opens it: whoever could, could also leave it. It is a motion in a window of its own, which the conductor opens,
counts and publishes like any other; here is only what comes before and after.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from common import clock
from common.languages import say
from common.locks import Lock, exclude
from councils.mandates.queries import rulebook_at
from councils.models import Round, Window
from councils.rulebook.rules import Rulebook, default_rulebook, read_rulebook
from ledger.record import record
from proposals.positions.annulling import ANNULLED
from proposals.positions.models import Position
from proposals.voting.holding import hold
from proposals.voting.models import Ballot
from proposals.voting.opening import cancel

from .models import OPEN_STATES, Transmittal
from .rating_models import Rating

log = structlog.get_logger(__name__)

Outcome = Rating.Outcome
RUNNING = (Ballot.State.PROVISIONAL, Ballot.State.OPEN)
# What a motion's outcome says of the answer; everything else decides nothing.
SAYS = {"adopted": Outcome.ADEQUATE, "rejected": Outcome.INADEQUATE, ANNULLED: Outcome.VOID}


def rate_one_answer() -> bool:
    """Do one step of one vote on an answer: end one that nobody needs, read what one decided, or call one. False: there
    is nothing to do. One that fails is told to the log and passed over, as with what is sent.
    """
    steps = (
        _each(_needless(), "rating", end_rating),
        _each(_decided(), "rating", conclude_rating),
        _each(_unrated(), "transmittal", call_rating),
    )
    for row, step in chain.from_iterable(steps):
        try:
            if step():
                return True
        except Exception as error:  # whatever a step raises; the other rows go on
            log.error("rating_failed", row=str(row), kind=type(row).__name__, exc_info=error)
    return False


def call_rating(*, transmittal: Transmittal) -> bool:
    """Call the vote on the answer that is in force. False when it was called already, or the position was
    superseded.

    It opens at once, for as long as the rulebook in force has it. From here on until it is decided the answer is not
    replaced: nobody votes on what has changed under them.
    """
    with transaction.atomic():
        held = _hold(transmittal)
        if Rating.objects.filter(transmittal=held).exists() or _is_superseded(held):
            return False
        assert held.response is not None  # noqa: S101 - what was answered has a response, by constraint
        round_ = Round.objects.select_related("council").get(pk=held.adopted.ballot.round_id)
        exclude(Lock.ROUND, round_.pk)
        at = clock.now(held.council.pk)
        ballot = _ballot(held, round_, at)
        Rating.objects.create(transmittal=held, response=held.response, ballot=ballot, called_at=at)
        _touch(held, at)
        told = {"serial": held.response.serial, "ballot": ballot.number, "until": ballot.window.closes_at.isoformat()}
        _tell("call_rating", held, at, **told)
    return True


def conclude_rating(*, rating: Rating) -> bool:
    """Read what the vote decided, or what a later position made of it. Inadequate: the body is asked again, while the
    rulebook has a further round; no longer so, it is asked no more. False when there is nothing new.
    """
    with transaction.atomic():
        held = _hold(rating.transmittal)
        rating = Rating.objects.select_for_update(of=("self",)).select_related("ballot", "response").get(pk=rating.pk)
        position = _in_force(rating.ballot_id)
        is_cancelled = rating.ballot.state == Ballot.State.CANCELLED
        if (position is None or position.pk == rating.position_id) and not (is_cancelled and not rating.outcome):
            return False
        at = clock.now(held.council.pk)
        outcome = SAYS.get(position.outcome, Outcome.UNDECIDED) if position else Outcome.VOID
        rating.outcome, rating.position, rating.concluded_at = outcome, position, at
        rating.save(update_fields=["outcome", "position", "concluded_at"])
        _touch(held, at)
        by = position.reference if position else ""
        _tell("conclude_rating", held, at, rating=outcome, serial=rating.response.serial, by=by)
        if outcome == Outcome.INADEQUATE:
            _ask_again(held, rating.ballot, at)
        else:
            _ask_no_more(held, at, by)
    return True


def end_rating(*, rating: Rating) -> bool:
    """Cancel the vote on an answer to a position that was superseded. False when it has closed: then it is counted."""
    with transaction.atomic():
        hold(rating.ballot)
        at = clock.now(rating.ballot.round.council_id)
        held = rating.ballot
        if held.state not in RUNNING or held.round.standing(at) >= held.window.closes_at:
            return False
        with override(next(iter(rating.ballot.round.council.languages), None)):
            reason = _("The position was superseded, so the answer to it is no longer asked for.")
        cancel(rating.ballot, actor=None, reason=reason, at=at)
    return True


def _ballot(held: Transmittal, round_: Round, at: datetime) -> Ballot:
    rules = _rules(round_, at)
    window = Window.objects.create(
        round=round_,
        kind=Window.Kind.ADEQUACY,
        opens_at=at,
        closes_at=at + timedelta(days=rules.adequacy_days),
    )
    number = round_.ballots.aggregate(last=Max("number"))["last"] or 0
    terms = {"asks": "adequacy", "answer": held.get_absolute_url(), "serial": held.response.serial}  # type: ignore[union-attr] # asked by the caller
    return Ballot.objects.create(
        round=round_, number=number + 1, title=_title(held), terms=terms, window=window, prepared_at=at
    )


def _title(held: Transmittal) -> dict[str, str]:
    """The question, in the languages that the program itself speaks to the end."""
    title = {}
    for language in settings.COMPLETE_LANGUAGES:
        with override(language):
            told = {"body": say(held.addressee.name, language), "reference": held.reference}
            title[language] = _("Is the answer of %(body)s to position %(reference)s adequate?") % told
    return title


def _rules(round_: Round, at: datetime) -> Rulebook:
    """The rulebook in force, by which the ballot is about to be opened; the defaults where there is none."""
    version = rulebook_at(round_.council, at)
    return read_rulebook(version.data) if version else default_rulebook()


def _ask_again(held: Transmittal, ballot: Ballot, at: datetime) -> None:
    """Send the position once more, unless the body was asked as often as the rulebook has it; that of the vote says
    by when.
    """
    rules = read_rulebook(ballot.rules or {})
    is_last = held.round >= rules.adequacy_rounds
    if is_last or _is_superseded(held) or Transmittal.objects.filter(former=held).exists():
        return
    again = Transmittal.objects.create(
        position=held.position,
        addressee=held.addressee,
        round=held.round + 1,
        former=held,
        sent_at=at,
        due_at=at + timedelta(days=rules.response_days),
        changed_at=at,
    )
    _tell("send_again", again, at, round=again.round, due_at=again.due_at.isoformat())


def _ask_no_more(held: Transmittal, at: datetime, by: str) -> None:
    """A later round falls with the vote that it came of, unless it was answered."""
    for later in Transmittal.objects.select_for_update(no_key=True).filter(former=held, state__in=OPEN_STATES):
        later.state, later.superseded_at, later.changed_at = Transmittal.State.SUPERSEDED, at, at
        later.save(update_fields=["state", "superseded_at", "changed_at"])
        later.position, later.addressee = held.position, held.addressee
        _tell("ask_no_more", later, at, round=later.round, by=by)


def _unrated() -> QuerySet[Transmittal]:
    """What was answered and is rated by nobody. The answer to a letter is not voted on: it belongs to no round."""
    found = Transmittal.objects.filter(state=Transmittal.State.ANSWERED, rating__isnull=True)
    return found.filter(position__isnull=False, position__superseded_by__isnull=True).order_by("id")


def _decided() -> QuerySet[Rating]:
    """Votes that were cancelled, or of which a position was published that was not read yet."""
    latest = Position.objects.filter(ballot=OuterRef("ballot")).order_by("-id").values("pk")[:1]
    found = Rating.objects.annotate(latest=Subquery(latest)).select_related("transmittal")
    is_new = Q(latest__isnull=False) & (Q(position__isnull=True) | ~Q(position=Subquery(latest)))
    return found.filter(is_new | Q(outcome="", ballot__state=Ballot.State.CANCELLED)).order_by("id")


def _needless() -> QuerySet[Rating]:
    """Votes that run on the answer to a position that was superseded."""
    later = Position.objects.filter(supersedes=OuterRef("transmittal__position"))
    running = Rating.objects.filter(Exists(later), outcome="", ballot__state__in=RUNNING)
    return running.select_related("ballot__round__council", "ballot__window").order_by("id")


def _each(rows: QuerySet[Any], name: str, step: Callable[..., bool]) -> Iterator[tuple[Any, Callable[[], bool]]]:
    """Each row with its step; a table is asked only when the ones before it have no work."""
    for row in rows:
        yield row, partial(step, **{name: row})


def _in_force(ballot: int) -> Position | None:
    return Position.objects.filter(ballot=ballot).select_related("council").defer("document").order_by("-id").first()


def _is_superseded(held: Transmittal) -> bool:
    return Position.objects.filter(supersedes=held.position_id).exists()


def _hold(transmittal: Transmittal) -> Transmittal:
    related = Transmittal.objects.select_related("position__council", "position__ballot", "addressee", "response")
    held = related.defer("position__document").select_for_update(of=("self",), no_key=True)
    return held.get(pk=transmittal.pk)


def _touch(held: Transmittal, at: datetime) -> None:
    """A step of its vote is a step of the transmittal, for whoever asks what has changed."""
    held.changed_at = at
    held.save(update_fields=["changed_at"])


def _tell(verb: str, held: Transmittal, at: datetime, **facts: object) -> None:
    record(
        verb,
        council=held.council,
        actor=None,
        subject=held.get_absolute_url(),
        data={"reference": held.reference, "addressee": held.addressee.slug, **facts},
        at=at,
    )
