"""Pabulib's `.pb`, written: the votes of a budget as others read them. Read back, it gives the same profile.

Source: pabulib.org/format (see `pb`). What the format cannot hold is refused: amounts that no decimal can write, ids
with a comma or a blank at an end, which a list of votes could not name, and weights that are not of whole voters.
"""

import csv
import io
from collections.abc import Collection, Mapping
from fractions import Fraction

from proposals.tally.allocations.profile import Ballot, BudgetProfile, Project
from proposals.tally.formats.writing import one_line
from proposals.tally.recount import amount_text
from proposals.tally.roll import TallyError

VOTE_TYPES = {
    "approval": "approval",
    "score": "scoring",
    "scoring": "scoring",
    "cumulative": "cumulative",
    "ranked": "ordinal",
    "ordinal": "ordinal",
    "choose-1": "choose-1",
}
WITH_POINTS = ("scoring", "cumulative")
META = ("description", "country", "unit", "instance", "num_projects", "num_votes", "budget", "vote_type", "rule")
DATES = ("date_begin", "date_end")


def write_pb(
    profile: BudgetProfile,
    vote_type: str,
    *,
    unit: int = 1,
    meta: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    selected: Collection[str] | None = None,
) -> bytes:
    """The file of a vote; raises `TallyError`.

    `vote_type` is pabulib's name, or the one that an allocation asks for (`score`, `ranked`). `unit` points of the
    profile are one of the file. `meta` adds keys or fills those of the format, of which a missing one stays empty;
    `names` are what projects are called; `selected`, where the result is known, the ids that it funds.
    """
    kind = VOTE_TYPES.get(vote_type)
    if kind is None:
        raise TallyError(f"There is no vote_type {vote_type[:40]!r}.")
    for project in profile.projects:
        if not project.id or set(project.id) & set(",\r\n\x00") or project.id != project.id.strip():
            raise TallyError(f"The id {project.id[:40]!r} cannot be written in a list of votes.")
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=";", lineterminator="\n")
    out.writerow(["META"])
    out.writerow(["key", "value"])
    out.writerows(_meta(profile, kind, meta or {}).items())
    out.writerow(["PROJECTS"])
    out.writerows(_projects(profile, kind, unit, names or {}, selected))
    out.writerow(["VOTES"])
    out.writerow(["voter_id", "vote", *(["points"] if kind in WITH_POINTS else [])])
    voter = 0
    for ballot, weight in sorted(profile.ballots.items()):
        if type(weight) is not int or weight <= 0:
            raise TallyError("The weight of a ballot is no whole number of voters, and this format has no other.")
        row = _vote(profile, ballot, kind, unit)
        for _voter in range(weight):
            voter += 1
            out.writerow([str(voter), *row])
    return text.getvalue().encode()


def _meta(profile: BudgetProfile, kind: str, given: Mapping[str, str]) -> dict[str, str]:
    facts = dict.fromkeys((*META, *DATES), "") | {key: one_line(value) for key, value in given.items()}
    return facts | {
        "num_projects": str(len(profile.projects)),
        "num_votes": str(profile.voters),
        "budget": _decimal(profile.budget, "The budget"),
        "vote_type": kind,
        "rule": facts["rule"] or "greedy",
    }


def _projects(
    profile: BudgetProfile, kind: str, unit: int, names: Mapping[str, str], selected: Collection[str] | None
) -> list[list[str]]:
    """The section of the projects: its header, and a row for each."""
    has_points = kind in WITH_POINTS
    header = ["project_id", "cost", "votes", *(["score"] if has_points else []), "name", "category"]
    rows = [[*header, *(["selected"] if selected is not None else [])]]
    for number, (project, votes, score) in enumerate(
        zip(profile.projects, profile.votes(), profile.scores(), strict=True)
    ):
        scored = [_decimal(Fraction(score, unit), "A score")] if has_points else []
        chosen = [] if selected is None else [str(int(profile.projects[number].id in selected))]
        cost = _decimal(project.cost, f"The cost of {project.id[:40]!r}")
        name = one_line(names.get(project.id, project.id))
        rows.append([project.id, cost, str(votes), *scored, name, _themes(project), *chosen])
    return rows


def _themes(project: Project) -> str:
    for theme in project.themes:
        if "," in theme or theme != one_line(theme) or not theme:
            raise TallyError(f"The theme {theme[:40]!r} cannot be written in a list.")
    return ",".join(project.themes)


def _vote(profile: BudgetProfile, ballot: Ballot, kind: str, unit: int) -> list[str]:
    row = [",".join(profile.projects[number].id for number, _points in ballot)]
    if kind in WITH_POINTS:
        row.append(",".join(_decimal(Fraction(points, unit), "A number of points") for _number, points in ballot))
    return row


def _decimal(value: Fraction, what: str) -> str:
    text = amount_text(abs(value))
    if "/" in text:
        raise TallyError(f"{what} is {text}, which no decimal can write.")
    return f"-{text}" if value < 0 else text
