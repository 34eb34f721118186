"""Real rankings: who was preferred to whom, Schulze by both strengths, instant runoff, councils of Scottish wards."""

import csv
import json
import os
from pathlib import Path

import pytest

from proposals.tally.counting import Options, count_votes, read_votes_file
from proposals.tally.elections.stv import stv
from proposals.tally.formats.blt import read_blt
from proposals.tally.formats.debian import read_debian
from proposals.tally.formats.preflib import read_preflib
from proposals.tally.rankings.irv import irv
from proposals.tally.rankings.pairwise import pairwise, plain_pairwise
from proposals.tally.rankings.preferences import Reading
from proposals.tally.rankings.profile import profile_of
from proposals.tally.rankings.schulze import schulze, schulze_quorum

FOLDER = Path(os.environ["ELECTIONS_DIR"])
PREFLIB = sorted(path for path in FOLDER.glob("preflib/*") if path.suffix != ".cat")
SCOTTISH = sorted(FOLDER.glob("scot/*.blt"))
DEBIAN = sorted(FOLDER.glob("debian/*_tally.txt"))


def expected_of(folder, name):
    return json.loads((FOLDER / "expected" / f"{folder}_{name}.json").read_text())


def by_file(paths):
    return pytest.mark.parametrize("path", paths, ids=[path.name for path in paths])


def check_pairs(profile, expected):
    matrix = pairwise(profile)
    order = [profile.options.index(str(option)) for option in expected["pairwise_order"]]
    assert [[matrix[a][b] for b in order] for a in order] == expected["pairwise"]
    assert matrix == plain_pairwise(profile)
    tally = schulze(profile.options, matrix)
    assert sorted(map(int, tally.winners)) == expected["schulze_winners_wv"]
    assert sorted(map(int, schulze(profile.options, matrix, "margins").winners)) == expected["schulze_winners_margins"]
    assert [[tally.strengths[a][b] for b in order] for a in order] == expected["schulze_path_strengths_wv"]
    places = {
        option: sum(len(g) for g in tally.ranking[:n]) for n, group in enumerate(tally.ranking) for option in group
    }
    assert places == expected["schulze_rank_wv"]


def check_irv(profile, expected):
    # A tie for the last place eliminates the highest number, as the reference does; the last two level are a tie.
    lot = list(range(len(profile.options)))
    tally = irv(profile, Reading("exhaust"), lot=lot)
    assert tally.winner == (str(expected["winner"]) if expected["winner"] is not None else None)
    skipped = irv(profile, Reading("skip"), lot=lot).winner
    assert skipped == (str(expected["winner_if_overvotes_skipped"]) if skipped else None)
    for mine, theirs in zip(tally.rounds, expected["rounds"], strict=True):
        assert {option: int(total) for option, total in mine.totals.items()} == theirs["totals"]
        assert (mine.inactive["exhausted"], mine.inactive["overvoted"]) == (theirs["exhausted"], theirs["overvoted"])


@by_file(PREFLIB)
def test_a_preflib_file(path):
    expected = expected_of("preflib", path.name.replace(".", "_"))
    profile = read_preflib(path).profile
    check_pairs(profile, expected)
    check_irv(profile, expected["irv"])


@by_file(SCOTTISH)
def test_a_scottish_ward_stage_by_stage(path):
    expected = expected_of("scot", path.stem)
    file = read_blt(path)
    check_pairs(file.profile, expected)
    check_irv(file.profile, expected["irv"])
    tally, theirs = stv(file.profile, file.seats, arithmetic="scottish"), expected["stv_scottish"]
    assert tally.quota == theirs["quota"]
    assert list(map(int, tally.elected)) == theirs["elected_in_order"]
    for mine, stage in zip(tally.stages, theirs["stages"], strict=True):
        if "totals" in stage:
            assert {name: total * 10**5 for name, total in mine.totals.items()} == stage["totals"]


@by_file(DEBIAN)
def test_a_vote_of_the_debian_project(path):
    expected = expected_of("debian", path.name.removesuffix("_tally.txt"))
    sheet = read_debian(path)
    matrix, recount = pairwise(sheet.profile), expected["recomputed"]
    assert sheet.profile.total == expected["voters"]
    assert matrix == expected["pairwise"]
    assert sheet.default == str(expected["default_option"])
    tally = schulze_quorum(
        sheet.profile.options, matrix, default=sheet.default, majorities=recount.get("ratio_used") or {}
    )
    assert sorted(map(int, tally.winners)) == recount["winners"]
    assert [int(drop.option) for drop in tally.dropped] == recount["dropped"]
    if recount["matches_official"]:
        assert sorted(map(int, tally.winners)) == expected["official"]["winners"]
    for strength, key in (("winning_votes", "winners_wv"), ("margins", "winners_margins")):
        assert (
            sorted(map(int, schulze(sheet.profile.options, matrix, strength).winners)) == expected["plain_schulze"][key]
        )


def test_the_mayor_of_minneapolis_round_by_round() -> None:
    """Overvotes are passed over, more than one skipped rank in a row ends a ballot, hopeless candidates drop out
    together, write-ins that are no candidates first (configuration beside the votes).
    """
    report = json.loads((FOLDER / "expected" / "rctab_2017_minneapolis_mayor_detailed_report.json").read_text())
    config = json.loads((FOLDER / "rctab" / "2017_minneapolis_mayor_config.json").read_text())
    names = [candidate["name"] for candidate in config["candidates"]] + ["UWI"]
    ballots = []
    with (FOLDER / "rctab" / "2017_minneapolis_mayor_ballots.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            ranks: list = []
            for rank in (row["rank1"], row["rank2"], row["rank3"]):
                if rank in ("undervote", "overvote"):
                    ranks.append(None if rank == "overvote" else [])
                elif [rank] not in ranks:
                    ranks.append([rank])
            ballots.append((ranks, int(row["count"])))
    tally = irv(
        profile_of(names, ballots), Reading("skip", "skip", skipped=1), batch=True, first_out=[names.index("UWI")]
    )
    assert tally.winner == "Jacob Frey"
    for mine, theirs in zip(tally.rounds, report["results"], strict=True):
        totals = {("Undeclared Write-ins" if name == "UWI" else name): str(t) for name, t in mine.totals.items()}
        assert totals == theirs["tally"]
        assert str(mine.inactive["skipped"]) == theirs["inactiveBallots"]["skippedRankings"]
        assert str(mine.threshold.numerator // mine.threshold.denominator + 1) == theirs["threshold"]


def test_approvals_of_a_french_election_can_be_read() -> None:
    for path in sorted(FOLDER.glob("preflib/*.cat")):
        file = read_preflib(path)
        assert file.profile.total == int(file.header["NUMBER VOTERS"])


def test_the_command_counts_each_of_these_files() -> None:
    for path in [PREFLIB[0], SCOTTISH[0], DEBIAN[0]]:
        votes = read_votes_file(path)
        for rule in ("schulze", "irv", "stv"):
            assert count_votes(votes, rule, Options())["outcome"] in ("selected", "tied")
