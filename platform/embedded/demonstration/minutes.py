"""The minutes by which a mandate was given: one page of PDF, written by hand because no library here makes PDFs yet."""

import unicodedata

from django.core.files.base import ContentFile


def minutes(movement: str, holder: str, role: str) -> ContentFile:
    """A small PDF that says what it is for, and that it is none."""
    lines = [movement, f"Acta de la asamblea: {holder}, {role}.", "Documento de demostración, sin ningún valor."]
    return ContentFile(_pdf(lines), name="acta.pdf")


def _pdf(lines: list[str]) -> bytes:
    words = b" T* ".join(b"(" + _plain(line) + b") Tj" for line in lines)
    page = b"BT /F1 14 Tf 22 TL 60 760 Td " + words + b" ET"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        font,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    return out + head + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))


def _plain(text: str) -> bytes:
    """In the font's own signs: what it lacks loses its mark, and what ends a string is escaped."""
    composed = unicodedata.normalize("NFC", text)
    known = "".join(s if s.encode("cp1252", "ignore") else unicodedata.normalize("NFD", s)[0] for s in composed)
    return known.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
