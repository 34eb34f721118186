"""What a seat may answer on a ballot that is no motion, checked once before it is cast and before it is counted.

The answers, as they are published: `{"ranking": [["a"], ["b", "c"]]}`, the best first, equal ones together, some left
out; `{"approved": ["a", "b"]}`; `{"points": {"a": 3}}`. Raises `AnswerError` with a code and a sentence for anything
else: a platform says the code in its reader's language.
"""

from collections.abc import Collection, Mapping
from typing import Any

from proposals.tally.roll import TallyError

INPUTS = ("approval", "score", "cumulative", "ranked")
MOST_POINTS = 1_000_000
DEFAULT_SCORE = 10
DEFAULT_POINTS = 100


class AnswerError(TallyError):
    """An answer that could not be counted: `code` says why, `data` what the sentence names."""

    def __init__(self, code: str, sentence: str, **data: object) -> None:
        self.code, self.data = code, data
        super().__init__(sentence % data)


Groups = tuple[tuple[str, ...], ...]


def read_ranking(
    answer: object, options: Collection[str], *, may_tie: bool = True, may_truncate: bool = True
) -> Groups:
    """A ranking of some of the options, at least one; an option stands in it once. A rule may ask that no two of them
    are level, and that none is left out.
    """
    groups = _only(answer, "ranking")
    if not isinstance(groups, list) or not groups or len(groups) > len(options):
        raise AnswerError("unranked", "Rank at least one option, and each at most once.")
    read = tuple(_names(group, options) for group in groups)
    ranked = [name for group in read for name in group]
    if len(set(ranked)) < len(ranked):
        raise AnswerError("ranked_twice", "An option is ranked twice.")
    if not may_tie and len(ranked) > len(read):
        raise AnswerError("equal_ranks", "Two options stand on one rank: put one of them first.")
    if not may_truncate and len(ranked) < len(options):
        raise AnswerError("left_out", "All %(n)s options have to be ranked.", n=len(options))
    return read


def read_wishes(answer: object, options: Collection[str], wished: str, most: int | None) -> dict[str, int]:
    """Points by project, in the order of the answer: 1 each for an approval, and for a ranking as the Borda count.

    `wished` is one of `INPUTS`. `most` is how many projects may be approved, the highest score, or how many points
    there are to give away; None: all projects, `DEFAULT_SCORE`, `DEFAULT_POINTS`.
    """
    if wished == "approval":
        approved = _names(_only(answer, "approved"), options)
        if most is not None and len(approved) > most:
            raise AnswerError("too_many", "At most %(most)s may be chosen, not %(n)s.", most=most, n=len(approved))
        return dict.fromkeys(approved, 1)
    if wished == "ranked":
        read = read_ranking(answer, options, may_tie=False)
        return {name: len(options) - place for place, (name,) in enumerate(read)}
    points = _points(_only(answer, "points"), options)
    if wished == "score" and max(points.values()) > (most or DEFAULT_SCORE):
        raise AnswerError("too_high", "Give an option at most %(most)s points.", most=most or DEFAULT_SCORE)
    if wished == "cumulative" and sum(points.values()) > (most or DEFAULT_POINTS):
        raise AnswerError(
            "too_many_points",
            "There are %(most)s points to give away, not %(n)s.",
            most=most or DEFAULT_POINTS,
            n=sum(points.values()),
        )
    return points


def _only(answer: object, key: str) -> Any:
    if not isinstance(answer, Mapping) or set(answer) != {key}:
        raise AnswerError("not_an_answer", "The answer is not of the kind that this ballot asks for.")
    return answer[key]


def _names(value: object, options: Collection[str]) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or len(value) > len(options):
        raise AnswerError("nothing_chosen", "Choose at least one option, and each at most once.")
    for name in value:
        if not isinstance(name, str) or name not in options:
            raise AnswerError("no_option", "%(name)s is no option of this ballot.", name=repr(str(name)[:40]))
    if len(set(value)) < len(value):
        raise AnswerError("chosen_twice", "An option is chosen twice.")
    return tuple(value)


def _points(value: object, options: Collection[str]) -> dict[str, int]:
    if not isinstance(value, Mapping) or not value:
        raise AnswerError("no_points", "Give at least one point.")
    for name, points in value.items():
        if name not in options:
            raise AnswerError("no_option", "%(name)s is no option of this ballot.", name=repr(str(name)[:40]))
        if type(points) is not int or not 0 < points <= MOST_POINTS:
            raise AnswerError("not_points", "Points are whole numbers above 0.")
    return {name: value[name] for name in sorted(value, key=lambda name: (-value[name], name))}
