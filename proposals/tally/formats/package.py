"""The tally package: a zip that holds a ballot with everything that a recount needs, and the hash of the one before.

Five files, always in this order and with the same bytes for the same ballot: `rules.json` (what the document says
beside its roll, votes and results: the rules, and the kind, terms and options of a ballot that is no motion),
`roll.csv`, `ballots.csv`, `result.json`, `manifest.json` (SHA-256 of the others, of the manifest of the council's
previous package, and of itself without this last hash). UTF-8, LF, exact numbers as text. Lossless: what is read is
the document that was written.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from proposals.tally.formats.tables import read_roll_table, read_votes_table, roll_table, votes_table
from proposals.tally.roll import TallyError

FORMAT = "minga-tally-package/1"
FILES = ("rules.json", "roll.csv", "ballots.csv", "result.json")
MANIFEST = "manifest.json"
BEGIN = (1980, 1, 1, 0, 0, 0)
# A million votes take some 60 MB; what says that it is larger than this is no package.
MOST_BYTES = 256 * 2**20
DEEPEST = 100
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OverflowError,
    IndexError,
    OSError,
    struct.error,
)


def write_package(document: Mapping[str, Any], previous: str | None = None) -> bytes:
    """The package of a published ballot: `rules`, `roll`, `votes`, `results`, and what else the document says.

    `previous` is the `manifest_hash` of the package before it. Raises `TallyError` for what it could not hold exactly.
    """
    roll, votes = document.get("roll"), document.get("votes")
    if not isinstance(roll, Mapping) or not isinstance(votes, list | tuple):
        raise TallyError("A package needs the roll and the votes of its ballot.")
    facts = {key: value for key, value in document.items() if key not in ("roll", "votes", "results")}
    rest = {key: value for key, value in roll.items() if key not in ("seats", "contributions")}
    if "roll" in facts or not isinstance(document.get("rules"), Mapping):
        raise TallyError("A package needs the rules of its ballot.")
    files = {
        "rules.json": _json({**facts, "roll": rest}),
        "roll.csv": _encoded(roll_table(roll)),
        "ballots.csv": _encoded(votes_table(votes, _is_motion(document))),
        "result.json": _json({"results": document["results"]} if "results" in document else {}),
    }
    hashes = {name: {"sha256": sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()}
    manifest = {"format": FORMAT, "files": hashes, "previous": previous}
    files[MANIFEST] = _json({**manifest, "sha256": sha256(_json(manifest)).hexdigest()})
    return _zipped(files)


def manifest_hash(package: bytes) -> str:
    """What the next package calls its `previous`: the SHA-256 of this one's manifest."""
    return sha256(_unzipped(io.BytesIO(package))[MANIFEST]).hexdigest()


def previous_of(package: bytes) -> str | None:
    """The hash of the manifest before, which a package names; None for the first of its series."""
    return _table(_parsed(_unzipped(io.BytesIO(package))[MANIFEST], MANIFEST), MANIFEST).get("previous")


def read_package(path: Path) -> dict[str, Any]:
    """The document that was written; raises `TallyError` with a sentence for whatever is no package, or is changed."""
    try:
        with path.open("rb") as file:
            return read_package_file(file)
    except IsADirectoryError as error:
        raise TallyError("This is a folder, not a tally package.") from error


def read_package_file(file: BinaryIO) -> dict[str, Any]:
    """The same from a file that is open."""
    files = _unzipped(file)
    _check_manifest(files)
    facts = _table(_parsed(files["rules.json"], "rules.json"), "rules.json")
    result = _table(_parsed(files["result.json"], "result.json"), "result.json")
    if not set(result) <= {"results"} or {"votes", "results"} & set(facts):
        raise TallyError("The package has its results in the wrong file.")
    rest = _table(facts.pop("roll", {}), "roll in rules.json")
    if set(rest) & {"seats", "contributions"}:
        raise TallyError("The package has its roll in the wrong file.")
    votes = read_votes_table(_decoded(files["ballots.csv"], "ballots.csv"), _is_motion(facts))
    return {
        **facts,
        "roll": {**read_roll_table(_decoded(files["roll.csv"], "roll.csv")), **rest},
        "votes": votes,
        **result,
    }


