"""The roll and the votes of a published ballot as CSV: what a tally package holds, and what a spreadsheet opens.

Lossless both ways. An empty cell is a value that is null; what a table could not hold is refused, never left out.

`roll.csv`: a row per seat and per contribution, `record` says which. `ballots.csv` of a motion: `seat,choice,part`; of
other kinds `seat,form,rank,option,points`, with the form of the answer (`ranking`, `approved`, `points`). A vote that
names nothing is a row without an option. Where votes have no seat, the first column is what they have: a `code`, or the
number of the `paper`.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from proposals.tally.roll import TallyError

SEAT = ("id", "movement", "name", "country", "kind")
CONTRIBUTION = ("country", "amount")
RECORDS = {"seats": "seat", "contributions": "contribution"}
MOTION = ("choice", "part")
CHOICE = ("form", "rank", "option", "points")
VOTERS = ("seat", "code")
PAPER = "paper"
DIGITS = 18
LONGEST_CELL = 100_000

Row = dict[str, str]


def roll_table(roll: Mapping[str, Any]) -> str:
    """The seats by id and the contributions by country."""
    entries = {name: _entries(roll.get(name, []), name) for name in RECORDS}
    columns = _columns(entries["seats"], SEAT, "seat"), _columns(entries["contributions"], CONTRIBUTION, "contribution")
    header = ["record", *columns[0], *(name for name in columns[1] if name not in columns[0])]
    rows = [
        {"record": RECORDS[name], **{key: _cell(entry[key], key) for key in entry}}
        for name in RECORDS
        for entry in entries[name]
    ]
    return _written(header, sorted(rows, key=lambda row: (row["record"], row.get("id", ""), row.get("country", ""))))


def read_roll_table(text: str) -> dict[str, list[dict[str, str | None]]]:
    """The seats and contributions of `roll_table`; columns that no seat fills belong to the contributions alone."""
    header, rows = _read(text, "roll.csv")
    if header[:1] != ["record"]:
        raise TallyError("roll.csv does not begin with the column record.")
    found: dict[str, list[dict[str, str | None]]] = {name: [] for name in RECORDS}
    names = {record: name for name, record in RECORDS.items()}
    for row in rows:
        if row["record"] not in names:
            raise TallyError(f"roll.csv has a record {row['record'][:40]!r}.")
        name = names[row["record"]]
        keys = CONTRIBUTION if name == "contributions" else [key for key in header[1:] if key != "amount"]
        found[name].append({key: row.get(key) or None for key in keys})
    return found


def votes_table(votes: Sequence[Any], is_motion: bool) -> str:
    """The votes by seat; within a vote the order is that of its answer."""
    entries = _entries(votes, "votes")
    voter = _voter(entries)
    if voter != PAPER:
        entries = sorted(entries, key=lambda vote: str(vote[voter]))
    rows: list[Row] = []
    seen: set[str] = set()
    for number, vote in enumerate(entries, 1):
        who = str(number) if voter == PAPER else _cell(vote[voter], voter)
        if not who or who in seen:
            raise TallyError(f"The {voter} {who[:40]!r} has two votes." if who else f"A vote has no {voter}.")
        seen.add(who)
        answer = vote.get("answer")
        if not isinstance(answer, Mapping):
            raise TallyError(f"The answer of the {voter} {who[:40]!r} is not a table of named values.")
        told = list(_motion_rows(answer) if is_motion else _choice_rows(answer))
        rows += [{voter: who, **row} for row in told]
    return _written([voter, *(MOTION if is_motion else CHOICE)], rows)


def read_votes_table(text: str, is_motion: bool) -> list[dict[str, Any]]:
    """The votes of `votes_table`."""
    header, rows = _read(text, "ballots.csv")
    expected = MOTION if is_motion else CHOICE
    if tuple(header[1:]) != expected or header[0] not in (*VOTERS, PAPER):
        raise TallyError(f"ballots.csv does not have the columns {', '.join(('seat', *expected))}.")
    voter = header[0]
    votes: list[dict[str, Any]] = []
    seen: set[str] = set()
    for who, together in groupby(rows, key=lambda row: row[voter]):
        if not who or who in seen:
            raise TallyError(f"ballots.csv does not hold the votes of each {voter} together.")
        seen.add(who)
        answer = _motion_answer(list(together)) if is_motion else _choice_answer(list(together))
        votes.append({"answer": answer} if voter == PAPER else {voter: who, "answer": answer})
    return votes


def _voter(votes: Iterable[Mapping[str, Any]]) -> str:
    keys = {key for vote in votes for key in vote}
    for vote in votes:
        if set(vote) != keys:
            raise TallyError("The votes do not all say the same of themselves.")
    others = keys - {"answer"}
    if not others:
        return "seat" if not keys else PAPER
    if len(others) > 1 or not others <= set(VOTERS):
        raise TallyError(f"A vote says {', '.join(sorted(others))} beside its answer, which the table does not hold.")
    return others.pop()


def _motion_rows(answer: Mapping[str, Any]) -> Iterator[Row]:
    if not answer:
        yield {"choice": "", "part": ""}
    for choice, part in sorted(answer.items()):
        if not isinstance(part, str) or not part or not choice:
            raise TallyError("A part of a vote is not an exact number written as text.")
        yield {"choice": choice, "part": part}


def _motion_answer(rows: list[Row]) -> dict[str, Any]:
    if len(rows) == 1 and not rows[0]["choice"]:
        return {}
    answer = {row["choice"]: row["part"] for row in rows}
    if len(answer) < len(rows) or "" in answer or "" in answer.values():
        raise TallyError("ballots.csv has a vote that names a choice twice, or a part of nothing.")
    return answer


def _choice_rows(answer: Mapping[str, Any]) -> Iterator[Row]:
    if set(answer) not in ({"ranking"}, {"approved"}, {"points"}):
        raise TallyError("An answer is one of ranking, approved and points.")
    ((form, value),) = answer.items()
    rows = list(_WAYS[form](value))
    for row in rows or [{}]:
        yield {"form": form, "rank": "", "option": "", "points": "", **row}


def _ranking_rows(groups: object) -> Iterator[Row]:
    for rank, group in enumerate(_list(groups), 1):
        options = _list(group)
        if not options:
            raise TallyError("A rank of a vote is empty.")
        for option in options:
            yield {"rank": str(rank), "option": _option(option)}


def _approved_rows(options: object) -> Iterator[Row]:
    for option in _list(options):
        yield {"option": _option(option)}


def _points_rows(points: object) -> Iterator[Row]:
    if not isinstance(points, Mapping):
        raise TallyError("The points of a vote are not a table of named values.")
    for option, number in sorted(points.items()):
        if type(number) is not int or len(str(abs(number))) > DIGITS:
            raise TallyError("The points of a vote are whole numbers.")
        yield {"option": _option(option), "points": str(number)}


_WAYS: dict[str, Callable[[object], Iterator[Row]]] = {
    "ranking": _ranking_rows,
    "approved": _approved_rows,
    "points": _points_rows,
}


def _choice_answer(rows: list[Row]) -> dict[str, Any]:
    form = rows[0]["form"]
    if form not in _WAYS or any(row["form"] != form for row in rows):
        raise TallyError("ballots.csv has an answer that is none of ranking, approved and points.")
    if len(rows) == 1 and not rows[0]["option"]:
        return {form: {} if form == "points" else []}
    if not all(row["option"] for row in rows):
        raise TallyError("ballots.csv has a row without an option in a vote that names some.")
    if form == "approved":
        return {form: [row["option"] for row in rows]}
    if form == "points":
        return {form: {row["option"]: _whole(row["points"]) for row in _once(rows)}}
    groups: list[list[str]] = []
    for row in rows:
        if row["rank"] == str(len(groups) + 1):
            groups.append([])
        elif row["rank"] != str(len(groups)) or not groups:
            raise TallyError("ballots.csv has a vote whose ranks do not follow one another from 1.")
        groups[-1].append(row["option"])
    return {form: groups}


def _once(rows: list[Row]) -> list[Row]:
    if len({row["option"] for row in rows}) < len(rows):
        raise TallyError("ballots.csv has a vote that names an option twice.")
    return rows


def _whole(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= DIGITS):
        raise TallyError(f"ballots.csv has points that are no whole number: {text[:40]!r}.")
    return int(text)


def _option(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > LONGEST_CELL:
        raise TallyError("An option of a vote is not named by an id.")
    return value


def _list(value: object) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise TallyError("An answer is not a list.")
    return value


def _entries(value: object, what: str) -> list[Mapping[str, Any]]:
    if not isinstance(value, list | tuple) or not all(isinstance(entry, Mapping) for entry in value):
        raise TallyError(f"{what} is not a list of tables.")
    return list(value)


def _columns(entries: Sequence[Mapping[str, Any]], usual: Sequence[str], what: str) -> list[str]:
    """The columns of the entries, those that are usual first. An entry that lacks one cannot be told from a null."""
    keys = {key for entry in entries for key in entry}
    if any(set(entry) != keys for entry in entries):
        raise TallyError(f"The entries of one {what} and of another do not say the same.")
    if what == "contribution" and keys - set(usual):
        raise TallyError("A contribution says more than its country and its amount.")
    if what == "seat" and keys & {"record", "amount"}:
        raise TallyError("A seat has a field that the table keeps for something else.")
    if not entries:
        return list(usual)
    return [*(key for key in usual if key in keys), *sorted(keys - set(usual))]


def _cell(value: object, what: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not value or len(value) > LONGEST_CELL:
        raise TallyError(f"{what} is not text of at most {LONGEST_CELL} signs.")
    return value


def _written(header: Sequence[str], rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, list(header), restval="", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    out.writeheader()
    out.writerows(rows)
    return text.getvalue()


def _read(text: str, what: str) -> tuple[list[str], list[Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise TallyError(f"{what} is not well quoted: {error}.") from error
    if not lines or len(set(lines[0])) < len(lines[0]):
        raise TallyError(f"{what} does not begin with the names of its columns, each of them once.")
    if any(len(line) != len(lines[0]) for line in lines):
        raise TallyError(f"{what} has a row with more or fewer cells than columns.")
    return lines[0], [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
