"""A file is what its content says, and is named so that no system reads anything else in it."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from councils.wellformed import Fields
from proposals.drafting.attachments import (
    JPEG,
    LONGEST_NAME,
    MEGABYTE,
    PDF,
    PNG,
    WEBP,
    hash_of_file,
    kind_of,
    read_file,
    safe_name,
)

SAMPLE_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def archive(*members: tuple[str, bytes], stored: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            kind = zipfile.ZIP_STORED if stored or name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name), data, compress_type=kind)
    return target.getvalue()


ODT = archive(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>"))
ODS = archive(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a/>"))
DOCX = archive(("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>"))
XLSX = archive(("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", b"<a/>"))
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
WEB = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (SAMPLE_PDF, "pdf"),
        (png(), "png"),
        (JPG, "jpg"),
        (WEB, "webp"),
        (ODT, "odt"),
        (ODS, "ods"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
    ],
)
def test_what_is_taken(content: bytes, ending: str):
    kind = kind_of(io.BytesIO(content))
    assert kind is not None
    assert kind.ending == ending


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", id="svg"),
        pytest.param(b"<!doctype html><script>alert(1)</script>", id="html"),
        pytest.param(b"   <html>%PDF-1.7", id="html before a PDF"),
        pytest.param(b"GIF89a" + b"\0" * 60, id="gif"),
        pytest.param(b"MZ" + b"\0" * 60, id="program"),
        pytest.param(b"\x7fELF" + b"\0" * 60, id="another program"),
        pytest.param(b"PK\x03\x04" + b"\0" * 60, id="broken archive"),
        pytest.param(archive(("a.txt", b"a")), id="archive"),
        pytest.param(archive(("[Content_Types].xml", b"")), id="office file of no kind"),
        pytest.param(
            archive(("[Content_Types].xml", b""), ("word/document.xml", b""), ("word/vbaProject.bin", b"x")),
            id="macros",
        ),
        pytest.param(
            archive(("[Content_Types].xml", b""), ("word/document.xml", b""), ("xl/workbook.xml", b"")), id="two kinds"
        ),
        pytest.param(archive(("mimetype", b"application/epub+zip"), ("a", b"")), id="book"),
        pytest.param(archive(("mimetype", b"\xff\xfe"), ("a", b"")), id="mimetype that is no text"),
        pytest.param(archive(*((f"{n}", b"") for n in range(5_001))), id="too many members"),
        pytest.param(ODT[:-30], id="cut short"),
        pytest.param(b"a,b\n1,2\n", id="text"),
        pytest.param(b"\x00", id="one byte"),
    ],
)
def test_what_is_not_taken(content: bytes):
    assert kind_of(io.BytesIO(content)) is None


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"RIFF", b"\xff\xd8\xff"]),
)
def test_no_content_breaks_the_reader(content: bytes, head: bytes):
    kind_of(io.BytesIO(head + content))


@given(st.integers(0, len(DOCX)), st.binary(max_size=8))
def test_no_damaged_archive_breaks_the_reader(at: int, damage: bytes):
    kind_of(io.BytesIO(DOCX[:at] + damage + DOCX[at + len(damage) :]))
    kind_of(io.BytesIO(ODT[:at] + damage + ODT[at + len(damage) :]))


def test_an_archive_that_swells_is_not_unpacked():
    bomb = archive(("[Content_Types].xml", b""), ("word/document.xml", b"\0" * 50_000_000))
    assert len(bomb) < 100_000
    assert kind_of(io.BytesIO(bomb)) is not None


@pytest.mark.parametrize("content", [b"", b"\0" * (2 * MEGABYTE + 1), b"GIF89a"])
def test_what_is_wrong_is_said(content: bytes):
    fields = Fields()
    assert read_file(fields, ContentFile(content, name="a.pdf"), 2) is None
    assert list(fields.problems) == ["file"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("plan.pdf", "plan.pdf"),
        ("Plan de riego (2027).PDF", "Plan de riego (2027).pdf"),
        ("C:\\Users\\ana\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "Set-Cookie x.pdf"),
        ("plan\u202efdp.exe", "planfdp.pdf"),
        ('"; filename="evil.html', "filename= evil.pdf"),
        ("", "file.pdf"),
        (None, "file.pdf"),
        ("...", "file.pdf"),
        (".htaccess", "file.pdf"),
        ("ñandú 🌱.pdf", "ñandú 🌱.pdf"),
    ],
)
def test_a_name_is_a_name_and_nothing_else(given: object, expected: str):
    assert safe_name(given, PDF) == expected


@given(st.text(max_size=400), st.sampled_from([PDF, PNG, JPEG, WEBP]))
def test_any_name_becomes_a_safe_one(name: str, kind):
    made = safe_name(name, kind)
    assert made.endswith(f".{kind.ending}")
    assert len(made) <= LONGEST_NAME
    assert made.isprintable()
    assert not set('/\\"<>|:*?\0\n\r') & set(made)
    assert not made.startswith(".")
    assert safe_name(made, kind) == made


@given(st.binary(max_size=200))
def test_the_hash_is_of_the_whole_file_and_leaves_it_at_its_beginning(content: bytes):
    file = io.BytesIO(content)
    file.seek(3)
    assert len(hash_of_file(file)) == 64
    assert file.read() == content
