"""A comment drawn once and remembered: it is read far more often than it is written, and drawing fifty costs more than
everything else on the page of a proposal.

What is remembered depends on nothing but what is handed over, the language and the zone, so it can never be stale.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from common.drawn import Variant
from common.markdown import to_html
from common.words import day_of
from proposals.drafting.hiding import Veil
from proposals.drafting.veiling import notice_of

from .mentions import linked
from .models import Comment
from .queries import Said

TONES = {Comment.Stance.SUPPORT: "good", Comment.Stance.CONCERN: "warn", Comment.Stance.QUESTION: "info"}
# Longer ones are rare, and would fill the memory.
LONGEST_REMEMBERED = 4_000


def draw(
    said: Said,
    place: str,
    here: Variant,
    *,
    can_reply: bool = False,
    can_support: bool = False,
    is_mine: bool = False,
    is_alone: bool = False,
    veil: Veil | None = None,
) -> SafeString:
    """The comment as HTML. `place` is the address of its proposal, `here` the page's language and zone, `veil` what
    lies over the text; what of the text may not be read, `said` has no longer.

    `is_alone` where what it replies to does not stand above it.
    """
    drawer = _draw if len(said.text) <= LONGEST_REMEMBERED else _draw.__wrapped__
    stands = said.retracted_at is None
    return drawer(said, place, can_reply, can_support and stands, is_mine and stands, is_alone, veil, here)


@lru_cache(maxsize=2048)
def _draw(
    said: Said,
    place: str,
    can_reply: bool,
    can_support: bool,
    is_mine: bool,
    is_alone: bool,
    veil: Veil | None,
    _here: Variant,
) -> SafeString:
    context: dict[str, Any] = {
        "comment": said,
        "html": written(said),
        "place": place,
        "stance": Comment.Stance(said.stance).label,
        "tone": TONES.get(Comment.Stance(said.stance), ""),
        "assembly": assembly_words(said) if said.assembly and said.text else "",
        "can_reply": can_reply,
        "can_support": can_support,
        "is_mine": is_mine,
        "shows_parent": said.parent is not None and (is_alone or said.parent != said.root),
        "notice": notice_of(veil) if veil else None,
        "can_report": not is_mine and not (veil and veil.is_whole),
        "sees": said.veil is not None,
        "slug": place.split("/")[2],
    }
    return mark_safe(render_to_string("proposals/deliberation/_comment.html", context).strip())  # noqa: S308 - a template's


def assembly_words(said: Said) -> str:
    """Whose words they are: the assembly, its place and day, and how many people it was of."""
    where, held_on, people = str(said.assembly).rsplit(", ", 2)
    told, count = f"{where}, {day_of(date.fromisoformat(held_on))}", int(people)
    return ngettext("%(told)s, %(n)d person", "%(told)s, %(n)d people", count) % {"told": told, "n": count}


def written(said: Said) -> SafeString:
    """The words of a comment as HTML, whom it mentions linked to their movement's page."""
    return linked(to_html(said.text), {token: reverse("movement", args=[slug]) for token, slug in said.mentions})
