"""A list of movements, read from a table that somebody made with a spreadsheet."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.utils.translation import gettext as _

from common.errors import Invalid
from councils.beginning.plan import Founder
from councils.mandates.actions.founders import MOST_MOVEMENTS

COLUMNS = ("name", "kind", "country", "email")
LARGEST_FILE = 200_000
DELIMITERS = ",;\t"


def read_movements(content: bytes) -> list[Founder]:
    """The movements of a CSV file in UTF-8, whose first line names the columns `name`, `kind`, `country` and `email`,
    in any order, parted by commas, semicolons or tabs. A regional movement leaves its country empty.

    Raises `Invalid` with a sentence for each line that cannot be read; what a line says is judged by the act.
    """
    lines = _text(content).splitlines()
    if not lines or not lines[0].strip():
        raise _wrong(_("This file is empty."))
    delimiter = max(DELIMITERS, key=lines[0].count)
    head = [cell.strip().lower() for cell in next(csv.reader(StringIO(lines[0]), delimiter=delimiter), [])]
    if missing := [column for column in COLUMNS if column not in head]:
        raise _wrong(_("The first line does not name these columns: %(columns)s.") % {"columns": ", ".join(missing)})
    founders, problems = [], []
    for number, cells in _rows("\n".join(lines[1:]), delimiter):
        if len(cells) != len(head):
            counts = {"line": number, "found": len(cells), "wanted": len(head)}
            problems.append(_("Line %(line)s has %(found)s columns, not %(wanted)s.") % counts)
            continue
        told = dict(zip(head, (cell.strip() for cell in cells), strict=True))
        founders.append(Founder(told["name"], told["kind"].lower(), told["country"].upper(), told["email"]))
    if len(founders) > MOST_MOVEMENTS:
        problems.append(_("At most %(most)s entries may stand here.") % {"most": MOST_MOVEMENTS})
    if problems:
        raise _wrong(" ".join(problems[:10]))
    return founders


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise _wrong(_("This file is too large: at most 200 kB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(_("This file is not UTF-8 text. Save it again as “CSV UTF-8”.")) from error
    if "\x00" in text:
        raise _wrong(_("This file is not UTF-8 text. Save it again as “CSV UTF-8”."))
    return text


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, with its number in the file."""
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num + 1, cells
    except csv.Error as error:
        raise _wrong(_("This file is no table that can be read.")) from error


def _wrong(sentence: str) -> Invalid:
    return Invalid("not_well_formed", sentence, fields={"movements": sentence})
