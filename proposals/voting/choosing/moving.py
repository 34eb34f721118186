"""A ranking in which one option moves by a button, for whoever has no script: the same moves that `paper.js` makes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from common.errors import Invalid
from proposals.voting.words import ANSWERS

from .options import Shown
from .sending import RANK, Sent, fields_of

UP, DOWN, BESIDE = "up", "down", "beside"
WAYS = (UP, DOWN, BESIDE)
Groups = list[list[str]]


@dataclass(frozen=True)
class Moved:
    """The paper after a move, and what came of it: which option, by which button, and its new place in words."""

    data: QueryDict
    option: str
    way: str
    words: str


def press(data: QueryDict, sent: Sent, options: Sequence[Shown]) -> Moved:
    """The paper as it was typed, with one option moved. Refused is a paper that cannot be read (422), where a move
    would lose what was typed; and an option or a way that is none.
    """
    way, _colon, option = data.get("move", "").partition(":")
    if sent.problems:
        raise Invalid("unknown_answer", ANSWERS["not_an_answer"], fields=sent.problems)
    if way not in WAYS or option not in {one.id for one in options}:
        raise Invalid("unknown_answer", str(ANSWERS["no_option"]) % {"name": option[:40]})
    groups = moved(sent.answer["ranking"], option, way)
    filled = data.copy()
    for name in [name for name in filled if name.startswith(RANK)]:
        filled[name] = ""
    for name, value in fields_of({"ranking": groups}):
        filled[name] = value
    return Moved(filled, option, way, place_words(groups, option, {one.id: str(one) for one in options}))


def moved(groups: Sequence[Sequence[str]], option: str, way: str) -> Groups:
    """The places after a move; what has no place comes in at the end. An option among equals first parts from them, and
    the last one goes out by moving down.
    """
    at = next((place for place, group in enumerate(groups) if option in group), None)
    if at is None:
        return _come_in(groups, option, way)
    is_alone = len(groups[at]) == 1
    left = [[one for one in group if one != option] for group in groups]
    if is_alone:
        del left[at]
    if way == BESIDE:
        return [*left[: at - 1], [*left[at - 1], option], *left[at:]] if at else [list(group) for group in groups]
    if way == UP:
        return _insert(left, max(at - 1, 0) if is_alone else at, option)
    return left if is_alone and at == len(left) else _insert(left, at + 1, option)


def _come_in(groups: Sequence[Sequence[str]], option: str, way: str) -> Groups:
    kept = [list(group) for group in groups]
    if way == DOWN:
        return kept
    return [*kept[:-1], [*kept[-1], option]] if way == BESIDE and kept else [*kept, [option]]


def _insert(groups: Groups, place: int, option: str) -> Groups:
    return [*groups[:place], [option], *groups[place:]]


def words_of_places() -> dict[str, str]:
    """How a place is told, for the page and for its script."""
    return {
        "place": _("%(name)s: place %(place)s of %(places)s."),
        "together": _("%(name)s: place %(place)s of %(places)s, together with %(others)s."),
        "out": _("%(name)s: not ranked."),
    }


def place_words(groups: Sequence[Sequence[str]], option: str, names: dict[str, str]) -> str:
    """Where an option stands now, in a sentence."""
    told, name = words_of_places(), names[option]
    for place, group in enumerate(groups, 1):
        if option in group:
            others = ", ".join(names.get(one, one) for one in group if one != option)
            facts = {"name": name, "place": place, "places": len(groups), "others": others}
            return told["together" if others else "place"] % facts
    return told["out"] % {"name": name}
