"""A comment drawn once and remembered: it is read far more often than it is written, and drawing fifty costs more than
everything else on the page of a proposal.

What is remembered depends on nothing but what is handed over, the language and the zone, so it can never be stale.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .models import Comment
from .queries import Said

TONES = {Comment.Stance.SUPPORT: "good", Comment.Stance.CONCERN: "warn", Comment.Stance.QUESTION: "info"}
# Longer ones are rare, and would fill the memory.
LONGEST_REMEMBERED = 4_000


def draw_all(comments: Iterable[Said], place: str, *, me: int = 0, can_reply: bool = False) -> dict[int, SafeString]:
    """Each comment as HTML, by its id, for a page in the active language and zone. `place` is the address of their
    proposal; who is `me` finds with their own the way to change it.
    """
    variant = (get_language(), timezone.get_current_timezone_name())
    return {
        said.id: _drawer(said)(said, place, can_reply, said.author == me and said.retracted_at is None, variant)
        for said in comments
    }


def _drawer(said: Said) -> Callable[..., SafeString]:
    return _draw if len(said.text) <= LONGEST_REMEMBERED else _draw.__wrapped__


@lru_cache(maxsize=2048)
def _draw(said: Said, place: str, can_reply: bool, is_mine: bool, _variant: tuple[str | None, str]) -> SafeString:
    context: dict[str, Any] = {
        "comment": said,
        "place": place,
        "stance": Comment.Stance(said.stance).label,
        "tone": TONES.get(Comment.Stance(said.stance), ""),
        "can_reply": can_reply,
        "is_mine": is_mine,
    }
    return mark_safe(render_to_string("proposals/deliberation/_comment.html", context).strip())  # noqa: S308 - a template's
