"""From a file or a pasted text to lines. What a spreadsheet writes is read as text: no cell is ever calculated.

The first line names the columns, in one of the languages of the site and in any order: the address, the movement (by
its name or by the last part of its page's address) and, where it is told, the role. Other columns, such as a name, are
passed over: each person says their own name when they accept.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from common.errors import Invalid
from common.finding import plain

MOST_LINES, MOST_BYTES, LONGEST_CELL = 2_000, 500_000, 300
DELIMITERS = (";", ",", "\t")
FORMULA = ("=", "+", "-", "@")
COLUMNS = {
    "email": {"email", "e-mail", "mail", "correo", "correo electronico", "endereco", "courriel", "adresse"},
    "movement": {"movement", "movimiento", "movimento", "mouvement", "organizacion", "organisation", "organizacao"},
    "role": {"role", "rol", "papel", "funcao", "funcion"},
}
ROLES = {
    "member": {"", "member", "miembro", "miembra", "integrante", "membro", "membra", "membre"},
    "coordinator": {
        *("coordinator", "coordinador", "coordinadora", "coordenador", "coordenadora"),
        *("coordinateur", "coordinatrice", "coordinacion", "coordenacao", "coordination"),
    },
}


@dataclass(frozen=True)
class Line:
    """One line as it was written, with its number in the file. `role` is None where the word is no role."""

    number: int
    email: str
    movement: str
    role: str | None


def decode(content: bytes) -> str:
    """The text of a file. Refused: what is too large, and whatever is not UTF-8, with or without its mark.

    A file of another encoding could be read with wrong letters in a name and nobody would notice.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("list_too_large", _("This file is too large: at most 500 kB can be read at once."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = _(
            "This file is not written in UTF-8. Save it in the spreadsheet as “CSV UTF-8” and choose it again."
        )
        raise Invalid("not_utf8", sentence) from error


def read_lines(text: str) -> list[Line]:
    """The lines of the list, blank ones left out. Refused: no columns that are known, too much, and broken quotes."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Invalid("list_too_large", _("This list is too large: at most 500 kB can be read at once."))
    rows = text.removeprefix("\ufeff").replace("\x00", "\ufffd").splitlines()
    head = next((row for row in rows if row.strip()), "")
    if not head:
        raise Invalid("list_empty", _("The list is empty. Choose a file, or paste its lines."))
    reader = csv.reader(rows, delimiter=max(DELIMITERS, key=head.count), strict=True)
    try:
        columns = _columns(_first(reader))
        found = [(reader.line_num, cells) for cells in islice(reader, 4 * MOST_LINES) if any(map(str.strip, cells))]
    except csv.Error as error:
        sentence = _("Line %(line)s cannot be read: a quotation mark is not closed, or stands in the wrong place.")
        raise Invalid("not_csv", sentence, data={"line": reader.line_num}) from error
    if not found:
        raise Invalid("list_empty", _("Under the names of the columns there is no line."))
    if len(found) > MOST_LINES:
        sentence = _("The list has more than %(most)s lines. Send it in parts.")
        raise Invalid("list_too_long", sentence, data={"most": MOST_LINES})
    return [_line(number, cells, columns) for number, cells in found]


def _first(reader: Iterator[Sequence[str]]) -> Sequence[str]:
    return next(cells for cells in reader if any(map(str.strip, cells)))


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Which column holds what."""
    named = [plain(cell[:LONGEST_CELL].replace("\ufeff", "")) for cell in head]
    found = {
        name: next((place for place, cell in enumerate(named) if cell in words), -1) for name, words in COLUMNS.items()
    }
    if found["email"] < 0 or found["movement"] < 0:
        sentence = _("The first line is to name the columns: “email”, “movement” and, if you like, “role”.")
        raise Invalid("no_columns", sentence)
    return found


def _line(number: int, cells: Sequence[str], columns: dict[str, int]) -> Line:
    def cell(name: str) -> str:
        place = columns[name]
        return cells[place].strip() if 0 <= place < len(cells) else ""

    word = plain(cell("role")[:LONGEST_CELL])
    role = next((role for role, words in ROLES.items() if word in words), None)
    return Line(number, cell("email"), cell("movement"), role)
