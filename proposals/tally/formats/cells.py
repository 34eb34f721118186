"""Values in the cells of a table, exactly: text, whole numbers, and what else a vote says of itself."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from proposals.tally.roll import TallyError

WHOLE = ("serial", "weight")
AS_JSON = ".json"
DIGITS = 18
LONGEST_CELL = 100_000


def cell(value: object, what: str) -> str:
    """Text as it is; what is null is an empty cell."""
    if value is None:
        return ""
    if not isinstance(value, str) or not value or len(value) > LONGEST_CELL:
        raise TallyError(f"{what} is not text of at most {LONGEST_CELL} signs.")
    return value


def whole(text: str) -> int:
    """The whole number of a cell."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= DIGITS):
        raise TallyError(f"ballots.csv has what is no whole number: {text[:40]!r}.")
    return int(text)


def column_of(name: str, values: Iterable[object]) -> str:
    """What the column of a fact is called: by how its values are written."""
    if name in WHOLE:
        return name
    return name if all(value is None or (isinstance(value, str) and value) for value in values) else name + AS_JSON


def said(column: str, value: object) -> str:
    """The cell of a fact in its column."""
    if column.endswith(AS_JSON):
        _check_exact(value)
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if column not in WHOLE:
        return cell(value, column)
    if value is None:
        return ""
    if type(value) is not int or len(str(abs(value))) > DIGITS:
        raise TallyError(f"The {column} of a vote is no whole number.")
    return str(value)


def _check_exact(value: object) -> None:
    """Refuse what JSON would not give back as it was."""
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TallyError("A table of a vote has a name that is not text.")
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            _check_exact(part)
    elif not (value is None or isinstance(value, str | int)):
        raise TallyError(f"{str(value)[:40]!r}: exact numbers of a vote are written as text.")


def facts_of(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> dict[str, Any]:
    """The facts of one vote, from its first row; raises `TallyError` if another row says any."""
    if any(row[column] for row in rows[1:] for column in columns):
        raise TallyError("ballots.csv says something of a vote behind its first row.")
    return {column.removesuffix(AS_JSON): _read(column, rows[0][column]) for column in columns}


def _read(column: str, text: str) -> Any:
    if column in WHOLE:
        return whole(text) if text else None
    if not column.endswith(AS_JSON):
        return text or None
    try:
        return json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise TallyError(f"ballots.csv has a cell of {column[:40]!r} that is no JSON.") from error


def _no_float(text: str) -> object:
    raise TallyError(f"{text[:40]} is a number that is not whole: exact numbers are written as text.")
