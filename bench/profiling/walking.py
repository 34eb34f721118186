"""Each path measured in one database: what an answer costs beside the framework's own list, where the time goes, and
what is asked of PostgreSQL.
"""

from dataclasses import dataclass
from pathlib import Path as Folder
from typing import Any

from bench.remote import Remote
from bench.rounds import in_turns
from bench.table import Spread

from .paths import Path, Sent, requests_of
from .sampling import Sample, sample

ROUNDS, BATCH, WARM = 8, 10, 8
BARE = "/bare/list/"


@dataclass(frozen=True)
class Walk:
    """What is known of one path. `ratio` is of its CPU to that of the bare list; seconds otherwise."""

    path: Path
    cpu: float
    ratio: Spread
    share_of_sql: float
    statements: list[dict[str, Any]]
    sample: Sample

    @property
    def explained(self) -> list[dict[str, Any]]:
        """Without those that only guide a transaction."""
        return [statement for statement in self.statements if "tables" in statement]

    def total(self, name: str) -> float:
        return sum(statement[name] for statement in self.explained)


def walk(path: Path, remote: Remote, places: dict[str, Any], folder: Folder) -> Walk:
    """A minute's half for each path."""
    requests = requests_of(path, remote, places)

    def spent(sent: list[Sent], times: int = BATCH) -> tuple[float, float, float]:
        return remote.call("bench.inside.explaining:spent", requests=sent, times=times)

    bare: list[Sent] = [{"path": BARE, "cookies": requests[0].get("cookies", "")}]
    spent(requests, WARM)
    spent(bare, WARM)
    clocks: list[tuple[float, float, float]] = []

    def ours() -> float:
        clocks.append(spent(requests))
        return clocks[-1][1]

    pairs = in_turns(ROUNDS, ours, lambda: spent(bare)[1])
    return Walk(
        path,
        cpu=Spread.of([cpu for _clock, cpu, _waited in clocks]).middle,
        ratio=Spread.ratio(pairs),
        share_of_sql=Spread.of([waited / clock for clock, _cpu, waited in clocks]).middle,
        statements=remote.call("bench.inside.explaining:statements", requests=requests[-3:]),
        sample=sample(remote, folder, [dict(one) for one in requests]),
    )
