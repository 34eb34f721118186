"""What a browser sends of a ballot paper, and the answer that it means.

A rank and points are a field per option (`rank-water`, `points-water`), an approval is a box (`option`). Whether the
answer can be counted is said by the cast; here is said only what is no answer at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.voting.dividing import motion_answer, motion_fields
from proposals.voting.models import Ballot
from proposals.voting.words import ANSWERS

RANK, POINTS, CHOSEN = "rank-", "points-", "option"
LONGEST = 7
NOT_A_RANK = _("A rank is a whole number from 1 on: 1 is the best.")
BY_INPUT = {"approval": "approval", "score": "points", "cumulative": "points", "ranked": "ranking"}


@dataclass(frozen=True)
class Sent:
    """What was sent as an answer, and the sentence of each field that says nothing which could be one."""

    answer: dict[str, Any]
    problems: Mapping[str, str | Promise] = field(default_factory=dict)


def asks_for(ballot: Ballot) -> str:
    """What is filled in: `choice` on a motion, else `ranking`, `approval` or `points`."""
    if ballot.kind == Ballot.Kind.MOTION:
        return "choice"
    if ballot.kind == Ballot.Kind.ALLOCATION:
        return BY_INPUT[ballot.terms.get("input", "approval")]
    return "ranking"


def read_sent(ballot: Ballot, data: QueryDict) -> Sent:
    """The answer that was sent."""
    asked = asks_for(ballot)
    if asked == "choice":
        return Sent(motion_answer(data))
    if asked == "approval":
        return Sent({"approved": data.getlist(CHOSEN)})
    prefix, sentence, twice = (
        (RANK, NOT_A_RANK, ANSWERS["ranked_twice"])
        if asked == "ranking"
        else (POINTS, ANSWERS["not_points"], ANSWERS["chosen_twice"])
    )
    numbers, problems = _numbers(data, prefix, sentence, twice)
    if asked == "points":
        return Sent({"points": {option: number for option, number in numbers.items() if number}}, problems)
    groups: dict[int, list[str]] = {}
    for option, rank in numbers.items():
        groups.setdefault(rank, []).append(option)
    if 0 in groups:
        problems |= dict.fromkeys([f"{RANK}{option}" for option in groups[0]], NOT_A_RANK)
    return Sent({"ranking": [groups[rank] for rank in sorted(groups)]}, problems)


def _numbers(
    data: QueryDict, prefix: str, sentence: str | Promise, twice: str | Promise
) -> tuple[dict[str, int], dict[str, str | Promise]]:
    """The numbers that were filled in, by option, and the sentence of each field that holds none, or holds two."""
    numbers: dict[str, int] = {}
    problems: dict[str, str | Promise] = {}
    for name in data:
        if not name.startswith(prefix):
            continue
        written = [value.strip() for value in data.getlist(name)]
        if len(written) > 1:
            problems[name] = twice
        elif not written[0]:
            continue
        elif (number := rank_of(written[0])) is not None:
            numbers[name.removeprefix(prefix)] = number
        else:
            problems[name] = sentence
    return numbers, problems


def rank_of(written: str) -> int | None:
    """The number that was written, or None where it is none."""
    text = written.strip()
    return int(text) if len(text) <= LONGEST and text.isascii() and text.isdigit() else None


def fields_of(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields that would send this answer: what a confirmation hands on, and what a voter finds filled in."""
    if "ranking" in answer:
        ranked = enumerate(answer["ranking"], 1)
        return [(f"{RANK}{option}", str(rank)) for rank, group in ranked for option in group]
    if "points" in answer:
        return [(f"{POINTS}{option}", str(points)) for option, points in answer["points"].items()]
    if "approved" in answer:
        return [(CHOSEN, option) for option in answer["approved"]]
    return motion_fields(answer)
