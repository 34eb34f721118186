"""Committees by approval are allocations in which everything costs one: the synthetic profiles of `abc/`, for which
abcvoting gives every committee that ties can lead to.

Of the rules there, approval voting is `greedy` and the Method of Equal Shares is `equal_shares` by cardinality. Its
completion `av` is ours `greedy`; without a completion, ours chooses a part of what theirs completes by Phragmén's rule,
which is not asked for here. Its completion *increment* is no `add1` of ours: each step gives the voters the share of
one more member and stops as soon as the committee is full, where `add1` stops before it would cost too much. It is
recounted below from ours without a completion.
"""

import os
import random
from pathlib import Path

import pytest
import yaml

from proposals.tally.conventions import Options, Votes
from proposals.tally.counting import count_votes
from proposals.tally.formats.pb import read_pb

FILES = sorted(Path(os.environ["ELECTIONS_DIR"]).joinpath("abc").glob("*.abc.yaml"))
ORDERS = 6
HEAD = """META
key;value
description;a committee
country;nowhere
unit;nowhere
instance;1
num_projects;{candidates}
num_votes;{voters}
budget;{places}
vote_type;approval
rule;greedy
date_begin;01.01.2020
date_end;01.01.2020
PROJECTS
project_id;cost
"""


class Committee:
    """A profile under other names, among which ties fall in another order."""

    def __init__(self, told: dict, seed: int, folder: Path) -> None:
        self.places, profile, candidates = told["committeesize"], told["profile"], told["num_cand"]
        names = list(range(candidates))
        if seed:
            random.Random(seed).shuffle(names)
        self.candidate = {f"{name:03d}": candidate for candidate, name in enumerate(names)}
        name_of = {candidate: name for name, candidate in self.candidate.items()}
        lines = [f"{name_of[candidate]};1" for candidate in range(candidates)]
        votes = [f"{n};{','.join(name_of[one] for one in approved)}" for n, approved in enumerate(profile)]
        path = folder / f"{seed}.pb"
        head = HEAD.format(candidates=candidates, voters=len(profile), places=self.places)
        path.write_text(head + "\n".join([*lines, "VOTES", "voter_id;vote", *votes]) + "\n")
        self.votes = Votes(pb=read_pb(path))

    def elected(self, rule: str, **options: object) -> list[int]:
        """The members in the order in which they were chosen."""
        result = count_votes(self.votes, rule, Options(**options))  # type: ignore[arg-type] # by the names of options
        return [self.candidate[name] for name in result["selected"]]

    def by_equal_shares(self, completion: str, **options: object) -> list[int]:
        return self.elected("equal_shares", satisfaction="cardinality", completion=completion, **options)

    def by_increments(self) -> list[int]:
        """The first full committee of those that ever larger shares buy."""
        for shares in range(self.places, self.places * 100):
            chosen = self.by_equal_shares("none", budget=shares)
            if len(chosen) >= self.places:
                return chosen[: self.places]
        raise AssertionError("no share buys so many")


def committees(told: dict, rule: str) -> set[frozenset[int]]:
    """All that this rule may come to, when every tie is followed both ways."""
    (found,) = (one["result"] for one in told["compute"] if (one["rule_id"], one["resolute"]) == (rule, False))
    return {frozenset(committee) for committee in found}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.partition(".")[0])
def test_every_committee_is_one_of_those_published(path: Path, tmp_path: Path) -> None:
    told = yaml.safe_load(path.read_text())
    approval = committees(told, "av")
    completed = committees(told, "equal-shares-with-av-completion")
    begun = committees(told, "equal-shares")
    found = {"av": set(), "completed": set()}
    for seed in range(ORDERS):
        one = Committee(told, seed, tmp_path)
        found["av"].add(frozenset(one.elected("greedy")))
        found["completed"].add(frozenset(one.by_equal_shares("greedy")))
        bought = frozenset(one.by_equal_shares("none"))
        assert any(bought <= committee for committee in begun)
    assert found["av"] <= approval
    assert found["completed"] <= completed
    assert len(approval) > 1 or found["av"] == approval
    assert len(completed) > 1 or found["completed"] == completed
    for one in told["compute"]:
        if one["rule_id"] == "equal-shares-with-increment-completion":
            approved = {candidate for vote in told["profile"] for candidate in vote}
            if len(approved) >= told["committeesize"]:
                assert sorted(Committee(told, 0, tmp_path).by_increments()) == one["result"][0]
