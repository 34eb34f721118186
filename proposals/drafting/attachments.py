"""Which files may stand beside a proposal, and under which name. A file's kind is read from its content.

Nothing here is ever unpacked: of an office file, which is a zip archive, only the list of its members is read, so
that an archive that swells when it is unpacked costs nothing.
"""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO

import puremagic
from django.core.files.base import File
from django.utils.translation import gettext as _

from councils.wellformed import Fields

from .wording import visible

MEGABYTE = 1_000_000
LONGEST_NAME = 150
MOST_ATTACHMENTS = 20
MOST_MEMBERS = 5_000
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: the ending of its name, and the type it is sent with."""

    ending: str
    media_type: str


PDF = Kind("pdf", "application/pdf")
PNG = Kind("png", "image/png")
JPEG = Kind("jpg", "image/jpeg")
WEBP = Kind("webp", "image/webp")
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENTS = {
    f"{OPEN_DOCUMENT}{kind}": Kind(ending, f"{OPEN_DOCUMENT}{kind}")
    for kind, ending in {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}.items()
}
# An office file says what it is by the folder of its main part.
OFFICE_FILES = {
    "word/document.xml": Kind("docx", f"{OFFICE}wordprocessingml.document"),
    "xl/workbook.xml": Kind("xlsx", f"{OFFICE}spreadsheetml.sheet"),
    "ppt/presentation.xml": Kind("pptx", f"{OFFICE}presentationml.presentation"),
}
PROGRAMS = re.compile(r"(?:^|/)(?:vbaProject\.bin|activeX/|Basic/|Scripts/)", re.I)
ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")
NOT_IN_NAMES = re.compile(r'[<>:"|?*;%\s]+')


def read_file(fields: Fields, file: File, megabytes: int, field: str = "file") -> Kind | None:
    """The file's kind; an empty, oversized or other file is noted at `field`."""
    if not file.size:
        fields.note(field, _("This file is empty."))
    elif file.size > megabytes * MEGABYTE:
        fields.note(field, _("This file is larger than %(megabytes)s MB.") % {"megabytes": megabytes})
    else:
        kind = kind_of(file)
        if kind is None:
            fields.note(
                field,
                _(
                    "Attach a PDF, a picture (PNG, JPEG, WebP) or an office document without macros (ODT, ODS, ODP, "
                    "DOCX, XLSX, PPTX). This file is none of them, whatever its name says."
                ),
            )
        return kind
    return None


def kind_of(file: IO[bytes] | File) -> Kind | None:
    """What the content is, or None for everything that is not taken. Two readers must agree on a signature."""
    file.seek(0)
    head = file.read(64)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(file)
    for kind, is_it in (
        (PDF, head.startswith(b"%PDF-")),
        (PNG, head.startswith(b"\x89PNG\r\n\x1a\n")),
        (JPEG, head.startswith(b"\xff\xd8\xff")),
        (WEBP, head.startswith(b"RIFF") and head[8:12] == b"WEBP"),
    ):
        if is_it and kind.media_type in _guesses(file):
            return kind
    return None


def _guesses(file: IO[bytes] | File) -> set[str]:
    file.seek(0)
    try:
        return {guess.mime_type for guess in puremagic.magic_string(file.read(CHUNK))}
    except (puremagic.PureError, ValueError):
        return set()


def _kind_of_archive(file: IO[bytes] | File) -> Kind | None:
    """The kind of an office file by the names of its members; None for any other archive, and for one with programs."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    names = {member.filename for member in members}
    # A damaged directory can point in front of the file.
    if len(members) > MOST_MEMBERS or any(member.header_offset < 0 for member in members):
        return None
    if any(PROGRAMS.search(name) for name in names):
        return None
    if members and members[0].filename == "mimetype" and members[0].compress_type == zipfile.ZIP_STORED:
        return OPEN_DOCUMENTS.get(_stored_text(file, members[0]))
    if "[Content_Types].xml" not in names:
        return None
    found = [kind for part, kind in OFFICE_FILES.items() if part in names]
    return found[0] if len(found) == 1 else None


def _stored_text(file: IO[bytes] | File, member: zipfile.ZipInfo) -> str:
    """The text of a member that is not compressed, as OpenDocument wants its first one: read as it lies, not
    unpacked.
    """
    file.seek(member.header_offset + 26)
    lengths = file.read(4)
    skipped = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    file.seek(member.header_offset + 30 + skipped)
    return file.read(min(member.file_size, 100)).decode("ascii", "replace")


def safe_name(name: object, kind: Kind) -> str:
    """The name under which the file is offered: no folders, no signs that a system or a header would read, and the
    ending that its content has.
    """
    clean = unicodedata.normalize("NFC", str(visible(str(name or ""))))
    last = re.split(r"[/\\\n]", clean)[-1]
    printable = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = NOT_IN_NAMES.sub(" ", ENDING.sub("", printable)).strip(" .")
    longest = LONGEST_NAME - len(kind.ending) - 1
    return f"{stem[:longest].rstrip(' .') or 'file'}.{kind.ending}"


def hash_of_file(file: IO[bytes] | File) -> str:
    """SHA-256 of the content, read in pieces."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