def _is_motion(document: Mapping[str, Any]) -> bool:
    return document.get("kind", "motion") == "motion"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Stored and not compressed, so that no version of a library decides the bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, BEGIN)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def _unzipped(file: Any) -> dict[str, bytes]:
    """The five files. No more is read than is allowed, whatever the archive says of itself."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if sorted(entry.filename for entry in entries) != sorted((*FILES, MANIFEST)):
                raise TallyError(f"A tally package holds {', '.join((*FILES, MANIFEST))}, each once, and nothing else.")
            if any(entry.flag_bits & 1 for entry in entries):
                raise TallyError("A tally package is not encrypted.")
            if any(entry.compress_type not in METHODS for entry in entries):
                raise TallyError("The package is compressed in a way that is not read here.")
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise TallyError("The package would be larger than any that is written.")
            return {entry.filename: _read(archive, entry) for entry in entries}
    except BROKEN as error:
        if isinstance(error, TallyError):
            raise
        raise TallyError("This is no zip archive, or it is damaged.") from error


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise TallyError(f"{entry.filename} is not as large as the archive says.")
    return data


def _check_manifest(files: Mapping[str, bytes]) -> None:
    manifest = _table(_parsed(files[MANIFEST], MANIFEST), MANIFEST)
    previous, hashes = manifest.get("previous"), _table(manifest.get("files"), f"files in {MANIFEST}")
    if manifest.get("format") != FORMAT:
        raise TallyError(f"{MANIFEST} does not say {FORMAT}.")
    if previous is not None and not isinstance(previous, str):
        raise TallyError(f"The previous manifest in {MANIFEST} is not named by its hash.")
    # A manifest of a time before it had a hash of its own has none.
    if "sha256" in manifest:
        own = {name: value for name, value in manifest.items() if name != "sha256"}
        if manifest["sha256"] != sha256(_json(own)).hexdigest():
            raise TallyError(f"{MANIFEST} is not what its own hash says: the package was changed.")
    if sorted(hashes) != sorted(FILES):
        raise TallyError(f"{MANIFEST} does not have the hash of each of the other files.")
    for name in FILES:
        said = _table(hashes[name], f"{name} in {MANIFEST}")
        if said.get("sha256") != sha256(files[name]).hexdigest():
            raise TallyError(f"{name} is not what its hash in {MANIFEST} says: the package was changed.")


def _table(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TallyError(f"{what} is not a table of named values.")
    return value


def _json(value: object) -> bytes:
    _check_exact(value)
    return _encoded(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n")


def _check_exact(value: object, depth: int = 0) -> None:
    """Refuse what JSON would not give back as it was: numbers that are not whole, tables with other keys than text."""
    if depth > DEEPEST:
        raise TallyError("The document is nested too deeply for a package.")
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TallyError("A table of the document has a name that is not text.")
        for part in value.values():
            _check_exact(part, depth + 1)
    elif isinstance(value, list | tuple):
        for part in value:
            _check_exact(part, depth + 1)
    elif not (value is None or isinstance(value, str | int)):
        raise TallyError(f"{type(value).__name__} {str(value)[:40]!r}: exact numbers of a package are written as text.")


def _parsed(data: bytes, name: str) -> object:
    text = _decoded(data, name)
    try:
        return json.loads(text, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
    except TallyError as error:
        raise TallyError(f"{name}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise TallyError(f"{name} is no JSON.") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise TallyError("A name stands twice in one table.")
    return table


def _no_float(text: str) -> object:
    raise TallyError(f"{text[:40]} is a number that is not whole: exact numbers are written as text.")


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise TallyError("The document holds signs that are no text.") from error


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise TallyError(f"{name} is not UTF-8.") from error
