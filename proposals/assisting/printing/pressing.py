"""Pages that are made because somebody asks for them: in little time, never many for one person, and small."""

from pathlib import Path
from typing import Any

import structlog
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from common.proof.canonical import fingerprint
from proposals.positions.rendering.press import PressTrouble, press

log = structlog.get_logger(__name__)
KEPT, PERIOD = 24 * 60 * 60, 60 * 60
# A page takes a fraction of a second; whoever asks for hundreds in an hour is no secretariat.
MOST_AN_HOUR, LONGEST_SECONDS, LARGEST = 300, 10, 1_000_000


class TooOften(DomainError):
    """It was asked too often: 429."""

    status = 429


def pressed(person: User, sheet: dict[str, Any], template: Path) -> bytes:
    """The PDF of the sheet: the one that was made of the same sheet before, or a new one."""
    key = f"paper:{fingerprint(sheet)}"
    kept = cache.get(key)
    if kept is not None:
        return kept
    content = pressed_once(person, sheet, template)
    if len(content) <= LARGEST:
        cache.set(key, content, KEPT)
    return content


def pressed_once(person: User, sheet: dict[str, Any], template: Path) -> bytes:
    """A new PDF, of which nothing is kept. Refused: more than so many in an hour (429); what cannot be made (409)."""
    refuse(why_not_press_again(person))
    try:
        return press(sheet, template, seconds=LONGEST_SECONDS)
    except PressTrouble as trouble:
        log.error("paper_not_printed", exc_info=trouble)
        raise Conflict(
            "not_printed", _("This page could not be made. Try again, or write to the operator.")
        ) from trouble


def why_not_press_again(person: User) -> DomainError | None:
    """One person has so many new pages made in an hour."""
    key = f"paper-press:{person.pk}"
    cache.add(key, 0, timeout=PERIOD)
    try:
        made = cache.incr(key)
    except ValueError:  # it ran out between the two
        return None
    if made <= MOST_AN_HOUR:
        return None
    return TooOften("printed_too_often", _("You had very many pages made within an hour. Try again later."))
