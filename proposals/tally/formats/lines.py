"""Lines of a file, decoded one at a time: a file of any size takes no more memory than its longest line."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from proposals.tally.roll import TallyError

LONGEST_NUMBER = 60
LONGEST_LINE = 16 * 2**20
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
    """The rows of a CSV file with the line on which each ends, cells trimmed."""
    reader = csv.reader(lines_of(path), delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FormatError(reader.line_num, f"This line is not well quoted: {error}.") from error
        yield reader.line_num, [cell.strip() for cell in row]


def exact(line: int, text: str, what: str) -> Fraction:
    """A decimal number as it stands in a file, exactly."""
    try:
        value = Decimal(text)
        if len(text) > LONGEST_NUMBER or not value.is_finite() or abs(value.adjusted()) > LONGEST_NUMBER:
            raise InvalidOperation
    except (InvalidOperation, ValueError) as error:
        raise FormatError(line, f"{what} is not a number: {text[:40]!r}.") from error
    return Fraction(value)


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
