"""Lines of a file, decoded one at a time: a file of any size takes no more memory than its longest line."""

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path

from proposals.tally.roll import TallyError

LONGEST_NUMBER = 60
LONGEST_LINE = 16 * 2**20
DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
csv.field_size_limit(LONGEST_LINE)


class FormatError(TallyError):
    """A file that cannot be read; `line` is where (1 is the first), the message says it too."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(f"line {line}: {sentence}")
        self.line = line


def lines_of(path: Path, older: str | None = None) -> Iterator[str]:
    """The lines of a text file in UTF-8, ends of lines kept, a byte order mark dropped; raises `FormatError` at the
    first that is no text. `older` is the encoding of lines that are none in UTF-8, where a format once had another.
    """
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(raw) > LONGEST_LINE:
                raise FormatError(number, "This line is too long to be one of votes.")
            yield _text(number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw, older)


def _text(number: int, raw: bytes, older: str | None) -> str:
    try:
        line = raw.decode()
    except UnicodeDecodeError as error:
        if older is None:
            raise FormatError(number, "This is not UTF-8.") from error
        line = raw.decode(older)
    if "\x00" in line:
        raise FormatError(number, "This is no text: it holds a zero byte.")
    return line


def rows_of(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with the line on which each begins, cells trimmed.

    A row goes on where a quoted cell is still open at the end of its line. Spaces round a quoted cell are forgiven, and
    so are quotes within a cell that begins with none: archives are full of both.
    """
    begun, begun_at = "", 0
    for number, line in enumerate(lines_of(path), 1):
        if '"' not in line and not begun:
            yield number, list(map(str.strip, line.split(delimiter)))
            continue
        begun, begun_at = begun + line, begun_at or number
        row = _quoted(begun_at, begun, delimiter) if '"' in line else None
        if row is not None:
            yield begun_at, row
            begun, begun_at = "", 0
        elif len(begun) > LONGEST_LINE:
            break
    if begun:
        raise FormatError(begun_at, "This line is not well quoted: a quote is never closed.")


def _quoted(line: int, text: str, delimiter: str) -> list[str] | None:
    """The cells of a row; None when a quoted one is still open, which then swallows the mark behind it."""
    mark = "\x01"
    marked = StringIO(text.rstrip("\r\n") + delimiter + mark, newline="\n")
    try:
        rows = list(csv.reader(marked, delimiter=delimiter, skipinitialspace=True))
    except csv.Error as error:
        raise FormatError(line, f"This line is not well quoted: {error}.") from error
    if rows[-1][-1] != mark:
        return None
    return [cell.strip() for cell in rows[0][:-1]]


def exact(line: int, text: str, what: str) -> Fraction:
    """A decimal number as it stands in a file, exactly."""
    found = DECIMAL.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    if not found or abs(Decimal(text).adjusted()) > LONGEST_NUMBER:
        raise FormatError(line, f"{what} is not a number: {text[:40]!r}.")
    return Fraction(text)


def whole(line: int, text: str, what: str, least: int = 0) -> int:
    """A whole number of at least `least`."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER) or int(text) < least:
        raise FormatError(line, f"{what} is not a whole number of at least {least}: {text[:40]!r}.")
    return int(text)


def once(line: int, names: Iterable[str], what: str) -> None:
    """Refuse a name that stands there twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FormatError(line, f"{what} {name[:40]!r} stands here twice.")
        seen.add(name)
