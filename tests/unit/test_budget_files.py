"""`.pb` files: what archives hold, what is malformed, what is official, and what memory half a million votes need."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from proposals.tally.cli import main
from proposals.tally.counting import Options, Votes, count_votes
from proposals.tally.formats.pb import read_pb
from proposals.tally.roll import TallyError
from tests.unit.test_formats import META, changed, written

POINTS = {"line_13": "voter_id;vote;points", "line_14": "v1;a,b;1,2", "line_15": "v2;b;1"}


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (b"", 1, "META is missing"),
        (b"\n\n", 2, "META is missing"),
        ("\r".join(META).encode(), 1, "not well quoted"),
        ("\n".join(changed(line_11="b;7;mi\0ll")).encode(), 11, "zero byte"),
        (b"\x89PNG\r\n\x1a\n", 1, "not UTF-8"),
        (META[:4], 4, "PROJECTS is missing"),
        (META[:10], 10, "VOTES is missing"),
        (META[:13], 4, "num_votes 2, and there are 0"),
        ([*META[:14], "v2"], 15, "ends before its vote"),
        ([*META[:9], 'a;4;"a we'], 10, "never closed"),
        (changed(line_4="num_votes;" + "9" * 5000), 4, "not a whole number"),
        (changed(line_4="num_votes;-2"), 4, "not a whole number"),
        (changed(line_14="v1;a,,b"), 14, "no project"),
        (changed(line_10="a;1_000;w"), 10, "not a number"),
        (changed(line_10="a;٣;w"), 10, "not a number"),
        (changed(line_10="a;1,5;w"), 10, "not a number"),
        (changed(line_10="a;inf;w"), 10, "not a number"),
        (changed(line_10="a;" + "9" * 100_000), 10, "not a number"),
        (changed(line_10=";4;w"), 10, "no id"),
        (changed(line_5="budget;-1"), 5, "negative"),
        ([line for line in META if not line.startswith("budget")], 6, "does not say the budget"),
        ([line for line in META if not line.startswith("vote_type")], 12, "does not say the vote_type"),
        ([*META, "VOTES"], 16, "once each"),
        (changed(line_14="v1;a;b;c"), 14, "its header 2"),
        (changed(line_6="vote_type;choose-1"), 14, "one is to be chosen"),
        (changed(line_6="vote_type;cumulative"), 13, "no column points"),
        (changed(**(POINTS | {"line_6": "vote_type;cumulative", "line_14": "v1;a,b;1,-1"})), 14, "negative"),
        (changed(**(POINTS | {"line_6": "vote_type;scoring", "line_14": "v1;a,b;1"})), 14, "1 numbers of points"),
        (changed(**(POINTS | {"line_6": "vote_type;scoring", "line_14": "v1;a,b;1,x"})), 14, "not a number"),
        (changed(**(POINTS | {"line_6": "vote_type;scoring", "line_7": "default_score;x"})), 7, "not a number"),
        (changed(line_7="min_project_score_threshold;x"), 7, "not a number"),
        (b"META\nkey;value\n" + b"x" * (17 * 2**20), 3, "too long"),
    ],
)
def test_a_malformed_file_is_one_line(tmp_path: Path, capsys, lines, line, words) -> None:
    assert main([str(written(tmp_path, lines)), "--compare"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"line {line}: " in said
    assert words in said


def test_what_archives_hold_is_read(tmp_path: Path) -> None:
    lines = [line.replace(";", " ; ") for line in changed(line_9="project_id;cost;name;category;beneficiaries")]
    lines[9] = '  a ; 4.00; """Koni"" – plac; etap II" ; water, land,water;'
    lines[10] = 'b; 7; pipe of 6" and 8'
    lines[11] = "votes;;"
    file = read_pb(written(tmp_path, ("\r\n".join(["", *lines, "", ""])).encode()))
    assert [project.cost for project in file.profile.projects] == [4, 7]
    assert file.profile.projects[0].themes == ("water", "land")
    assert (file.rows[0]["name"], file.rows[1]["name"]) == ('"Koni" – plac; etap II', 'pipe of 6" and 8')
    assert file.profile.ballots == {((0, 1), (1, 1)): 1, ((1, 1),): 1}
    lines = changed(line_10='a;4;"two', line_11='lines"')
    assert read_pb(written(tmp_path, [*lines[:11], "b;7;mill", *lines[11:]])).rows[0]["name"] == "two\nlines"


def test_equal_approvals_are_one_ballot_in_whatever_order(tmp_path: Path) -> None:
    assert read_pb(written(tmp_path, changed(line_15="v2;b,a"))).profile.ballots == {((0, 1), (1, 1)): 2}
    ranked = changed(line_15="v2;b,a", line_6="vote_type;ordinal")
    assert len(read_pb(written(tmp_path, ranked)).profile.ballots) == 2


def official(tmp_path: Path, rule: str, votes: list[str]) -> dict:
    """Ten voters with a budget of 100: ten units for each."""
    lines = ["META", "key;value", "num_projects;3", f"num_votes;{len(votes)}", "budget;100", "vote_type;approval"]
    lines += [f"rule;{rule}", "PROJECTS", "project_id;cost", "big;100", "one;30", "two;30", "VOTES", "voter_id;vote"]
    lines += [f"v{number};{vote}" for number, vote in enumerate(votes)]
    return count_votes(Votes(pb=read_pb(written(tmp_path, lines))), "official")


