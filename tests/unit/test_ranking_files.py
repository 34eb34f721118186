"""Files of rankings: what PrefLib, BLT and Debian's sheets may hold, what is refused in one line, what is written."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals.tally.allocations.profile import BudgetProfile, Project
from proposals.tally.cli import main
from proposals.tally.formats.blt import read_blt
from proposals.tally.formats.debian import read_debian
from proposals.tally.formats.pb import read_pb
from proposals.tally.formats.pb_writing import write_pb
from proposals.tally.formats.preflib import read_preflib
from proposals.tally.formats.writing import write_blt, write_preflib
from proposals.tally.rankings.profile import OVERVOTE, RankingProfile, profile_of
from proposals.tally.roll import TallyError

from .test_rankings import rankings

HEAD = "# DATA TYPE: toi\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 3\n# NUMBER UNIQUE ORDERS: 2\n"
NAMES = '# ALTERNATIVE NAME 1: Ana: "la" #1\n# ALTERNATIVE NAME 2: \n# ALTERNATIVE NAME 3: Ñandú\n'
VOTES = "2: 1,{2,3}\n1: 3\n"
PREFLIB = HEAD + NAMES + VOTES
BLT = '3 2\n-2\n2 1 3=2 0\n1 - 3 0\n0\n"Ana"\n"Beto"\n"Carla"\n"Assembly"\n'
DEBIAN = (
    '   "V: vote \tLogin"\n    Option 1--->: Yes\n  / Option 2--->: No\n  |/ Option 3-->: Further\n'
    "V: 12-\tv1\nV: 1-1\tv2\n"
)


def written(folder: Path, text: str | bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(folder: Path, capsys, text: str | bytes, name: str, *arguments: str) -> str:
    """The one line with which the command refuses a file."""
    assert main([str(written(folder, text, name)), *(arguments or ("--rule", "schulze"))]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert not captured.out
    return captured.err


BAD_PREFLIB = [
    (PREFLIB.replace("VOTERS: 3", "VOTERS: 4"), 3, "NUMBER VOTERS 4, and there are 3"),
    (PREFLIB.replace("1: 3\n", ""), 3, "NUMBER VOTERS 3, and there are 2"),
    (PREFLIB.replace("ORDERS: 2", "ORDERS: 3"), 4, "NUMBER UNIQUE ORDERS 3, and there are 2"),
    (PREFLIB.replace("ALTERNATIVES: 3", "ALTERNATIVES: 2"), 2, "NUMBER ALTERNATIVES 2, and there are 3"),
    (PREFLIB.replace("VOTERS: 3", "VOTERS: -3"), 3, "not a whole number"),
    (PREFLIB.replace("VOTERS: 3", "VOTERS: 3\n# NUMBER VOTERS: 3"), 4, "twice"),
    (PREFLIB.replace("NAME 2", "NAME 1"), 6, "stands here twice"),
    (PREFLIB.replace("{2,3}", "{2,9}"), 8, "'9', which is no alternative"),
    (PREFLIB.replace("{2,3}", "{1,3}"), 8, "stands here twice"),
    (PREFLIB.replace("{2,3}", "{3,3}"), 8, "stands here twice"),
    (PREFLIB.replace("{2,3}", "{2,3"), 8, "cannot be read"),
    (PREFLIB.replace("{2,3}", "2;3"), 8, "cannot be read"),
    (PREFLIB.replace("{2,3}", ""), 8, "cannot be read"),
    (PREFLIB.replace("2: 1", "-2: 1"), 8, "not a whole number"),
    (PREFLIB.replace("2: 1", f"{'9' * 70}: 1"), 8, "not a whole number"),
    (PREFLIB.replace("2: 1", "1.5: 1"), 8, "not a whole number"),
    (PREFLIB.replace("2: 1,{2,3}", "1,2,3"), 8, "'count: order'"),
    (PREFLIB.replace("toi", "wmd"), 1, "no reader"),
    (PREFLIB.replace("toi", "soi"), 8, "There are ties"),
    (PREFLIB.replace("toi", "toc"), 9, "leaves alternatives out"),
    (HEAD + VOTES, 5, "names no alternatives"),
    (PREFLIB + "# TITLE: late\n", 10, "among the votes"),
    ("# no colon\n", 1, "'# KEY: value'"),
    ("", 1, "names no alternatives"),
    ("\n\n", 1, "names no alternatives"),
    (PREFLIB.encode("utf-16"), 1, "not UTF-8"),
    (PREFLIB.encode("latin-1"), 7, "not UTF-8"),
    (PREFLIB.replace("2: 1", "2: \x001").encode(), 8, "zero byte"),
    (bytes(range(256)) * 4, 1, ""),
]


@pytest.mark.parametrize(("text", "line", "words"), BAD_PREFLIB)
def test_a_preflib_file_is_refused_with_its_line(tmp_path, capsys, text, line, words) -> None:
    said = refused(tmp_path, capsys, text, "x.toi")
    assert f"line {line}: " in said
    assert words in said


OLDER = "3\n1,Ana, Jr.\n2,Beto\n3,Carla\n5,5,2\n3,1,{2,3}\n2,3\n"
BAD_OLDER = [
    (OLDER.replace("5,5,2", "5,5,3"), 5, "NUMBER UNIQUE ORDERS 3, and there are 2"),
    (OLDER.replace("5,5,2", "6,6,2"), 5, "NUMBER VOTERS 6, and there are 5"),
    (OLDER.replace("5,5,2", "6,5,2"), 5, "equal"),
    (OLDER.replace("5,5,2", "5,5"), 5, "voters,sum,unique"),
    (OLDER.replace("5,5,2\n", ""), 5, "voters,sum,unique"),
    (OLDER.replace("2,3\n", ""), 5, "NUMBER VOTERS 5, and there are 3"),
    (OLDER.replace("2,Beto", "1,Beto"), 3, "stands here twice"),
    (OLDER.replace("2,Beto", "Beto"), 3, "'number,name'"),
    (OLDER.replace("2,Beto\n", ""), 5, "unique"),
    (OLDER.replace("2,3\n", "2,4\n"), 7, "'4', which is no alternative"),
    (OLDER.replace("2,3\n", "2,{3,3}\n"), 7, "stands here twice"),
    (OLDER.replace("2,3\n", "x,3\n"), 7, "not a whole number"),
    ("3\n1,Ana\n", 2, "1 of 3 alternatives"),
    ("9999999\n", 1, "more than"),
    ("0\n", 1, "at least 1"),
]


@pytest.mark.parametrize(("text", "line", "words"), BAD_OLDER)
def test_an_older_preflib_file_is_refused_with_its_line(tmp_path, capsys, text, line, words) -> None:
    said = refused(tmp_path, capsys, text, "x.toi")
    assert f"line {line}: " in said
    assert words in said


def test_an_older_preflib_file_says_by_its_ending_what_it_holds(tmp_path, capsys) -> None:
    older, newer = read_preflib(written(tmp_path, OLDER, "x.toi")), read_preflib(written(tmp_path, PREFLIB, "y.toi"))
    assert older.names == {"1": "Ana, Jr.", "2": "Beto", "3": "Carla"}
    assert older.profile.ballots == {((0,), (1, 2)): 3, ((2,),): 2}
    assert older.profile.options == newer.profile.options
    assert "There are ties" in refused(tmp_path, capsys, OLDER, "x.soi")
    assert "leaves alternatives out" in refused(tmp_path, capsys, OLDER, "x.toc")


def test_the_keys_of_a_header_are_the_same_in_small_letters(tmp_path) -> None:
    text = f"#\n{HEAD.lower()}{NAMES.replace('ALTERNATIVE  NAME', 'Alternative Name')}{VOTES}"
    assert read_preflib(written(tmp_path, text, "x.toi")) == read_preflib(written(tmp_path, PREFLIB, "y.toi"))


def test_a_preflib_file_may_have_a_mark_of_order_and_ends_of_two_signs(tmp_path) -> None:
    for text in (PREFLIB.encode(), b"\xef\xbb\xbf" + PREFLIB.replace("\n", "\r\n").encode(), PREFLIB.strip().encode()):
        file = read_preflib(written(tmp_path, text, "x.toi"))
        assert file.names == {"1": 'Ana: "la" #1', "2": "", "3": "Ñandú"}
        assert file.profile.ballots == {((0,), (1, 2)): 2, ((2,),): 1}


def test_equal_lines_are_added_and_empty_ranks_are_none(tmp_path) -> None:
    text = PREFLIB.replace("ORDERS: 2", "ORDERS: 4").replace("VOTERS: 3", "VOTERS: 9")
    text += "1: 1, {3,2}\n5: {},{1},2,3\n"
    file = read_preflib(written(tmp_path, text, "x.toi"))
    assert file.profile.ballots == {((0,), (1, 2)): 3, ((2,),): 1, ((0,), (1,), (2,)): 5}


def test_categories_are_ranks(tmp_path, capsys) -> None:
    text = (
        HEAD.replace("toi", "cat").replace("UNIQUE ORDERS", "UNIQUE PREFERENCES") + "# NUMBER CATEGORIES: 2\n" + NAMES
    )
    file = read_preflib(written(tmp_path, text + "2: {},{1,2,3}\n1: 3,{1,2}\n", "x.cat"))
    assert file.profile.ballots == {((0, 1, 2),): 2, ((2,), (0, 1)): 1}
    assert "3 categories, and the header says 2" in refused(tmp_path, capsys, text + "3: 1,2,3\n", "y.cat")


BAD_BLT = [
    (BLT.replace("3 2\n", "3\n"), 1, "The first line"),
    (BLT.replace("3 2\n", "3 0\n"), 1, "number of seats"),
    (BLT.replace("3 2\n", "-3 2\n"), 1, "number of candidates"),
    (BLT.replace("3 2\n", f"{10**9} 2\n"), 1, "more than"),
    (BLT.replace("-2\n", "-4\n"), 2, "not among the 3"),
    (BLT.replace("-2\n", "-2 -2\n"), 2, "each of them once"),
    (BLT.replace("-2\n", "").replace("0\n0\n", "0\n-1\n0\n"), 4, "before the ballots"),
    (BLT.replace("2 1 3=2 0", "2 1 3=4 0"), 3, "not among the 3"),
    (BLT.replace("2 1 3=2 0", "2 1 3=1 0"), 3, "twice"),
    (BLT.replace("2 1 3=2 0", "2 1 3=2"), 3, "and a 0"),
    (BLT.replace("2 1 3=2 0", "-1.5 1 0"), 3, "above 0"),
    (BLT.replace("2 1 3=2 0", "0 1 0"), 3, "above 0"),
    (BLT.replace("2 1 3=2 0", "x 1 0"), 3, "not a number"),
    (BLT.replace("2 1 3=2 0", f"{'9' * 70} 1 0"), 3, "not a number"),
    (BLT.replace("2 1 3=2 0", "(a) 1 0\n(a) 2 0"), 4, "stands here twice"),
    (BLT.replace("2 1 3=2 0", "2 a 0"), 3, "not a whole number"),
    (BLT.replace('0\n"Ana"', '"Ana"'), 5, "and a 0"),
    (BLT.replace('"Beto"\n"Carla"\n"Assembly"\n', ""), 6, "1 names for 3"),
    (BLT.replace('"Carla"', '"Carla'), 8, "not closed"),
    (BLT.partition('0\n"')[0], 4, "ends early"),
    ("", 1, "The first line"),
    (BLT.encode("utf-16"), 1, "not UTF-8"),
    (BLT.replace("Ana", "A\x00"), 6, "zero byte"),
]


@pytest.mark.parametrize(("text", "line", "words"), BAD_BLT)
def test_a_blt_file_is_refused_with_its_line(tmp_path, capsys, text, line, words) -> None:
    said = refused(tmp_path, capsys, text, "x.blt")
    assert f"line {line}: " in said
    assert words in said


def test_a_blt_file_holds_what_its_programs_write(tmp_path) -> None:
    text = (
        "# an election\n3 2 # three for two\n\n-2 -3\n(paper 1) 1 - 3=2 0\n2.5 1 0   1 0\n 3 3 0 # last\n0\n"
        '"Ind ""Ana"" #1" # her\n"Be\\"to\\\\"   Carla\nThe Ward\n"a source"\n'
    )
    file = read_blt(written(tmp_path, "\ufeff" + text.replace("\n", "\r\n"), "x.blt"))
    assert file.names == {"1": 'Ind "Ana" #1', "2": 'Be"to\\', "3": "Carla"}
    assert (file.title, file.seats, file.withdrawn) == ("The Ward", 2, (1, 2))
    assert file.profile.ballots == {((0,), (), (1, 2)): 1, ((0,),): Fraction(5, 2), (): 1, ((2,),): 3}


def test_names_may_stand_in_remarks(tmp_path) -> None:
    text = "2 1\n1 1 0\n0\n# ALTERNATIVE NAME 1: Ana (Lab)\n# ALTERNATIVE NAME 2: Beto\nThe Ward\n"
    file = read_blt(written(tmp_path, text, "x.blt"))
    assert (file.names, file.title) == ({"1": "Ana (Lab)", "2": "Beto"}, "The Ward")


BAD_DEBIAN = [
    (DEBIAN.replace("12-", "1-"), 5, "The vote ranks 2 options, and there are 3"),
    (DEBIAN.replace("v2", "v1"), 6, "stands here twice"),
    (DEBIAN.replace("Option 2", "Option 1"), 3, "stands here twice"),
    (DEBIAN.replace("12-", "1?-"), 5, "'V: <ranks> <id>'"),
    (DEBIAN.partition("V: 12-")[0], 4, "no vote"),
    ("", 1, "no vote"),
    (DEBIAN.replace("v1", "v\x001"), 5, "zero byte"),
]


@pytest.mark.parametrize(("text", "line", "words"), BAD_DEBIAN)
def test_a_sheet_is_refused_with_its_line(tmp_path, capsys, text, line, words) -> None:
    said = refused(tmp_path, capsys, text, "x.txt")
    assert f"line {line}: " in said
    assert words in said


def test_a_sheet_is_read_in_either_encoding(tmp_path) -> None:
    for encoding in ("utf-8", "latin-1"):
        sheet = read_debian(written(tmp_path, DEBIAN.replace("Further", "Más").encode(encoding), "x.txt"))
        assert sheet.names == {"1": "Yes", "2": "No", "3": "Más"}
        assert sheet.profile.ballots == {((0,), (1,)): 1, ((0, 2),): 1}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rule", "stv", "--seats", "0"], "at least one seat"),
        (["--rule", "irv", "--seats", "-1"], "at least one seat"),
        (["--rule", "schulze_quorum", "--majority", "9=2"], "no option"),
        (["--rule", "schulze", "--majority", "9=2"], "no option"),
        (["--rule", "schulze_quorum", "--default", "x"], "no option"),
        (["--rule", "irv", "--default", "x"], "no option"),
        (["--rule", "schulze_quorum"], "Name the default option"),
        (["--rule", "schulze_quorum", "--default", "1", "--quorum", "-1"], "below 0"),
        (["--rule", "schulze_quorum", "--default", "1", "--majority", "2"], "OPTION=N"),
        (["--rule", "irv", "--skipped", "-1"], "not below 0"),
        (["--rule", "irv", "--ties", "cheapest"], "id, file or lot:SEED"),
        (["--rule", "schulze", "--ties", "lot:"], "needs a seed"),
        (["--rule", "greedy"], "does not apply"),
        (["--rule", "seats"], "no rule called"),
        ([], "Name a rule"),
        (["--compare", "--seats", "0"], "at least one seat"),
        (["--rule", "irv", "--seats", "2"], "for several there is stv"),
        (["--rule", "schulze", "--completion", "add1"], "--completion makes no sense here"),
        (["--compare", "--budget", "5"], "--budget makes no sense here"),
        (["--rule", "schulze_quorum", "--default", "1", "--majority", "2=3", "--majority", "2=2"], "twice"),
    ],
)
def test_an_option_that_makes_no_sense_is_one_line(tmp_path, capsys, arguments, words) -> None:
    path = str(written(tmp_path, PREFLIB, "x.toi"))
    assert main([path, *arguments]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert words in said


# What is written


@given(rankings(most_options=5))
def test_preflib_gives_back_what_was_written(profile) -> None:
    with_folder(lambda folder: again_by_preflib(folder, profile))


def again_by_preflib(folder: Path, profile: RankingProfile) -> None:
    names = {option: f' "{option}": ñ\n# x ' for option in profile.options}
    ending, data = write_preflib(profile, names, "a: title\n# of two lines")
    file = read_preflib(written(folder, data, f"x{ending}"))
    assert file.profile.ballots == profile.ballots
    assert set(file.names.values()) == {f'"{option}": ñ # x' for option in profile.options}
    flat = [group for order in profile.ballots for group in order]
    assert (ending[1] == "t") == any(len(group) > 1 for group in flat)
    assert (ending[3] == "c") == all(sum(map(len, o)) == len(profile.options) for o in profile.ballots)


@given(rankings(most_options=5), st.integers(1, 4))
def test_blt_gives_back_what_was_written(profile, seats) -> None:
    def again(folder: Path) -> None:
        names = {option: f'"{option}\\" #' for option in profile.options}
        file = read_blt(written(folder, write_blt(profile, seats, names, 'The "Ward" # 1', [0]), "x.blt"))
        assert (file.profile.ballots, file.seats, file.withdrawn) == (profile.ballots, seats, (0,))
        assert (list(file.names.values()), file.title) == (list(names.values()), 'The "Ward" # 1')

    with_folder(again)


def test_a_blank_rank_is_written_where_the_format_has_it(tmp_path) -> None:
    profile = profile_of("ab", [([[], ["a"]], 2), ([], 1)])
    assert read_blt(written(tmp_path, write_blt(profile, 1), "x.blt")).profile.ballots == profile.ballots
    with pytest.raises(TallyError, match="left out"):
        write_preflib(profile)


def test_what_a_format_cannot_hold_is_refused() -> None:
    half, spoilt = profile_of("ab", [([["a"]], Fraction(1, 2))]), RankingProfile(("a", "b"), {(OVERVOTE,): 1})
    for profile, words in ((half, "no whole number"), (spoilt, "more than can be told")):
        for write in (write_preflib, lambda profile: write_blt(profile, 1)):
            with pytest.raises(TallyError, match=words):
                write(profile)
    with pytest.raises(TallyError, match="at least one seat"):
        write_blt(half, 0)


@st.composite
def budgets(draw):
    ids = draw(st.lists(st.sampled_from(["a", '"b"', "c;d", "é", "10", "9", "META", "x y"]), min_size=1, unique=True))
    cents = st.integers(0, 10**9).map(lambda n: Fraction(n, 100))
    projects = tuple(Project(one, draw(cents), themes=tuple(draw(st.sets(st.sampled_from("tuv"))))) for one in ids)
    kind = draw(st.sampled_from(["approval", "score", "cumulative", "ranked"]))
    points = st.integers(1, 9) if kind in ("score", "cumulative") else st.just(1)
    ballots = {}
    for _ballot in range(draw(st.integers(1, 6))):
        some = draw(st.permutations(range(len(ids))))[: draw(st.integers(0, len(ids)))]
        ballots[tuple((number, draw(points)) for number in some)] = draw(st.integers(1, 3))
    return kind, BudgetProfile(projects, draw(cents), ballots)


def in_order(ballots, kind):
    """Ballots as their kind means them: only a ranking has an order."""
    if kind == "ordinal":
        return dict(ballots)
    found = {}
    for ballot, weight in ballots.items():
        found[tuple(sorted(ballot))] = found.get(tuple(sorted(ballot)), 0) + weight
    return found


@given(budgets())
def test_a_budget_gives_back_what_was_written(case) -> None:
    kind, profile = case

    def again(folder: Path) -> None:
        names = {project.id: f'{project.id}; "the" mill\n' for project in profile.projects}
        meta = {"description": "one;\ntwo", "comment": "#"}
        data = write_pb(profile, kind, meta=meta, names=names, selected=[profile.projects[0].id])
        file = read_pb(written(folder, data, "x.pb"))
        assert file.profile.budget == profile.budget
        assert in_order(file.profile.ballots, kind) == in_order(profile.ballots, kind)
        costs = [(project.id, project.cost, sorted(project.themes)) for project in file.profile.projects]
        assert costs == [(project.id, project.cost, sorted(project.themes)) for project in profile.projects]
        assert file.meta["description"] == "one; two"
        assert [row["selected"] for row in file.rows] == ["1", *["0"] * (len(file.rows) - 1)]
        assert file.rows[0]["name"] == f'{profile.projects[0].id}; "the" mill'

    with_folder(again)


@pytest.mark.parametrize(
    ("profile", "kind", "words"),
    [
        (BudgetProfile((Project("a,b", Fraction(1)),), Fraction(1), {}), "approval", "list of votes"),
        (BudgetProfile((Project(" a", Fraction(1)),), Fraction(1), {}), "approval", "list of votes"),
        (BudgetProfile((Project("a", Fraction(1, 3)),), Fraction(1), {}), "approval", "no decimal"),
        (BudgetProfile((Project("a", Fraction(1), themes=("x,y",)),), Fraction(1), {}), "approval", "theme"),
        (BudgetProfile((Project("a", Fraction(1)),), Fraction(1), {(): Fraction(1, 2)}), "approval", "whole number"),
        (BudgetProfile((Project("a", Fraction(1)),), Fraction(1), {}), "guess", "no vote_type"),
    ],
)
def test_a_budget_that_the_format_cannot_hold(profile, kind, words) -> None:
    with pytest.raises(TallyError, match=words):
        write_pb(profile, kind)


def with_folder(act) -> None:
    import tempfile  # noqa: PLC0415 - hypothesis draws many cases in one test: each has a folder of its own

    with tempfile.TemporaryDirectory() as folder:
        act(Path(folder))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([(PREFLIB, "x.toi"), (BLT, "x.blt"), (DEBIAN, "x.txt")]), st.integers(0, 200), st.binary(max_size=9)
)
def test_noise_in_a_file_ends_in_a_result_or_a_line(tmp_path, capsys, file, at, noise) -> None:
    text, name = file
    data = text.encode()
    path = written(tmp_path, data[:at] + noise + data[at + len(noise) // 2 :], name)
    assert main([str(path), "--compare"]) in (0, 2)
    assert capsys.readouterr().err.count("\n") <= 1
