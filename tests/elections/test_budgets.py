"""Real participatory budgets: published winners, and the results of reference implementations.

Each reference names its rule; where it states another convention than our default, the table says which of ours it is.
"""

import json
import os
from fractions import Fraction
from pathlib import Path

import pytest

from proposals.tally.allocations.completion import Add1, equal_shares
from proposals.tally.allocations.greedy import greedy
from proposals.tally.allocations.profile import tie_order
from proposals.tally.counting import Votes, count_votes
from proposals.tally.formats.pb import read_pb

FOLDER = Path(os.environ["ELECTIONS_DIR"])
SATISFACTION = {
    "cost": "cost",
    "card": "cardinality",
    "cardinality": "cardinality",
    "addcard": "points",
    "points": "points",
    "borda": "borda",
}
# An election in forints takes 50,000 raises of one forint, one in Toulouse 1,600 of a euro: minutes, and nothing new.
MOST_RAISES = 300
SMALL = json.loads((FOLDER / "expected" / "pb_small.json").read_text())["files"]


def expected_of(path):
    return json.loads((FOLDER / "expected" / f"pb_{path.stem}.json").read_text())


LARGE = [(path, expected_of(path)) for path in sorted(FOLDER.glob("pb/*.pb"))]


def references():
    """(file, name of the result, result) for every reference result of a rule that we have."""
    for path, expected in LARGE:
        for result in expected["results"]:
            if result["selected"] is not None and not result["name"].startswith("sequential"):
                yield path, result["name"], result
    for name, expected in SMALL.items():
        for key, result in expected.items():
            if key.startswith("mes"):
                yield FOLDER / "pb_small" / name, key, result


def is_short(name, result):
    return (result.get("increments") or 0) <= MOST_RAISES and ("integral" not in name or result["seconds"] < 2)


SHORT = [case for case in references() if is_short(*case[1:])]
READ: dict = {}


def read(path):
    if path not in READ:
        READ.clear()
        READ[path] = read_pb(path)
    return READ[path]


def ids(profile, selected):
    return [profile.projects[number].id for number in selected]


@pytest.mark.parametrize(("path", "name", "result"), SHORT, ids=[f"{p.stem}-{n}" for p, n, _r in SHORT])
def test_a_reference_result(path, name, result):
    file = read(path)
    profile, integral = file.profile, "integral" in name
    order = tie_order(profile, "cheapest" if integral else "id")
    if name.startswith("greedy"):
        scores = {
            "greedy_by_votes": profile.votes(),
            "greedy_by_votes_per_cost": per_cost(profile, profile.votes()),
            "greedy_by_points_per_cost": per_cost(profile, profile.scores()),
            "greedy_by_borda_per_cost": per_cost(profile, borda(profile)),
        }[name]
        assert sorted(ids(profile, greedy(profile, scores, order).selected)) == sorted(result["selected"])
        return
    satisfaction = SATISFACTION[name.split("_")[1]]
    add1 = Add1(
        "floor" if integral else "exact",
        "overspend" if "no_exhaustive" in name else "exhaustive",
        all="skip" if integral else "run",
    )
    raised = "add1" if "add1" in name else "none"
    tally = equal_shares(profile, satisfaction, order, raised, add1, with_working=False)
    assert sorted(ids(profile, tally.selected)) == sorted(result["selected"])
    if completed := result.get("completed"):
        completion = "add1+greedy" if raised == "add1" else "greedy"
        tally = equal_shares(profile, satisfaction, order, completion, add1, with_working=False)
        assert sorted(ids(profile, tally.selected)) == sorted(completed["selected"])


def per_cost(profile, scores):
    return [Fraction(score) / (project.cost or 1) for score, project in zip(scores, profile.projects, strict=True)]


def borda(profile):
    found = [0] * len(profile.projects)
    for ballot, weight in profile.ballots.items():
        for place, (number, _points) in enumerate(ballot):
            found[number] += weight * (len(ballot) - place - 1)
    return found


OFFICIAL = [
    *((path, e["official"]["selected"]) for path, e in LARGE if e["official"] and e["official"].get("reproduced")),
    *((FOLDER / "pb_small" / name, e["official_selected"]) for name, e in SMALL.items()),
]


@pytest.mark.parametrize(("path", "selected"), OFFICIAL, ids=[path.stem for path, _selected in OFFICIAL])
def test_the_winners_that_the_city_published(path, selected):
    assert sorted(count_votes(Votes(pb=read(path)), "official")["selected"]) == sorted(selected)


@pytest.mark.parametrize("path", [path for path, _e in LARGE], ids=[path.stem for path, _e in LARGE])
def test_the_votes_of_a_file_are_those_that_it_says(path):
    file, expected = read(path), expected_of(path)
    assert file.profile.voters == expected["voters"]
    if expected["votes_equal_file_column"]:
        assert [str(votes) for votes in file.profile.votes()] == [row["votes"] for row in file.rows]
