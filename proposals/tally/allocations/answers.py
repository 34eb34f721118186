"""What one voter said of a budget, as it comes from outside: checked whole before it is a ballot.

One form for each kind of input: `approval` {"approved": ["1", "3"]} · `score` and `cumulative` {"points": {"1": 3}} ·
`ranked` {"ranking": [["1"], ["3"]]}, the best first, without ties, as long as the voter likes.
`most` is what a vote may hold: projects for `approval` and `ranked`, points for one project for `score`, and points
altogether for `cumulative`, which needs it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from proposals.tally.allocations.profile import Ballot
from proposals.tally.roll import TallyError

Input = Literal["approval", "score", "cumulative", "ranked"]
INPUTS: tuple[Input, ...] = ("approval", "score", "cumulative", "ranked")
KEYS = {"approval": "approved", "score": "points", "cumulative": "points", "ranked": "ranking"}
MOST_POINTS = 1_000_000


def ballot_of(answer: object, ids: Sequence[str], input_: str, most: int | None = None) -> Ballot:
    """The ballot of an answer on projects with these ids, in published order; equal answers make equal ballots.

    A vote may name nothing. Raises `TallyError` with a sentence for another form, for a project that is unknown or
    named twice, for points that are no whole numbers of at least 0, and for more than `most`.
    """
    if input_ not in INPUTS:
        raise TallyError(f"There is no kind of vote on a budget called {str(input_)[:40]!r}.")
    key = KEYS[input_]
    if not isinstance(answer, Mapping) or set(answer) != {key}:
        raise TallyError(f"A vote of the kind {input_} says {key!r}, and nothing else.")
    place = {name: number for number, name in enumerate(ids)}
    if input_ == "approval":
        return _approved(answer[key], place, most)
    if input_ == "ranked":
        return _ranked(answer[key], place, most)
    return _points(answer[key], place, most, input_)


def answer_of(ballot: Ballot, ids: Sequence[str], input_: Input) -> dict[str, Any]:
    """The answer that `ballot_of` reads as this ballot."""
    names = [ids[number] for number, _points in ballot]
    if input_ == "approval":
        return {"approved": names}
    if input_ == "ranked":
        return {"ranking": [[name] for name in names]}
    return {"points": {ids[number]: points for number, points in ballot}}


def _approved(said: object, place: Mapping[str, int], most: int | None) -> Ballot:
    numbers = _numbers(said, place)
    _not_more(len(numbers), most, "projects")
    return tuple((number, 1) for number in sorted(numbers))


def _ranked(said: object, place: Mapping[str, int], most: int | None) -> Ballot:
    if not isinstance(said, list) or not all(isinstance(group, list) and len(group) == 1 for group in said):
        raise TallyError("A ranking of projects is a list of places, and in each stands one project.")
    numbers = _numbers([group[0] for group in said], place)
    _not_more(len(numbers), most, "projects")
    return tuple((number, 1) for number in numbers)


def _points(said: object, place: Mapping[str, int], most: int | None, input_: str) -> Ballot:
    if not isinstance(said, Mapping):
        raise TallyError("Points are given as a number for each project.")
    numbers = _numbers(list(said), place)
    for points in said.values():
        if isinstance(points, bool) or not isinstance(points, int) or not 0 <= points <= MOST_POINTS:
            raise TallyError(f"Points are whole numbers from 0 to {MOST_POINTS:,}.")
    if input_ == "score":
        _not_more(max(said.values(), default=0), most, "points for one project")
    elif most is None:
        raise TallyError("Nobody said how many points a cumulative vote may hold.")
    else:
        _not_more(sum(said.values()), most, "points")
    return tuple((number, points) for number, points in sorted(zip(numbers, said.values(), strict=True)) if points)


def _numbers(names: object, place: Mapping[str, int]) -> list[int]:
    """The positions of these projects in the order in which they are named."""
    if not isinstance(names, list):
        raise TallyError("The projects of a vote are a list of their ids.")
    found: dict[int, None] = {}
    for name in names:
        if not isinstance(name, str) or name not in place:
            shown = name[:40] if isinstance(name, str) else type(name).__name__
            raise TallyError(f"The vote names {shown!r}, which is no project of this ballot.")
        if place[name] in found:
            raise TallyError(f"The vote names the project {name[:40]!r} twice.")
        found[place[name]] = None
    return list(found)


def _not_more(count: int, most: int | None, what: str) -> None:
    if most is not None and count > most:
        raise TallyError(f"The vote holds {count:,} {what}; it may hold {most:,}.")
