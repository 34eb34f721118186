"""The working of rankings in the form in which it is published: a reader with paper comes to the same result."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from itertools import islice, permutations
from pathlib import Path

from proposals.tally.cli import main
from proposals.tally.conventions import Options, Votes
from proposals.tally.counting import count_votes
from proposals.tally.rankings.profile import profile_of

# Markus Schulze's own example (Social Choice and Welfare 36, section 3.1): 45 voters, five options.
SCHULZE = [
    ("acbed", 5),
    ("adecb", 5),
    ("bedac", 8),
    ("cabed", 3),
    ("caebd", 7),
    ("cbade", 2),
    ("dceba", 7),
    ("ebadc", 8),
]
FILE = (
    "# NUMBER ALTERNATIVES: 5\n"
    + "".join(f"# ALTERNATIVE NAME {n}: {name}\n" for n, name in enumerate("abcde", 1))
    + "".join(f"{count}: {','.join(str('abcde'.index(name) + 1) for name in order)}\n" for order, count in SCHULZE)
)
# From a textbook of the single transferable vote: 23 parties' guests, three kinds of sweets.
SWEETS = [("op", 4), ("po", 7), ("s", 1), ("h", 3), ("hs", 5), ("cs", 2), ("ch", 1)]


def counted(ballots, rule, **options):
    names = sorted({name for order, _count in ballots for name in order})
    profile = profile_of(names, [([[name] for name in order], count) for order, count in ballots])
    told = count_votes(Votes(rankings=profile), rule, Options(**options))
    return json.loads(json.dumps(told))


def test_schulze_paths_can_be_followed_link_by_link() -> None:
    told = counted(SCHULZE, "schulze")
    assert (told["outcome"], told["selected"]) == ("selected", ["e"])
    assert told["ranking"] == [["e"], ["a"], ["c"], ["b"], ["d"]]
    assert told["conventions"] == {"unranked": "last", "strength": "winning_votes"}
    (step,) = told["working"]
    place = step["options"].index
    assert {path["other"] for path in step["paths"]} == set("abcd")
    for path in step["paths"]:
        for way in ("there", "back"):
            links, chain = path[way]["links"], path[way]["chain"]
            assert [link["from"] for link in links] + [links[-1]["to"]] == chain
            for link in links:
                assert link["for"] == step["matrix"][place(link["from"])][place(link["to"])]
                assert link["against"] == step["matrix"][place(link["to"])][place(link["from"])]
                assert Fraction(link["for"]) > Fraction(link["against"])
            assert path[way]["strength"] == min((link["strength"] for link in links), key=Fraction)
        assert Fraction(path["there"]["strength"]) > Fraction(path["back"]["strength"])
    to_a = next(path for path in step["paths"] if path["other"] == "a")
    assert (to_a["there"]["chain"], to_a["there"]["strength"]) == (["e", "b", "a"], "25")
    assert (to_a["back"]["chain"], to_a["back"]["strength"]) == (["a", "c", "e"], "24")


def test_the_social_order_shows_its_ties() -> None:
    told = counted([("abc", 1), ("bac", 1)], "schulze")
    assert (told["outcome"], told["selected"], told["ties"]) == ("tied", ["a", "b"], [["a", "b"]])
    assert [path["is_tie"] for path in told["working"][0]["paths"]] == [True, False, True, False]


def test_rounds_say_who_dropped_out_why_and_where_their_votes_went() -> None:
    told = counted([("a", 5), ("b", 4), ("cb", 2), ("da", 2), ("e", 1)], "irv", ties="lot:a seed")
    rounds = told["working"]
    assert [round_["number"] for round_ in rounds] == list(range(1, len(rounds) + 1))
    assert (rounds[0]["eliminated"], rounds[0]["why"]) == (["e"], "fewest")
    assert rounds[1]["inactive"]["exhausted"] == "1"
    tie = rounds[1]["tie"]
    assert (rounds[1]["why"], tie["options"], tie["decided_by"]) == ("tie", ["c", "d"], "lot")
    assert rounds[1]["eliminated"] == [tie["chosen"]]
    assert rounds[2]["transfers"] == {{"c": "b", "d": "a"}[tie["chosen"]]: "2"}
    assert rounds[-1]["winner"] == told["selected"][0]
    assert Fraction(rounds[-1]["totals"][told["selected"][0]]) > Fraction(rounds[-1]["threshold"])
    assert told["conventions"]["ties"] == "lot:a seed"


def test_stages_say_who_gave_whom_how_much_and_at_what_value() -> None:
    told = counted(SWEETS, "stv", seats=3)
    quota, *stages = told["working"]
    assert quota == {"step": "quota", "quota": "6", "seats": 3, "valid": "23"}
    assert [(stage["act"], stage["of"]) for stage in stages[:3]] == [
        ("first", []),
        ("surplus", ["h"]),
        ("surplus", ["p"]),
    ]
    surplus = stages[1]
    assert (surplus["surplus"], surplus["value"]) == ("2", "1/4")
    assert surplus["moved"] == [{"papers": "8", "value": "1", "moves_at": "1/4"}]
    assert surplus["transfers"] == {"s": "5/4"}
    assert (surplus["exhausted"], surplus["rounding"]) == ("3/4", "0")
    assert set(told["selected"]) == {"h", "p", "o"}
    assert told["conventions"]["quota"] == "droop"
    assert told["conventions"]["seats"] == "3"
    scottish = counted(SWEETS, "stv", seats=3, arithmetic="scottish")["working"][3]
    assert scottish["value"] == "1/7"
    assert scottish["moved"] == [{"papers": "7", "value": "1", "moves_at": "2857/20000"}]
    assert scottish["rounding"] == "1/20000"


def test_the_command_repeats_every_convention(tmp_path: Path, capsys) -> None:
    path = tmp_path / "x.soc"
    path.write_text(FILE)
    expected = {
        "schulze": {"unranked", "strength"},
        "schulze_quorum": {"unranked", "strength", "default", "quorum"},
        "irv": {"equal_ranks", "overvote", "skipped", "batch", "ties"},
        "stv": {"equal_ranks", "overvote", "skipped", "arithmetic", "ties", "quota", "seats"},
    }
    for rule, names in expected.items():
        assert main([str(path), "--rule", rule, "--default", "3", "--json"]) == 0
        assert set(json.loads(capsys.readouterr().out)["conventions"]) == names


MEASURE = """
import sys
from proposals.tally.cli import main
code = main(sys.argv[1:])
# What the operating system says of the process alone: `getrusage` also remembers whoever started it.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024, file=sys.stderr)
sys.exit(code)
"""


def test_half_a_million_votes_are_read_in_little_memory(tmp_path: Path) -> None:
    """Half a million different orders, the worst that a file of so many votes can hold."""
    names, voters = 12, 500_000
    path = tmp_path / "x.soi"
    with path.open("w") as file:
        file.write(f"# NUMBER ALTERNATIVES: {names}\n# NUMBER VOTERS: {voters}\n")
        file.writelines(f"# ALTERNATIVE NAME {n}: {n}\n" for n in range(1, names + 1))
        for order in islice(permutations(map(str, range(1, names + 1)), 8), voters):
            file.write(f"1: {','.join(order)}\n")
    arguments = [sys.executable, "-c", MEASURE, str(path), "--rule", "schulze"]
    done = subprocess.run(
        arguments, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "0"}
    )
    assert int(done.stderr) <= 300
