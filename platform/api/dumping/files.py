"""The files of a dump: written under a name that nobody serves, flushed to the disk, and then renamed at once."""

import csv
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copyfileobj
from types import TracebackType
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rest_framework.utils.encoders import JSONEncoder

BUFFER = 1 << 16
# One for all rows: to make it costs as much as a short row.
ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Written:
    """A file that is on the disk. `rows` None: it is no table."""

    name: str
    bytes: int
    sha256: str
    rows: int | None = None


class File:
    """A text file that is hashed while it is written."""

    def __init__(self, path: Path) -> None:
        self.name, self.size, self.hash = path.name, 0, hashlib.sha256()
        self.stream = path.open("xb", buffering=BUFFER)

    def write(self, text: str) -> int:
        """Write, as a writer of CSV asks it of a file."""
        data = text.encode()
        self.hash.update(data)
        self.size += len(data)
        return self.stream.write(data)

    def finish(self, rows: int | None = None) -> Written:
        """Flush it to the disk."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        return Written(self.name, self.size, self.hash.hexdigest(), rows)


class Sheet:
    """One table in both formats."""

    def __init__(self, folder: Path, name: str, columns: Iterable[str]) -> None:
        self.columns, self.rows = list(columns), 0
        self.csv, self.lines = File(folder / f"{name}.csv"), File(folder / f"{name}.jsonl")
        self.cells = csv.writer(self.csv, lineterminator="\n")
        self.cells.writerow(self.columns)

    def add(self, row: Mapping[str, Any]) -> None:
        """One row. A column that a row does not know is empty in one format and left out of the other."""
        self.rows += 1
        self.cells.writerow([_cell(row.get(column)) for column in self.columns])
        self.lines.write(f"{ENCODER.encode(row)}\n")

    def finish(self) -> list[Written]:
        """Both files, on the disk."""
        return [self.csv.finish(self.rows), self.lines.finish(self.rows)]

    def close(self) -> None:
        """Let go of the files, whatever became of them."""
        self.csv.stream.close()
        self.lines.stream.close()


class Sheets:
    """All tables of a dump, open side by side: a row of one brings rows of others."""

    def __init__(self, folder: Path, tables: Mapping[str, Iterable[str]]) -> None:
        self.sheets = {name: Sheet(folder, name, columns) for name, columns in tables.items()}

    def __enter__(self) -> "Sheets":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for sheet in self.sheets.values():
            sheet.close()

    def add(self, name: str, row: Mapping[str, Any]) -> None:
        """One row of one table."""
        self.sheets[name].add(row)

    def finish(self) -> list[Written]:
        """Every file, on the disk."""
        return [written for sheet in self.sheets.values() for written in sheet.finish()]


def write_text(path: Path, text: str) -> Written:
    """A whole file of text, on the disk."""
    file = File(path)
    file.write(text)
    return file.finish()


def write_zip(folder: Path, name: str, members: Iterable[str], day: date) -> Written:
    """The members in one file, the same bytes for the same members; nothing of them is held in memory."""
    with (folder / name).open("x+b") as stream:
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            for member in members:
                about = ZipInfo(member, (day.year, day.month, day.day, 0, 0, 0))
                about.compress_type, about.external_attr = ZIP_DEFLATED, 0o644 << 16
                with (folder / member).open("rb") as source, archive.open(about, "w", force_zip64=True) as target:
                    copyfileobj(source, target, BUFFER)
        stream.flush()
        os.fsync(stream.fileno())
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Written(name, stream.tell(), digest)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return str(value) if type(value) is int else ENCODER.encode(value)
