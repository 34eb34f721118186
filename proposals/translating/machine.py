"""What was asked of the machine, carried out by the worker: outside of any transaction it is asked, in one it is
written. All that a request lacks, or nothing and then again later.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import clock
from common.clock import CouncilNow
from councils.wellformed import Fields
from ledger.record import record
from proposals.drafting.models import Proposal

from .actions import hold_translated, lacking, read_words, write_version
from .choosing import Original
from .models import MachineRequest
from .permissions import why_not_now
from .queries import last_translation
from .translator import BROKEN, GARBAGE, REFUSED, SLOW, UNREACHABLE, TranslatorError, translate

log = structlog.get_logger(__name__)

State = MachineRequest.State
MOST_ATTEMPTS = 6
FIRST_RETRY = timedelta(seconds=15)
# One question to the machine, and all the questions of a request.
BATCH_TEXTS, BATCH_SIGNS = 20, 8_000
LONGEST_SECONDS = 120

CLOSED = "closed"
FAILURES: dict[str, str | Promise] = {
    UNREACHABLE: _("the machine could not be reached"),
    SLOW: _("the machine took too long"),
    BROKEN: _("the machine failed"),
    REFUSED: _("the machine does not translate into this language, or from it"),
    GARBAGE: _("the machine answered with something that is no translation"),
    CLOSED: _("the time for translating had ended"),
}


def translate_one_request() -> bool:
    """Carry out one request that is due. False: there is none, or no machine."""
    if not settings.TRANSLATION_URL:
        return False
    request = _take()
    if request is None:
        return False
    wanted = lacking(request.proposal, request.language)
    try:
        made = _ask(wanted, request)
        translate_by_machine(request=request, wanted=wanted, texts=made)
    except TranslatorError as error:
        _set_aside(request, error)
    return True


def translate_by_machine(*, request: MachineRequest, wanted: Sequence[Original], texts: Sequence[str]) -> int:
    """Write what the machine made of the passages, marked as a machine's, and return how many there are.

    What changed meanwhile, or was translated by somebody, is left as it is. Twice does nothing more. When the stage has
    closed meanwhile nothing is written, and the request says so.
    """
    with transaction.atomic():
        proposal, entrance = hold_translated(request.proposal, "request_machine_translation")
        request = MachineRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=request.pk)
        if request.state != State.WAITING:
            return 0
        refusal = why_not_now(proposal, entrance)
        still = {one.passage: one.sha256 for one in lacking(proposal, request.language)} if refusal is None else {}
        written = 0
        for original, text in zip(wanted, texts, strict=True):
            if still.get(original.passage) == original.sha256:
                last = last_translation(proposal, original.passage, request.language)
                write_version(proposal, original, request.language, text, last, entrance.instant)
                written += 1
        request.state, request.failure = (State.FAILED, CLOSED) if refusal else (State.DONE, "")
        request.finished_at, request.passages = entrance.instant, written
        request.save(update_fields=["state", "failure", "finished_at", "passages"])
        _tell(proposal, request, entrance.instant)
    return written


def _tell(proposal: Proposal, request: MachineRequest, at: datetime) -> None:
    record(
        "translate_by_machine",
        council=proposal.round.council,
        actor=None,
        subject=proposal.get_absolute_url(),
        data={"proposal": proposal.number, "language": request.language, "passages": request.passages},
        at=at,
    )


def _take() -> MachineRequest | None:
    """The request that waits longest, whose next try is put off at once: two workers do not ask the same, and one that
    dies while it asks is followed by another.
    """
    with transaction.atomic():
        due = (
            MachineRequest.objects.filter(state=State.WAITING)
            .annotate(instant=CouncilNow(F("proposal__round__council_id")))
            .filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=F("instant")))
            .select_related("proposal__round__council", "proposal__revision")
            .select_for_update(skip_locked=True, of=("self",), no_key=True)
            .order_by("id")
        )
        request = due.first()
        if request is not None:
            pause = timedelta(seconds=2 * LONGEST_SECONDS)
            request.next_try_at, request.failure, request.passages = request.instant + pause, "", 0
            request.save(update_fields=["next_try_at", "failure", "passages"])
    return request


def _ask(wanted: Sequence[Original], request: MachineRequest) -> list[str]:
    """The machine's translations in the order of the passages; raises `TranslatorError` when one is missing. How many
    there are already stands in the request meanwhile, for those who wait for it.
    """
    until, made = time.monotonic() + LONGEST_SECONDS, {}
    for batch in _batches(wanted):
        if time.monotonic() > until:
            raise TranslatorError(SLOW)
        answer = translate(
            [one.text for one in batch],
            batch[0].language,
            request.language,
            url=settings.TRANSLATION_URL,
            key=settings.TRANSLATION_API_KEY,
        )
        made.update({one.passage: _clean(one, text) for one, text in zip(batch, answer, strict=True)})
        MachineRequest.objects.filter(pk=request.pk, state=State.WAITING).update(passages=len(made))
    return [made[one.passage] for one in wanted]


def _batches(wanted: Sequence[Original]) -> list[list[Original]]:
    """Passages of one language, so many and so long at a time as a machine bears."""
    batches: list[list[Original]] = []
    for one in sorted(wanted, key=lambda one: one.language):
        last = batches[-1] if batches else []
        signs = sum(len(other.text) for other in last) + len(one.text)
        is_full = len(last) >= BATCH_TEXTS or signs > BATCH_SIGNS
        if not last or is_full or last[0].language != one.language:
            batches.append([one])
        else:
            last.append(one)
    return batches


def _clean(original: Original, text: str) -> str:
    """What the machine wrote, held to what a person may write."""
    fields = Fields()
    words = read_words(fields, original.passage, text)
    if fields.problems:
        raise TranslatorError(GARBAGE)
    return words


def _set_aside(request: MachineRequest, error: TranslatorError) -> None:
    """Try it again later, longer each time; at last, or where that would not help, give it up and say why."""
    now = clock.now(request.proposal.round.council_id)
    attempts = request.attempts + 1
    waiting = MachineRequest.objects.filter(pk=request.pk, state=State.WAITING)
    if error.is_final or attempts >= MOST_ATTEMPTS:
        waiting.update(state=State.FAILED, failure=error.code, attempts=attempts, finished_at=now, passages=0)
    else:
        pause = FIRST_RETRY * 2**attempts
        waiting.update(failure=error.code, attempts=attempts, next_try_at=now + pause, passages=0)
    log.warning("machine_failed", request=request.pk, code=error.code, attempts=attempts)
