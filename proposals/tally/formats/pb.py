"""Pabulib's `.pb`: elections of participatory budgeting, every type of vote.

Source: pabulib.org/format (D. Stolicki, S. Szufa, N. Talmon, "Pabulib", arXiv:2012.06539). Three sections, META,
PROJECTS and VOTES, each a title line, a header line and rows; `;` between cells, CSV quoting.

The limits that META tells (`min_length`, `max_sum_cost`, `max_sum_points` and their like) are what voters were told and
no part of the count: cities have published, and counted, votes beyond them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import cast

from proposals.tally.allocations.profile import Ballot, BudgetProfile, Project
from proposals.tally.formats.lines import FormatError, exact, once, rows_of, whole

SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
NEEDED = ("num_projects", "num_votes", "budget", "vote_type")
WITH_POINTS = ("cumulative", "scoring")

# What is often said is understood once; what is said once by everybody would only fill the memory.
MOST_REMEMBERED = 50_000

Row = dict[str, str]
Points = int | Fraction
Entry = tuple[int, Points]


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
    # One object for each project and number of points, however many ballots hold it: half a million of them fit.
    entries: dict[Entry, Entry] = field(default_factory=dict)
    ballots: dict[tuple[Entry, ...], int] = field(default_factory=dict)
    read: dict[tuple[str, str], tuple[Entry, ...]] = field(default_factory=dict)
    voters: set[str] = field(default_factory=set)
    line: int = 0


def read_pb(path: Path) -> PbFile:
    """Read and check a `.pb` file; raises `FormatError` with the line of the first thing that is wrong.

    Refused are: another encoding than UTF-8, a missing section, header or key, counts that are not those of the rows, a
    project or voter twice, an unknown project on a ballot or one twice, several where one is to be chosen, points that
    do not go with the projects or are below 0 where they are shared out, and costs that are negative or no numbers.
    """
    reading = _Reading()
    section = ""
    header: list[str] = []
    columns = _Columns()
    seen: list[str] = []
    for line, row in rows_of(path, ";"):
        reading.line = line
        if not any(row):
            continue
        if row[0].upper() in SECTIONS and not any(row[1:]):
            section, header = row[0].upper(), []
            seen.append(section)
            if seen != list(SECTIONS[: len(seen)]):
                raise FormatError(line, "The sections are META, PROJECTS and VOTES, once each and in this order.")
        elif not section:
            raise FormatError(line, "The file does not begin with its section META.")
        elif not header:
            header = _header(line, section, row)
            if section == "VOTES":
                columns = _columns(reading, line, header)
        elif section == "VOTES":
            _vote(reading, line, columns, row)
        else:
            _READERS[section](reading, line, _cells(line, header, row))
    if seen != list(SECTIONS):
        raise FormatError(max(reading.line, 1), f"The section {SECTIONS[len(seen)]} is missing: the file ends early.")
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
    _check_width(line, len(header), row)
    return dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=False))


def _check_width(line: int, width: int, row: list[str]) -> None:
    if len(row) > width and any(row[width:]):
        raise FormatError(line, f"This row has {len(row)} cells, its header {width}.")


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
    themes = tuple(dict.fromkeys(filter(None, (part.strip() for part in row.get("category", "").split(",")))))
    reading.projects.append(Project(name, cost, themes=themes))
    reading.rows.append(row)


@dataclass(frozen=True)
class _Columns:
    """Where in a row of VOTES stands what; `points` only for a kind of vote that has them."""

    kind: str = ""
    voter: int = 0
    vote: int = 0
    points: int | None = None
    width: int = 0


def _columns(reading: _Reading, line: int, header: list[str]) -> _Columns:
    """Before the first vote it must be known what kind of votes these are."""
    kind = reading.meta.get("vote_type")
    if kind is None:
        raise FormatError(line, "META does not say the vote_type.")
    if kind not in VOTE_TYPES:
        raise FormatError(reading.meta_lines["vote_type"], f"There is no vote_type {kind[:40]!r}.")
    if kind in WITH_POINTS and "points" not in header:
        raise FormatError(line, f"The header of VOTES has no column points, and the votes are {kind}.")
    points = header.index("points") if kind in WITH_POINTS else None
    return _Columns(kind, header.index("voter_id"), header.index("vote"), points, len(header))


def _vote(reading: _Reading, line: int, columns: _Columns, row: list[str]) -> None:
    _check_width(line, columns.width, row)
    # Empty cells at the end may be left out, but a row that was cut off is no vote that names nothing.
    if len(row) <= max(columns.voter, columns.vote):
        raise FormatError(line, f"This row has {len(row)} cells and ends before its vote.")
    voter = row[columns.voter]
    if voter in reading.voters:
        raise FormatError(line, f"The voter {voter[:40]!r} stands here twice.")
    reading.voters.add(voter)
    points = "" if columns.points is None or columns.points >= len(row) else row[columns.points]
    said = (row[columns.vote], points)
    ballot = reading.read.get(said)
    if ballot is None:
        ballot = _ballot(reading, line, columns.kind, *said)
        if len(reading.read) < MOST_REMEMBERED:
            reading.read[said] = ballot
    reading.ballots[ballot] = reading.ballots.get(ballot, 0) + 1


def _ballot(reading: _Reading, line: int, kind: str, vote: str, said: str) -> tuple[Entry, ...]:
    names = [name.strip() for name in vote.split(",")] if vote else []
    if len(set(names)) != len(names):
        once(line, names, "The project")
    try:
        numbers = [reading.place[name] for name in names]
    except KeyError as error:
        raise FormatError(line, f"The vote names {str(error.args[0])[:40]!r}, which is no project.") from error
    if kind == "choose-1" and len(numbers) > 1:
        raise FormatError(line, f"The vote names {len(numbers)} projects where one is to be chosen.")
    if kind in ("approval", "choose-1"):
        numbers.sort()
    points = _points(line, said, kind, len(names)) if kind in WITH_POINTS else [1] * len(names)
    entries = reading.entries
    return tuple(entries.setdefault(entry, entry) for entry in zip(numbers, points, strict=True))


def _points(line: int, text: str, kind: str, count: int) -> list[Points]:
    cells = [cell.strip() for cell in text.split(",")] if text else []
    if len(cells) != count:
        raise FormatError(line, f"There are {len(cells)} numbers of points for {count} projects.")
    found: list[Points] = []
    for cell in cells:
        points = exact(line, cell, "A number of points")
        if points < 0 and kind == "cumulative":
            raise FormatError(line, f"The points {cell!r} are negative.")
        found.append(int(points) if points.denominator == 1 else points)
    return found


_READERS = {"META": _meta, "PROJECTS": _project}


def _finish(reading: _Reading) -> PbFile:
    meta, lines = reading.meta, reading.meta_lines
    for key in NEEDED:
        if key not in meta:
            raise FormatError(max(lines.values(), default=1), f"META does not say the {key}.")
    budget = exact(lines["budget"], meta["budget"], "The budget")
    if budget < 0:
        raise FormatError(lines["budget"], "The budget is negative.")
    for key, have in (("num_projects", len(reading.projects)), ("num_votes", len(reading.voters))):
        if whole(lines[key], meta[key], key) != have:
            raise FormatError(lines[key], f"META says {key} {meta[key]}, and there are {have}.")
    threshold = "min_project_score_threshold"
    if meta.get(threshold):
        exact(lines[threshold], meta[threshold], "The threshold")
    reading.voters.clear()
    reading.read.clear()
    _add_defaults(reading)
    unit = lcm(*{points.denominator for _project, points in reading.entries}, 1)
    ballots = reading.ballots
    if unit > 1:
        ballots = {tuple((n, int(points * unit)) for n, points in ballot): ballots[ballot] for ballot in ballots}
    profile = BudgetProfile(tuple(reading.projects), budget, cast("Mapping[Ballot, int]", ballots))
    return PbFile(meta, tuple(reading.rows), profile, unit)


def _add_defaults(reading: _Reading) -> None:
    """In scoring, a project that a ballot does not list has the default score, which is 0 unless META says another."""
    text = reading.meta.get("default_score", "")
    default = exact(reading.meta_lines["default_score"], text, "The default score") if text else Fraction(0)
    if reading.meta["vote_type"] != "scoring" or not default:
        return
    points = int(default) if default.denominator == 1 else default
    entries: list[Entry] = [(number, points) for number in range(len(reading.projects))]
    reading.entries.update((entry, entry) for entry in entries)
    full: dict[tuple[Entry, ...], int] = {}
    for ballot, weight in reading.ballots.items():
        listed = {project for project, _points in ballot}
        whole_ballot = (*ballot, *(entry for entry in entries if entry[0] not in listed))
        full[whole_ballot] = full.get(whole_ballot, 0) + weight
    reading.ballots = full
