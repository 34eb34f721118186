"""The roll and the votes of a published ballot as CSV: what a tally package holds, and what a spreadsheet opens.

Lossless both ways. An empty cell is a value that is null; what a table could not hold is refused, never left out.

`roll.csv`: a row per seat and per contribution, `record` says which. `ballots.csv` of a motion: `seat,choice,part`; of
other kinds `seat,form,rank,option,points`, with the form of the answer (`ranking`, `approved`, `points`). A vote that
names nothing is a row without an option. Where votes have no seat, the first column is what they have: a `code`, or the
number of the `paper`.

What else a vote says of itself (when it was cast, how many gave this answer) has columns of its own, filled in its
first row: text as it is, whole numbers where the column is one of `cells.WHOLE`, anything else as JSON in a column
`name.json`. The number of a rank that the voter left out is missing.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from proposals.tally.formats.cells import AS_JSON, DIGITS, LONGEST_CELL, cell, column_of, facts_of, said, whole
from proposals.tally.roll import TallyError

SEAT = ("id", "movement", "name", "country", "kind")
CONTRIBUTION = ("country", "amount")
RECORDS = {"seats": "seat", "contributions": "contribution"}
MOTION = ("choice", "part")
CHOICE = ("form", "rank", "option", "points")
VOTERS = ("seat", "code")
PAPER = "paper"
MOST_RANKS = 10_000

Row = dict[str, str]


def roll_table(roll: Mapping[str, Any]) -> str:
    """The seats by id and the contributions by country."""
    entries = {name: _entries(roll.get(name, []), name) for name in RECORDS}
    columns = _columns(entries["seats"], SEAT, "seat"), _columns(entries["contributions"], CONTRIBUTION, "contribution")
    header = ["record", *columns[0], *(name for name in columns[1] if name not in columns[0])]
    rows = [
        {"record": RECORDS[name], **{key: cell(entry[key], key) for key in entry}}
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
    voter, others = _voter(entries)
    columns = {name: column_of(name, [vote[name] for vote in entries]) for name in others}
    if voter != PAPER:
        entries = sorted(entries, key=lambda vote: str(vote[voter]))
    header = [voter, *(MOTION if is_motion else CHOICE), *columns.values()]
    return _written(header, _votes_rows(entries, voter, columns, is_motion))


def _votes_rows(
    votes: Sequence[Mapping[str, Any]], voter: str, columns: Mapping[str, str], is_motion: bool
) -> Iterator[Row]:
    seen: set[str] = set()
    for number, vote in enumerate(votes, 1):
        who = str(number) if voter == PAPER else cell(vote[voter], voter)
        if not who or who in seen:
            raise TallyError(f"The {voter} {who[:40]!r} has two votes." if who else f"A vote has no {voter}.")
        seen.add(who)
        answer = vote.get("answer")
        if not isinstance(answer, Mapping):
            raise TallyError(f"The answer of the {voter} {who[:40]!r} is not a table of named values.")
        told = list(_motion_rows(answer) if is_motion else _choice_rows(answer))
        told[0] |= {column: said(column, vote[name]) for name, column in columns.items()}
        for row in told:
            yield {voter: who, **row}


def read_votes_table(text: str, is_motion: bool) -> list[dict[str, Any]]:
    """The votes of `votes_table`."""
    header, rows = _read(text, "ballots.csv")
    expected = MOTION if is_motion else CHOICE
    others = header[len(expected) + 1 :]
    if tuple(header[1 : len(expected) + 1]) != expected or header[0] not in (*VOTERS, PAPER):
        raise TallyError(f"ballots.csv does not have the columns {', '.join(('seat', *expected))}.")
    voter = header[0]
    votes: list[dict[str, Any]] = []
    seen: set[str] = set()
    for who, together in groupby(rows, key=lambda row: row[voter]):
        if not who or who in seen:
            raise TallyError(f"ballots.csv does not hold the votes of each {voter} together.")
        seen.add(who)
        of_one = list(together)
        answer = _motion_answer(of_one) if is_motion else _choice_answer(of_one)
        named = {} if voter == PAPER else {voter: who}
        votes.append({**named, "answer": answer, **facts_of(of_one, others)})
    return votes


def _voter(votes: Sequence[Mapping[str, Any]]) -> tuple[str, list[str]]:
    """What the first column names, and what else each vote says of itself."""
    keys = {key for vote in votes for key in vote}
    for vote in votes:
        if set(vote) != keys:
            raise TallyError("The votes do not all say the same of themselves.")
    named = [name for name in VOTERS if name in keys]
    voter = named[0] if named else PAPER if keys else "seat"
    if len(named) > 1 or keys & {*MOTION, *CHOICE, PAPER} or any(name.endswith(AS_JSON) for name in keys):
        raise TallyError("A vote says of itself what the table keeps for something else.")
    return voter, sorted(keys - {voter, "answer"})


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
    ranks = _list(groups)
    if ranks and not _list(ranks[-1]):
        raise TallyError("The last rank of a vote is empty.")
    for rank, group in enumerate(ranks, 1):
        for option in _list(group):
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
        return {form: {row["option"]: whole(row["points"]) for row in _once(rows)}}
    groups: list[list[str]] = []
    for row in rows:
        rank = whole(row["rank"])
        if not max(len(groups), 1) <= rank <= MOST_RANKS:
            raise TallyError("ballots.csv has a vote whose ranks do not follow one another from 1.")
        groups += [[] for _left_out in range(rank - len(groups))]
        groups[-1].append(row["option"])
    return {form: groups}


def _once(rows: list[Row]) -> list[Row]:
    if len({row["option"] for row in rows}) < len(rows):
        raise TallyError("ballots.csv has a vote that names an option twice.")
    return rows


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


def _written(header: Sequence[str], rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, list(header), restval="", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    out.writeheader()
    out.writerows(rows)
    return text.getvalue()


def _read(text: str, what: str) -> tuple[list[str], Iterator[Row]]:
    """The header, and the rows one at a time."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(_lines(reader, what), [])
    if not header or len(set(header)) < len(header):
        raise TallyError(f"{what} does not begin with the names of its columns, each of them once.")
    return header, _rows(reader, header, what)


def _rows(reader: Iterator[list[str]], header: list[str], what: str) -> Iterator[Row]:
    for line in _lines(reader, what):
        if len(line) != len(header):
            raise TallyError(f"{what} has a row with more or fewer cells than columns.")
        yield dict(zip(header, line, strict=True))


def _lines(reader: Iterator[list[str]], what: str) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise TallyError(f"{what} is not well quoted: {error}.") from error
