"""Printing what was published. A reader's request renders nothing: it reads what stands here.

A position is taken by writing when it may be tried again, so that two workers print it once and one that was killed in
the middle leaves it to the next. Nothing is held meanwhile, and what fails blocks no other position.
"""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation

from common import clock
from common.locks import Lock, exclude
from common.proof.canonical import sha256
from proposals.amending.marks import origins_of

from ..choices_reading import ChoiceReading, read_choice
from ..models import CARD, PDF, PNG, Position, RenderingTry, Rendition, Signature
from ..queries import as_read, countries_of, read_for_a_page, veil_over, with_options_left
from ..reading import Reading, read_result
from .card import card_of
from .press import LONGEST_SECONDS, PressTrouble, press, press_card
from .sheet import Printed, languages_of, sheet_of

log = structlog.get_logger(__name__)

# Whoever took a position has it until the press must have ended; then each failure doubles the wait.
TAKEN_FOR, LONGEST_RETRY = timedelta(seconds=2 * LONGEST_SECONDS), timedelta(hours=6)
FIRST_RETRY = timedelta(seconds=30)
MOST_ATTEMPTS = 30_000
# An import of more than so many options or voters is printed in short.
LARGE = 1_000


def render_one_position() -> bool:
    """Print the oldest signed position that is due, in every language of its text, and its card. False: none is due.

    Only what is signed: the page names the key. A language that is there already is not printed again.
    """
    taken = _take()
    if taken is None:
        return False
    try:
        print_position(taken.position)
    except Exception as error:  # whatever a text does to the press is set aside; the other positions go on
        _set_aside(taken, error)
        return True
    taken.is_done, taken.failure = True, ""
    taken.save(update_fields=["is_done", "failure"])
    return True


def print_position(position: Position) -> None:
    """Write the renditions that are lacking, each as soon as it is made: the files, and the card last."""
    document = _document(position)
    present = set(position.renditions.values_list("language", flat=True))
    for language in languages_of(document):
        if language not in present:
            _write(position, language, PDF, press(_sheet(position, document, language)))
    if CARD not in present:
        _write(position, CARD, PNG, press_card(_card(document)))


def _write(position: Position, language: str, media_type: str, content: bytes) -> None:
    row = Rendition(position=position, language=language, media_type=media_type, content=content)
    row.sha256, row.rendered_at = sha256(content), clock.now(None)
    # Two that print at once, because one was believed dead, write the first of both.
    Rendition.objects.bulk_create([row], ignore_conflicts=True)


def _take() -> RenderingTry | None:
    """Take the next position until `TAKEN_FOR` has passed; commits before anything is printed."""
    with transaction.atomic():
        exclude(Lock.RENDITIONS, 0)
        now = clock.now(None)
        position = to_print(now).first()
        if position is None:
            return None
        taken, _new = RenderingTry.objects.get_or_create(position=position, defaults={"next_try_at": now})
        taken.attempts, taken.next_try_at = min(taken.attempts + 1, MOST_ATTEMPTS), now + TAKEN_FOR
        taken.save(update_fields=["attempts", "next_try_at"])
        taken.position = position
        return taken


def to_print(now: datetime) -> QuerySet[Position]:
    """Signed positions that are not printed, and whose next try has come."""
    signed = Exists(Signature.objects.filter(position=OuterRef("pk")))
    waiting = Q(rendering__isnull=True) | Q(rendering__is_done=False, rendering__next_try_at__lte=now)
    related = ("council", "ballot__round", "ballot__proposal", "ballot__revision")
    return Position.objects.filter(signed).filter(waiting).select_related(*related).order_by("id")


def _set_aside(taken: RenderingTry, error: Exception) -> None:
    wait = min(FIRST_RETRY * 2 ** min(taken.attempts - 1, 20), LONGEST_RETRY)
    taken.next_try_at = clock.now(None) + wait
    taken.failure = f"{type(error).__name__}: {error}"[:500]
    taken.save(update_fields=["next_try_at", "failure"])
    told = log.warning if isinstance(error, PressTrouble) else log.error
    told("rendering_failed", position=taken.position.reference, attempts=taken.attempts, exc_info=error)


def _document(position: Position) -> dict:
    """What the page of the position shows: what was hidden by now is not printed."""
    position.instant = clock.now(position.council_id)  # type: ignore[attr-defined] # as position_at annotates it
    document = with_options_left(read_for_a_page(position), position.ballot, position.instant)  # type: ignore[attr-defined] # as above
    veil = veil_over(position)
    return {**as_read(document, position, veil), "translations": {}} if veil else document


def _sheet(position: Position, document: dict, language: str) -> dict:
    with translation.override(_spoken(language)):
        reading, printed = _reading(document), _printed(position, document)
        return sheet_of(document, reading, printed, language, is_short=is_large(document))


def _card(document: dict) -> dict:
    with translation.override(_spoken(languages_of(document)[0])):
        return card_of(document, _reading(document))


def _spoken(language: str) -> str:
    """The words of the house are in the language of the text where they are complete, else in the site's own."""
    return language if language in settings.COMPLETE_LANGUAGES else settings.LANGUAGE_CODE


def _reading(document: dict) -> Reading | ChoiceReading:
    if "options" in document:
        return read_choice(document, countries_of(document))
    return read_result(document, countries_of(document))


def _printed(position: Position, document: dict) -> Printed:
    key = position.signatures.values_list("key__name", flat=True).first()
    origins = origins_of((document["proposal"] or {}).get("provenance", {}))
    address = settings.SITE_URL.rstrip("/") + position.get_absolute_url()
    return Printed(address, position.sha256, key or "", {one.paragraph: one.sentence for one in origins})


def is_large(document: dict) -> bool:
    """Whether the votes and options of a position are too many to be printed."""
    voters = document["roll"].get("voters") or len(document["roll"]["seats"])
    return max(voters, len(document.get("options", ()))) > LARGE
