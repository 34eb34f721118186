"""Files of votes: what is read, and what is refused with its line, in one sentence."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals.tally.cli import main
from proposals.tally.formats.blt import read_blt
from proposals.tally.formats.debian import read_debian
from proposals.tally.formats.pb import read_pb
from proposals.tally.formats.preflib import read_preflib
from proposals.tally.roll import TallyError

META = [
    "META",
    "key;value",
    "num_projects;2",
    "num_votes;2",
    "budget;10",
    "vote_type;approval",
    "rule;greedy",
    "PROJECTS",
    "project_id;cost;name",
    'a;4;"a well; deep"',
    "b;7;mill",
    "VOTES",
    "voter_id;vote",
    "v1;a,b",
    "v2; b ",
]


def written(folder: Path, lines: list[str] | bytes, name: str = "x.pb") -> Path:
    path = folder / name
    path.write_bytes(lines if isinstance(lines, bytes) else ("\n".join(lines) + "\n").encode())
    return path


def changed(**lines: str) -> list[str]:
    """The file with some lines replaced, by number from 1: `line_9="…"`."""
    new = list(META)
    for name, text in lines.items():
        new[int(name.removeprefix("line_")) - 1] = text
    return new


def test_a_small_file_is_read(tmp_path: Path) -> None:
    file = read_pb(written(tmp_path, b"\xef\xbb\xbf" + "\n".join(META).encode()))
    assert [project.id for project in file.profile.projects] == ["a", "b"]
    assert file.rows[0]["name"] == "a well; deep"
    assert file.profile.votes() == [1, 2]
    assert file.profile.budget == 10


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (META[:11], 11, "VOTES is missing"),
        (META[:-1], 4, "num_votes 2, and there are 1"),
        (changed(line_3="num_projects;3"), 3, "num_projects 3, and there are 2"),
        (changed(line_11="a;7;mill"), 11, "stands here twice"),
        (changed(line_15="v1;b"), 15, "stands here twice"),
        (changed(line_14="v1;a,c"), 14, "which is no project"),
        (changed(line_14="v1;a,a"), 14, "stands here twice"),
        (changed(line_10="a;-4;well"), 10, "negative"),
        (changed(line_10="a;four;well"), 10, "not a number"),
        (changed(line_10="a;NaN;well"), 10, "not a number"),
        (changed(line_10="a;1e999999;well"), 10, "not a number"),
        (changed(line_5="budget;"), 5, "not a number"),
        (changed(line_6="vote_type;guess"), 6, "no vote_type"),
        (changed(line_13="voter;vote"), 13, "no column voter_id"),
        (changed(line_1="PROJECTS"), 1, "in this order"),
        (["project_id;cost"], 1, "does not begin with"),
        ([], 1, "META is missing"),
        (b'META\nkey;value\nnum_projects;"2', 3, "quoted"),
        ("\n".join(META).encode("utf-16"), 1, "not UTF-8"),
        ("\n".join(META).replace("mill", "molino ñ").encode("latin-1"), 11, "not UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, capsys, lines, line, words) -> None:
    path = written(tmp_path, lines)
    assert main([str(path), "--rule", "greedy"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"line {line}: " in said
    assert words in said


def test_points_are_exact_and_go_with_their_projects(tmp_path: Path) -> None:
    lines = changed(
        line_6="vote_type;cumulative", line_13="voter_id;vote;points", line_14="v1;a,b;1.5,2", line_15="v2;b;1"
    )
    file = read_pb(written(tmp_path, lines))
    assert (file.unit, file.profile.scores()) == (2, [3, 6])
    with pytest.raises(TallyError, match="line 14: There are 1 numbers of points for 2 projects"):
        read_pb(written(tmp_path, [*lines[:13], "v1;a,b;3", lines[14]]))


def test_a_score_that_is_not_given_is_the_default(tmp_path: Path) -> None:
    lines = changed(line_6="vote_type;scoring", line_13="voter_id;vote;points", line_14="v1;a;-3", line_15="v2;b;5")
    lines.insert(6, "default_score;1")
    assert read_pb(written(tmp_path, lines)).profile.scores() == [-2, 6]


PREFLIB = ["# NUMBER ALTERNATIVES: 3", "# NUMBER VOTERS: 3", *(f"# ALTERNATIVE NAME {n}: {n}" for n in (1, 2, 3))]


@pytest.mark.parametrize(
    ("name", "lines", "words"),
    [
        ("x.soi", [*PREFLIB, "3: 1,{2,3}"], "line 6: There are ties"),
        ("x.soc", [*PREFLIB, "3: 1,2"], "line 6: The order leaves"),
        ("x.toi", [*PREFLIB, "3: 1,4"], "line 6: The order names '4'"),
        ("x.toi", [*PREFLIB, "3: 1,{2,1}"], "line 6: The alternative '1'"),
        ("x.toi", [*PREFLIB, "0: 1"], "line 6: The count"),
        ("x.toi", [*PREFLIB, "2: 1"], "NUMBER VOTERS 3, and there are 2"),
        ("x.toi", [*PREFLIB, "3: {1,2"], "line 6: The order cannot be read"),
        ("x.toi", ["nothing"], "line 1: A line of votes"),
        ("x.toi", [], "names no alternatives"),
    ],
)
def test_a_preflib_file_that_is_none(tmp_path: Path, name, lines, words) -> None:
    with pytest.raises(TallyError) as refusal:
        read_preflib(written(tmp_path, lines, name))
    assert words in str(refusal.value)


def test_a_preflib_file_is_read(tmp_path: Path) -> None:
    file = read_preflib(written(tmp_path, [*PREFLIB, "2: 1,{2,3}", "1: 3"], "x.toi"))
    assert file.profile.ballots == {((0,), (1, 2)): 2, ((2,),): 1}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["3"], "line 1: The first line"),
        (["3 1", "1 1 2", "0"], "line 2: A ballot is"),
        (["3 1", "1 1 4 0", "0"], "line 2: The candidate 4"),
        (["3 1", "1 1 1 0", "0"], "line 2: A ballot ranks"),
        (["3 1", "x 1 0", "0"], "line 2: The weight"),
        (["3 1", "1 1 2 0"], "line 2: The ballots do not end"),
    ],
)
def test_a_blt_file_that_is_none(tmp_path: Path, lines, words) -> None:
    with pytest.raises(TallyError) as refusal:
        read_blt(written(tmp_path, lines, "x.blt"))
    assert words in str(refusal.value)


def test_a_blt_file_is_read(tmp_path: Path) -> None:
    lines = [
        "3 2 # a comment",
        "-2",
        "2 1 3=2 0",
        "1.5 - 3 0",
        "0",
        '"Ana" "Beto"',
        '"Carla \\"La\\" Paz"',
        '"Assembly"',
    ]
    file = read_blt(written(tmp_path, lines, "x.blt"))
    assert (file.seats, file.withdrawn, file.title) == (2, (1,), "Assembly")
    assert file.names["3"] == 'Carla "La" Paz'
    assert {order: str(weight) for order, weight in file.profile.ballots.items()} == {
        ((0,), (1, 2)): "2",
        ((), (2,)): "3/2",
    }


def test_a_debian_sheet_is_read(tmp_path: Path) -> None:
    sheet = read_debian(written(tmp_path, ["V: 12- abc", "V: 1-1 def", "nothing"], "x.txt"))
    assert sheet.profile.ballots == {((0,), (1,)): 1, ((0, 2),): 1}
    with pytest.raises(TallyError, match="line 2"):
        read_debian(written(tmp_path, ["V: 12- abc", "V: 12 def"], "y.txt"))
    with pytest.raises(TallyError, match="no vote"):
        read_debian(written(tmp_path, ["nothing"], "z.txt"))


def test_the_command_tells_the_result_as_json(tmp_path: Path, capsys) -> None:
    path = written(tmp_path, META)
    assert main([str(path), "--rule", "equal_shares", "--completion", "greedy", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rule"] == "equal_shares"
    assert told["selected"] == ["b"]
    assert told["total_cost"] == "7"
    assert told["conventions"] == {"satisfaction": "cost", "completion": "greedy", "ties": "id"}
    assert told["working"][0] == {"step": "share", "each_voter": "5", "voters": 2, "raises": 0}
    assert main([str(path), "--compare"]) == 0
    assert capsys.readouterr().out.startswith("greedy: selected")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--rule", "irv"],
        ["--rule", "no_such_rule"],
        ["--rule", "greedy", "--ties", "lot"],
        ["--rule", "greedy", "--budget", "-5"],
        ["--rule", "greedy", "--budget", "1/0"],
        ["--rule", "equal_shares", "--completion", "add1", "--add1-step", "0"],
        ["--rule", "greedy", "--compare"],
        ["--rule", "greedy", "--seats", "2"],
        ["--compare", "--overvote", "skip"],
    ],
)
def test_what_the_command_cannot_do_is_one_line(tmp_path: Path, capsys, arguments) -> None:
    assert main([str(written(tmp_path, META)), *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([".pb", ".toc", ".soi", ".cat", ".blt", ".txt"]), st.integers(0, 14))
def test_no_file_ends_in_anything_but_a_result_or_a_line(tmp_path: Path, capsys, noise, ending, at) -> None:
    lines = [line.encode() for line in META]
    lines[at] = lines[at][: len(lines[at]) // 2] + noise
    path = written(tmp_path, b"\n".join(lines), f"noise{ending}")
    assert main([str(path), "--compare"]) in (0, 2)
    assert capsys.readouterr().err.count("\n") <= 1
