"""Pabulib's `.pb`: elections of participatory budgeting, every type of vote.

Source: pabulib.org/format (D. Stolicki, S. Szufa, N. Talmon, "Pabulib", arXiv:2012.06539). Three sections, META,
PROJECTS and VOTES, each a title line, a header line and rows; `;` between cells, CSV quoting.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from pathlib import Path

from proposals.tally.allocations.profile import Ballot, BudgetProfile, Project
from proposals.tally.formats.lines import FormatError, exact, once, rows_of, whole

SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
NEEDED = ("num_projects", "num_votes", "budget", "vote_type", "rule")
WITH_POINTS = ("cumulative", "scoring")

Row = dict[str, str]


@dataclass(frozen=True)
class PbFile:
    """A read file. Points of the profile are whole: `unit` of them are one point of the file.

    `rows` are the projects' own cells, by project; `meta` the first section.
    """

    meta: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    profile: BudgetProfile
    unit: int = 1

    @property
    def scores(self) -> list[Fraction]:
        """What projects are ordered by: the file's own score where it has one (a city counts some of its votes by
        other points), else points of the votes, else votes.
        """
        if all(row.get("score") for row in self.rows) and self.rows:
            return [Fraction(row["score"]) for row in self.rows]
        if self.meta["vote_type"] in WITH_POINTS:
            return [Fraction(score, self.unit) for score in self.profile.scores()]
        return [Fraction(votes) for votes in self.profile.votes()]

    @property
    def threshold(self) -> Fraction | None:
        """What a project needs at least to be looked at, if the file says so."""
        text = self.meta.get("min_project_score_threshold", "")
        return Fraction(text) if text else None


@dataclass
class _Reading:
    meta: Row = field(default_factory=dict)
    meta_lines: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    place: dict[str, int] = field(default_factory=dict)
    ballots: dict[tuple[tuple[int, Fraction], ...], int] = field(default_factory=dict)
    voters: set[str] = field(default_factory=set)
    line: int = 0


def read_pb(path: Path) -> PbFile:
    """Read and check a `.pb` file; raises `FormatError` with the line of the first thing that is wrong.

    Refused are: another encoding than UTF-8, a missing section, header or key, counts that are not those of the rows, a
    project or voter twice, an unknown project on a ballot or one twice, points that do not go with the projects, and
    costs that are negative or no numbers.
    """
    reading = _Reading()
    section = ""
    header: list[str] = []
    seen: list[str] = []
    for line, row in rows_of(path, ";"):
        reading.line = line
        if not any(row):
            continue
        if len(row) == 1 and row[0].upper() in SECTIONS:
            section, header = row[0].upper(), []
            seen.append(section)
            if seen != list(SECTIONS[: len(seen)]):
                raise FormatError(line, "The sections are META, PROJECTS and VOTES, once each and in this order.")
        elif not section:
            raise FormatError(line, "The file does not begin with its section META.")
        elif not header:
            header = _header(line, section, row)
        else:
            _READERS[section](reading, line, _cells(line, header, row))
    if seen != list(SECTIONS):
        raise FormatError(reading.line, f"The section {SECTIONS[len(seen)]} is missing: the file ends early.")
    return _finish(reading)


def _header(line: int, section: str, row: list[str]) -> list[str]:
    header = [name.casefold() for name in row]
    once(line, header, "The column")
    needed = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}[section]
    for name in needed:
        if name not in header:
            raise FormatError(line, f"The header of {section} has no column {name}.")
    return header


def _cells(line: int, header: list[str], row: list[str]) -> Row:
    if len(row) > len(header) and any(row[len(header) :]):
        raise FormatError(line, f"This row has {len(row)} cells, its header {len(header)}.")
    return dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=False))


def _meta(reading: _Reading, line: int, row: Row) -> None:
    if row["key"] in reading.meta:
        raise FormatError(line, f"The key {row['key'][:40]!r} stands here twice.")
    reading.meta[row["key"]], reading.meta_lines[row["key"]] = row["value"], line


def _project(reading: _Reading, line: int, row: Row) -> None:
    name = row["project_id"]
    if not name or name in reading.place:
        raise FormatError(line, f"The project {name[:40]!r} stands here twice." if name else "A project has no id.")
    cost = exact(line, row["cost"], "The cost")
    if cost < 0:
        raise FormatError(line, f"The cost of {name[:40]!r} is negative.")
    if row.get("score"):
        exact(line, row["score"], "The score")
    reading.place[name] = len(reading.projects)
    groups = (
        tuple(filter(None, (part.strip() for part in row.get(key, "").split(",")))) for key in ("category", "target")
    )
    themes, _targets = groups
    reading.projects.append(Project(name, cost, themes=themes))
    reading.rows.append(row)


def _vote(reading: _Reading, line: int, row: Row) -> None:
    if not reading.voters and "vote_type" not in reading.meta:
        raise FormatError(line, "META does not say the vote_type.")
    if row["voter_id"] in reading.voters:
        raise FormatError(line, f"The voter {row['voter_id'][:40]!r} stands here twice.")
    reading.voters.add(row["voter_id"])
    names = [name.strip() for name in row["vote"].split(",")] if row["vote"] else []
    once(line, names, "The project")
    for name in names:
        if name not in reading.place:
            raise FormatError(line, f"The vote names {name[:40]!r}, which is no project.")
    ballot = tuple(zip((reading.place[name] for name in names), _points(reading, line, row, len(names)), strict=True))
    reading.ballots[ballot] = reading.ballots.get(ballot, 0) + 1


def _points(reading: _Reading, line: int, row: Row, count: int) -> Iterator[Fraction]:
    if reading.meta.get("vote_type") not in WITH_POINTS or not row.get("points"):
        return iter([Fraction(1)] * count)
    points = [exact(line, text.strip(), "A number of points") for text in row["points"].split(",")]
    if len(points) != count:
        raise FormatError(line, f"There are {len(points)} numbers of points for {count} projects.")
    return iter(points)


_READERS = {"META": _meta, "PROJECTS": _project, "VOTES": _vote}


def _finish(reading: _Reading) -> PbFile:
    meta, lines = reading.meta, reading.meta_lines
    for key in NEEDED:
        if key not in meta:
            raise FormatError(max(lines.values(), default=1), f"META does not say the {key}.")
    if meta["vote_type"] not in VOTE_TYPES:
        raise FormatError(lines["vote_type"], f"There is no vote_type {meta['vote_type'][:40]!r}.")
    budget = exact(lines["budget"], meta["budget"], "The budget")
    if budget < 0:
        raise FormatError(lines["budget"], "The budget is negative.")
    for key, have in (("num_projects", len(reading.projects)), ("num_votes", len(reading.voters))):
        if whole(lines[key], meta[key], key) != have:
            raise FormatError(lines[key], f"META says {key} {meta[key]}, and there are {have}.")
    threshold = "min_project_score_threshold"
    if meta.get(threshold):
        exact(lines[threshold], meta[threshold], "The threshold")
    ballots, unit = _whole_points(_with_defaults(reading))
    return PbFile(meta, tuple(reading.rows), BudgetProfile(tuple(reading.projects), budget, ballots), unit)


def _with_defaults(reading: _Reading) -> dict[tuple[tuple[int, Fraction], ...], int]:
    """In scoring, a project that a ballot does not list has the default score, which is 0 unless META says another."""
    text = reading.meta.get("default_score", "")
    if reading.meta["vote_type"] != "scoring" or not text:
        return reading.ballots
    default = exact(reading.meta_lines["default_score"], text, "The default score")
    if not default:
        return reading.ballots
    full: dict[tuple[tuple[int, Fraction], ...], int] = {}
    for ballot, weight in reading.ballots.items():
        listed = {project for project, _points in ballot}
        rest = tuple((n, default) for n in range(len(reading.projects)) if n not in listed)
        full[(*ballot, *rest)] = full.get((*ballot, *rest), 0) + weight
    return full


def _whole_points(ballots: Mapping[tuple[tuple[int, Fraction], ...], int]) -> tuple[dict[Ballot, int], int]:
    unit = lcm(*{points.denominator for ballot in ballots for _project, points in ballot}, 1)
    return {
        tuple((project, int(points * unit)) for project, points in ballot): weight for ballot, weight in ballots.items()
    }, unit
