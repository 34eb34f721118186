"""Equal Shares on a large budget, beside pabutools and beside grouped fractions; and reading half a million votes.

With ELECTIONS_DIR the city's budget is that of Łódź 2022, as its archive publishes it, otherwise it is one generated
here.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.remote import Unmeasured
from bench.stage import Stage
from bench.table import Row, Target
from embedded.places import ROOT

REAL = "pb/Poland_Lodz_2022.pb"
CITY, SHARE, SECONDS = 30_000, 200, 600
FIFTY, FIVE = Target(50, least=True), Target(5, least=True)
LITTLE = Target(300, form="{:g} MB")


def measure(stage: Stage) -> Iterator[Row]:
    """Counting is compared, in seconds of CPU; reading is told beside it. All must name the same winners."""
    with tempfile.TemporaryDirectory() as folder:
        what, file = _city(Path(folder))
        yield from _beside(f"Equal Shares, {what}", "none", file, [("pabutools", FIFTY)])
        raised, votes = [("pabutools", FIVE), ("plain", FIVE)], stage.sizes.shared
        if votes < CITY:  # others take minutes to raise a city's shares
            what, file = f"a generated budget of {votes:,} votes", generated(Path(folder) / "town.pb", votes)
        yield from _beside(f"Equal Shares with add1, {what}", "add1", file, raised)
        half = generated(Path(folder) / "half.pb", 500_000)
        yield from _memory("Equal Shares on 500,000 votes", half)


def _city(folder: Path) -> tuple[str, Path]:
    real = Path(os.environ.get("ELECTIONS_DIR", "")) / REAL
    if real.is_file():
        return "Łódź 2022", real
    return f"a generated budget of {CITY:,} votes", generated(folder / "city.pb", CITY)


def _beside(what: str, completion: str, file: Path, others: list[tuple[str, Target]]) -> Iterator[Row]:
    for way, target in others:
        try:
            mine, yardstick = _run("ours", completion, file), _run(way, completion, file)
            if mine["winners"] != yardstick["winners"]:
                raise Unmeasured(f"{way} has other winners")
            ratio = yardstick["count"] / mine["count"]
            read_too = (yardstick["read"] + yardstick["count"]) / (mine["read"] + mine["count"])
            cells = {"subject": _told(mine), "yardstick": f"{way} {_told(yardstick)}"}
            cells["ratio"] = f"{ratio:.0f} × faster, {read_too:.0f} × with reading"
            yield Row.judged(what, ratio, target, **cells)
        except Unmeasured as trouble:
            yield Row.error(what, trouble)


def _told(run: dict[str, Any]) -> str:
    return f"{run['count']:.2f} s (reading {run['read']:.2f} s), {run['bytes'] / 1e6:.0f} MB"


def _memory(what: str, file: Path) -> Iterator[Row]:
    try:
        mine = _run("ours", "none", file)
        subject = f"{mine['bytes'] / 1e6:.0f} MB, reading {mine['read']:.1f} s, counting {mine['count']:.1f} s"
        yield Row.judged(what, mine["bytes"] / 1e6, LITTLE, subject=subject)
    except Unmeasured as trouble:
        yield Row.error(what, trouble)


def _run(way: str, completion: str, file: Path) -> dict[str, Any]:
    module = "bench.inside.budgets_theirs" if way == "pabutools" else "bench.inside.budgets"
    command = [sys.executable, "-m", module, way, completion, str(file)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise Unmeasured(f"{way} took more than {SECONDS} s") from slow
    if done.returncode:
        raise Unmeasured(f"{way}: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.splitlines()[-1])


def generated(path: Path, votes: int, projects: int = 160) -> Path:
    """A city as cities are: few projects that many want, and many that few want. Costs go with the number of votes, so
    that a raise of one for each voter is worth the same in a small city as in a large one.
    """
    draw = random.Random(2022)
    ids, wanted = [f"P{n:03}" for n in range(projects)], [1 / (n + 1) for n in range(projects)]
    with path.open("w") as file:
        file.write(f"META\nkey;value\nnum_projects;{projects}\nnum_votes;{votes}\nbudget;{SHARE * votes}\n")
        file.write("vote_type;approval\nrule;greedy\nPROJECTS\nproject_id;cost\n")
        file.writelines(f"{name};{draw.randrange(10_000, 400_000) * votes // CITY}\n" for name in ids)
        file.write("VOTES\nvoter_id;vote;age\n")
        for voter in range(votes):
            names = dict.fromkeys(draw.choices(ids, wanted, k=6))
            file.write(f"voter {voter};{','.join(names)};{draw.randrange(16, 90)}\n")
    return path
