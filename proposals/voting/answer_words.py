"""What a seat answered, in words, whatever the kind of its ballot."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.languages import choose

from .words import choice_word, few

ALL = 1_000
# Signs that turn the direction of what follows: a name may not turn the words around it.
TURNING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def option_name(option: Mapping[str, Any]) -> tuple[str, str]:
    """What an option of the ballot paper is called, as (language, name) for the reader; by its id where nothing is left
    of its name. A person's name is in no language.
    """
    said = option.get("name", "")
    language, name = choose(said) if isinstance(said, Mapping) else ("", str(said))
    kept = " ".join(name.translate(TURNING).split())
    return (language, kept) if kept else ("", option["id"])


def option_names(options: Iterable[Mapping[str, Any]] | None) -> dict[str, str]:
    """The names of the options by their ids."""
    return {option["id"]: option_name(option)[1] for option in options or ()}


def answer_words(answer: Mapping[str, Any], names: Mapping[str, str], most: int = ALL) -> str:
    """The answer in words, of its first `most` options. `names` are those of the options; a motion has none."""
    if "ranking" in answer:
        return few([_place(number, group, names) for number, group in enumerate(answer["ranking"], 1)], most)
    if "approved" in answer:
        return few([names.get(one, one) for one in answer["approved"]], most)
    if "points" in answer:
        return few([_given(names.get(one, one), points) for one, points in _by_points(answer["points"])], most)
    if len(answer) == 1:
        return choice_word(next(iter(answer)))
    return ", ".join(f"{choice_word(choice)} {part}" for choice, part in sorted(answer.items()))


def _place(number: int, group: Iterable[str], names: Mapping[str, str]) -> str:
    """*2. Water = Seeds*: what stands on one place."""
    together = pgettext("between options on one place", " = ").join(names.get(one, one) for one in group)
    return _("%(place)d. %(names)s") % {"place": number, "names": together}


def _given(name: str, points: int) -> str:
    return _("%(name)s: %(points)d") % {"name": name, "points": points}


def _by_points(points: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(points.items(), key=lambda pair: (-pair[1], pair[0]))
