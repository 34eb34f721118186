"""Reading the words of a PDF back, by its own tables of what each glyph stands for: what a screen reader is given."""

import re
import zlib

OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\n(.*?)endobj", re.S)
GLYPH = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
# A bracket that has its other half in the same string need not be escaped.
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)", re.S)
ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.S)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(content: bytes) -> str:
    """Everything that is written on the pages, in order, without white space: lines break where they must."""
    objects = dict(OBJECT.findall(content))
    said = []
    for page in (body for body in objects.values() if b"/Type/Page/" in body):
        fonts = _fonts(objects, page)
        said += _shown(_stream(objects[_named(page, b"Contents")]), fonts)
    return squeezed("".join(said))


def squeezed(text: str) -> str:
    """Without white space, as `words_of` gives it."""
    return "".join(text.split())


def pages_of(content: bytes) -> int:
    """How many pages there are."""
    return len(re.findall(rb"/Type/Page/", content))


def _named(body: bytes, name: bytes) -> bytes:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, (name, body[:200])
    return found[1]


def _stream(body: bytes) -> bytes:
    data = body.partition(b"stream")[2].removeprefix(b"\r").removeprefix(b"\n")
    return zlib.decompressobj().decompress(data)


def _fonts(objects: dict[bytes, bytes], page: bytes) -> dict[bytes, dict[bytes, str]]:
    names = re.findall(rb"/(f\d+) (\d+) 0 R", objects[_named(page, b"Resources")])
    tables = {name: GLYPH.findall(_stream(objects[_named(objects[at], b"ToUnicode")])) for name, at in names}
    return {
        name: {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in table}
        for name, table in tables.items()
    }


def _shown(stream: bytes, fonts: dict[bytes, dict[bytes, str]]) -> list[str]:
    said, font = [], {}
    for name, string in SHOWN.findall(stream):
        if name:
            font = fonts[name]
            continue
        glyphs = ESCAPED.sub(lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else LETTERS.get(m[1], m[1]), string)
        said += [font.get(glyphs[at : at + 2], "") for at in range(0, len(glyphs), 2)]
    return said
