"""Parts of a page that are drawn once and remembered, where drawing them costs more than all else that the page does.

A part is drawn of the facts that it is handed and of nothing else: no request, no person, no token. Who is handed the
same facts sees the same, and nobody is shown what was drawn of another's; and what is remembered can never be stale.
"""

from collections.abc import Hashable, Iterable
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Longer ones are rare, and would fill the memory.
LONGEST_REMEMBERED = 10_000
Variant = tuple[str | None, str, str]


def variant() -> Variant:
    """What else a part depends on: the active language and zone, and which addresses there are. Asked once for all
    parts of a kind on a page.
    """
    return get_language(), timezone.get_current_timezone_name(), settings.ROOT_URLCONF


def drawn(template: str, here: Variant | None, /, **facts: Hashable) -> SafeString:
    """The template, which sees these facts alone. `here` is the page's variant, or None to ask for it."""
    told = tuple(facts.items())
    drawer = _drawn if _length(facts.values()) <= LONGEST_REMEMBERED else _drawn.__wrapped__
    return drawer(template, here or variant(), told)


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Parts one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def _length(facts: Iterable[Hashable]) -> int:
    """Roughly how much is drawn: only texts are ever long."""
    length = 0
    for value in facts:
        if isinstance(value, tuple):
            length += _length(value)
        else:
            length += len(value if isinstance(value, str) else getattr(value, "text", ""))
    return length


@lru_cache(maxsize=2048)
def _drawn(template: str, _here: Variant, facts: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(template, dict(facts))