def test_the_archive_has_four_rules_of_equal_shares(tmp_path: Path) -> None:
    votes = ["big"] * 6 + ["one"] * 2 + ["two"] * 2
    assert official(tmp_path, "equalshares", votes)["selected"] == []
    assert official(tmp_path, "equalshares/add1", votes)["selected"] == ["one", "two"]
    compared = official(tmp_path, "equalshares/add1-comparison", votes)
    # Six voters have more with greedy, which pays for the big project, and four with Equal Shares.
    assert compared["selected"] == ["big"]
    step = next(step for step in compared["working"] if step["step"] == "comparison")
    assert step == {"step": "comparison", "prefer_equal_shares": 4, "prefer_greedy": 6, "chosen": "greedy"}
    even = official(tmp_path, "equalshares/add1-comparison", ["big"] * 5 + ["one"] * 3 + ["two"] * 2)
    assert even["selected"] == ["one", "two"]
    with pytest.raises(TallyError):
        official(tmp_path, "equalshares/twice", votes)
    with pytest.raises(TallyError):
        official(tmp_path, "unknown", votes)


def test_points_are_told_in_the_points_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, changed(**(POINTS | {"line_6": "vote_type;cumulative", "line_14": "v1;a,b;1.5,0.5"})))
    file = read_pb(path)
    told = count_votes(Votes(pb=file), "equal_shares", Options(satisfaction="points"))
    bought = next(step for step in told["working"] if step["step"] == "purchase")
    # One and a half points pay 4, so a point pays 8/3; but voter 1 alone has 5, and 4 are enough.
    assert (bought["project"], bought["rho"], bought["effective_support"]) == ("a", "8/3", "3/2")
    assert [step["score"] for step in count_votes(Votes(pb=file), "greedy")["working"] if step["step"] == "look"] == [
        "3/2",
        "3/2",
    ]
    with pytest.raises(TallyError, match="Borda"):
        count_votes(Votes(pb=file), "equal_shares", Options(satisfaction="borda"))


def test_the_options_of_the_command_stand_in_the_result(tmp_path: Path, capsys) -> None:
    path = str(written(tmp_path, META))
    arguments = ["--rule", "equal_shares", "--satisfaction", "cardinality", "--completion", "add1+greedy"]
    arguments += ["--add1-start", "floor", "--add1-stop", "overspend", "--add1-step", "1/2", "--add1-all", "skip"]
    assert main([path, *arguments, "--ties", "lot:2026", "--budget", "11", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["conventions"] == {
        "satisfaction": "cardinality",
        "completion": "add1+greedy",
        "ties": "lot:2026",
        "add1_start": "floor",
        "add1_stop": "overspend",
        "add1_all": "skip",
        "add1_step": "1/2",
        "budget": "11",
    }
    assert main([path, "--rule", "greedy", "--by", "votes_per_cost", "--misfit", "stop", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["conventions"] == {"by": "votes_per_cost", "misfit": "stop", "ties": "id"}


def test_numbers_beyond_64_bits_are_counted_exactly(tmp_path: Path) -> None:
    scale = 10**40
    lines = changed(line_5=f"budget;{10 * scale}", line_10=f"a;{4 * scale}", line_11=f"b;{7 * scale}")
    file = read_pb(written(tmp_path, lines))
    for completion in ("none", "greedy", "add1"):
        told = count_votes(Votes(pb=file), "equal_shares", Options(completion=completion))
        assert told["selected"] == ["b"]
        assert told["total_cost"] == str(7 * scale)
    assert Fraction(told["working"][0]["each_voter"]) == 5 * scale


def many_votes(path: Path, count: int) -> Path:
    """A file of so many different ballots."""
    head = ["META", "key;value", "num_projects;30", f"num_votes;{count}", "budget;1000", "vote_type;approval"]
    with path.open("w") as file:
        file.write("\n".join([*head, "rule;greedy", "PROJECTS", "project_id;cost", ""]))
        file.writelines(f"P{number};{10 + number}\n" for number in range(30))
        file.write("VOTES\nvoter_id;vote;sex\n")
        for voter in range(count):
            names = [f"P{bit}" for bit in range(30) if (voter * 40503 + 7) >> bit & 1]
            file.write(f"voter {voter};{','.join(names[:6])};F\n")
    return path


def peak_of_reading(path: Path) -> int:
    """The most memory, in bytes, that a process of its own held while it read the file."""
    code = (
        "import resource, sys; from pathlib import Path; from proposals.tally.formats.pb import read_pb;"
        "read_pb(Path(sys.argv[1])); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, check=True, text=True, env=environment
    )
    return int(done.stdout)


def test_reading_is_streaming(tmp_path: Path) -> None:
    """300 MB for half a million votes are 600 bytes for each; here no vote takes more than 350."""
    few, many = (peak_of_reading(many_votes(tmp_path / f"{count}.pb", count)) for count in (2_000, 62_000))
    assert (many - few) / 60_000 < 350
