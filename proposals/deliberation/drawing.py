"""A comment drawn once and remembered: it is read far more often than it is written, and drawing fifty costs more than
everything else on the page of a proposal.

What is remembered depends on nothing but what is handed over, the language and the zone, so it can never be stale.
"""

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from proposals.drafting.hiding import Veil
from proposals.drafting.veiling import notice_of

from .models import Comment
from .queries import Said

TONES = {Comment.Stance.SUPPORT: "good", Comment.Stance.CONCERN: "warn", Comment.Stance.QUESTION: "info"}
# Longer ones are rare, and would fill the memory.
LONGEST_REMEMBERED = 4_000


def draw(
    said: Said, place: str, *, can_reply: bool = False, is_mine: bool = False, veil: Veil | None = None
) -> SafeString:
    """The comment as HTML, for a page in the active language and zone. `place` is the address of its proposal, `veil`
    what lies over the text; what of the text may not be read, `said` has no longer.
    """
    variant = (get_language(), timezone.get_current_timezone_name())
    drawer = _draw if len(said.text) <= LONGEST_REMEMBERED else _draw.__wrapped__
    return drawer(said, place, can_reply, is_mine and said.retracted_at is None, veil, variant)


@lru_cache(maxsize=2048)
def _draw(
    said: Said, place: str, can_reply: bool, is_mine: bool, veil: Veil | None, _variant: tuple[str | None, str]
) -> SafeString:
    context: dict[str, Any] = {
        "comment": said,
        "place": place,
        "stance": Comment.Stance(said.stance).label,
        "tone": TONES.get(Comment.Stance(said.stance), ""),
        "can_reply": can_reply,
        "is_mine": is_mine,
        "notice": notice_of(veil) if veil else None,
        "can_report": not is_mine and not (veil and veil.is_whole),
        "sees": said.veil is not None,
        "slug": place.split("/")[2],
    }
    return mark_safe(render_to_string("proposals/deliberation/_comment.html", context).strip())  # noqa: S308 - a template's
