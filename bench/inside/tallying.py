"""Votes of each kind, counted by every rule of the kind from one profile, beside a plain loop over the votes."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import accumulate, cycle
from typing import Any

from councils.rulebook.rules import RULES, default_rulebook
from proposals.tally.conventions import Options, Votes
from proposals.tally.counting import count_votes
from proposals.tally.imported import RULES_OF, votes_of
from proposals.tally.motions import tally_count
from proposals.tally.roll import Roll, RollSeat, TallyError, whole
from proposals.tally.standing import lay_out
from tests.factories.scenes import CAPITAL

KINDS = cycle(("peasant", "union", "indigenous", "women", "youth"))
CHOICES = ("yes", "yes", "no", "yes", "abstain", "no", "yes")
OPTIONS, PROJECTS, PLACES = 8, 40, 5
Counts = dict[str, int]


def motion(votes: int) -> dict[str, Any]:
    """CPU seconds of a motion of so many seats: laid out once, then counted by each of the seven rules."""
    countries, answers = cycle(CAPITAL), cycle(CHOICES)
    seats = tuple(RollSeat(f"s{n}", next(countries), next(KINDS), f"s{n}") for n in range(votes))
    roll = Roll(seats, {land: Fraction(amount) for land, amount in CAPITAL.items()}, "operational")
    said = [next(answers) for _seat in seats]
    cast = {choice: whole(choice) for choice in set(said)}
    given = {seat.id: cast[choice] for seat, choice in zip(seats, said, strict=True)}
    reading, count = _timed(lay_out, default_rulebook(), roll, given)
    rules, outcomes = {}, {}
    for rule in RULES:
        rules[rule], outcomes[rule] = _timed(tally_count, rule, count)
    plain, looped = _timed(_sum, given.values())
    assert outcomes["seats"].counts["yes"] == looped["yes"], "the loop counted otherwise"
    return {"reading": reading, "rules": rules, "plain": plain}


def _sum(answers: Iterable[Mapping[str, Fraction]]) -> dict[str, Fraction]:
    """The exact parts of each choice."""
    found = dict.fromkeys(CHOICES, Fraction(0))
    for answer in answers:
        for name, part in answer.items():
            found[name] += part
    return found


def choice(kind: str, votes: int) -> dict[str, Any]:
    """The same for what is no motion; `kind` is one of `ANSWERS`."""
    of, vote_type, draw = ANSWERS[kind]
    dice = random.Random(kind)
    names = [f"o{n:02}" for n in range(PROJECTS if of == "allocation" else OPTIONS)]
    said = [draw(dice, names) for _vote in range(votes)]
    document = {
        "kind": of,
        "terms": {
            "budget": str(100 * votes),
            "places": PLACES if of == "election" else 1,
            "status_quo": names[-1] if of == "ranking" else None,
            "file": {"vote_type": vote_type, "rule": "greedy"},
        },
        "options": [{"id": name, "cost": str(votes * dice.randint(5, 50))} for name in names],
        "votes": [{"answer": answer, "weight": 1} for answer in said],
    }
    reading, read = _timed(votes_of, document)
    rules = _by_rule(of, vote_type, read)
    plain, looped = _timed(_loop, said)
    _compare(read, looped, has_points=vote_type in ("scoring", "cumulative"))
    return {"reading": reading, "rules": rules, "plain": plain}


def _by_rule(of: str, vote_type: str, read: Votes) -> dict[str, float]:
    """CPU seconds of each rule that applies."""
    points = {"scoring": "points", "cumulative": "points", "ordinal": "borda"}.get(vote_type, "cost")
    options, spent = Options(satisfaction=points) if of == "allocation" else Options(), {}
    for rule in RULES_OF[of]:
        try:
            spent[rule], _told = _timed(count_votes, read, rule, options)
        except TallyError:
            continue
    assert spent, "no rule applies"
    return spent


def _loop(said: Sequence[Mapping[str, Any]]) -> Counts:
    """What one would write who only wants a sum for each option: approvals, points, or first places."""
    found: Counter[str] = Counter()
    for answer in said:
        if "approved" in answer:
            for name in answer["approved"]:
                found[name] += 1
        elif "points" in answer:
            for name, points in answer["points"].items():
                found[name] += points
        else:
            found[answer["ranking"][0][0]] += 1
    return found


def _compare(read: Votes, looped: Counts, *, has_points: bool) -> None:
    """A count of other votes than the loop's would be worth nothing."""
    found: Counter[str] = Counter()
    if read.pb is not None:
        profile = read.pb.profile
        for ballot, weight in profile.ballots.items():
            for project, points in ballot[:1] if read.pb.meta["vote_type"] == "ordinal" else ballot:
                found[profile.projects[project].id] += weight * (points if has_points else 1)
    elif read.rankings is not None:
        for order, voters in read.rankings.ballots.items():
            found[read.rankings.options[order[0][0]]] += int(voters)
    assert found == looped, "the loop counted otherwise"


def _one(dice: random.Random, names: list[str]) -> dict[str, Any]:
    return {"approved": _some(dice, names, 1)}


def _approved(dice: random.Random, names: list[str]) -> dict[str, Any]:
    return {"approved": _some(dice, names, 6)}


def _scored(dice: random.Random, names: list[str]) -> dict[str, Any]:
    return {"points": {name: dice.randint(1, 10) for name in _some(dice, names, 5)}}


def _shared(dice: random.Random, names: list[str]) -> dict[str, Any]:
    chosen = _some(dice, names, 4)
    return {"points": {name: 100 // len(chosen) for name in chosen}}


def _ranked(dice: random.Random, names: list[str]) -> dict[str, Any]:
    return {"ranking": [[name] for name in _some(dice, names, 5)]}


def _some(dice: random.Random, names: list[str], most: int) -> list[str]:
    return [*dict.fromkeys(dice.choices(names, cum_weights=_wanted(len(names)), k=most))]


@cache
def _wanted(number: int) -> list[float]:
    """Few options that many want, and many that few want."""
    return [*accumulate(1 / (place + 1) for place in range(number))]


Draw = Callable[[random.Random, list[str]], dict[str, Any]]
ANSWERS: dict[str, tuple[str, str, Draw]] = {
    "rankings": ("ranking", "ordinal", _ranked),
    "budget, one choice": ("allocation", "choose-1", _one),
    "budget, approvals": ("allocation", "approval", _approved),
    "budget, scores": ("allocation", "scoring", _scored),
    "budget, points to share": ("allocation", "cumulative", _shared),
    "budget, rankings": ("allocation", "ordinal", _ranked),
    "election of persons": ("election", "ordinal", _ranked),
}


def _timed(act: Callable[..., Any], *facts: Any) -> tuple[float, Any]:
    began = time.process_time()
    done = act(*facts)
    return time.process_time() - began, done
