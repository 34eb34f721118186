"""Reading what is checked: JSON as strictly as a hash needs it, and the keys that the reader trusts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.proof.canonical import sha256
from common.proof.signatures import ALGORITHM, KeyTrouble, is_signed, key_name

from .troubles import Failed, Unreadable, require


@dataclass(frozen=True)
class Signed:
    """A document with what stands beside it: a position or a head."""

    name: str
    document: Mapping[str, Any]
    data: bytes
    sha256: str
    signatures: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Keys:
    """The keys that the reader holds, by their names; with none held, a signature's own key is as good as its maker."""

    held: Mapping[str, str]
    ends: Mapping[str, str | None]

    @property
    def are_held(self) -> bool:
        return bool(self.held)


def parsed(data: bytes, name: str) -> Any:
    """The JSON in these bytes; a name that stands twice in a table is refused: who reads it may take either."""
    try:
        return json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} is no JSON that can be read: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a name stands twice in one table")
    return table


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number of JSON")


def read_keys(data: bytes) -> Keys:
    """Keys from what `/api/v1/keys/` answers (a list or one of them), or from 64 hexadecimal digits a line."""
    try:
        if data.lstrip()[:1] not in (b"{", b"["):
            return _keys([{"public_key": line} for line in data.decode("ascii").split()])
        found = parsed(data, "The file of keys")
        return _keys(found.get("results", [found]) if isinstance(found, dict) else found)
    except (KeyTrouble, KeyError, TypeError, UnicodeDecodeError, AttributeError) as error:
        raise Unreadable("The file of keys holds no public keys of 64 hexadecimal digits.") from error


def _keys(rows: list[Mapping[str, Any]]) -> Keys:
    names = {key_name(row["public_key"]): row for row in rows}
    if not names:
        raise Unreadable("The file of keys is empty.")
    for name, row in names.items():
        if row.get("key", name) != name:
            raise Unreadable(f"The file of keys calls a key {row['key']} whose name is {name}.")
    return Keys(
        {name: row["public_key"] for name, row in names.items()},
        {name: row.get("valid_until") for name, row in names.items()},
    )


def check_signatures(signed: Signed, keys: Keys, at: str) -> str:
    """Check every signature and return the name of the key of the first. `at` is when the document says that it was
    published, ISO 8601 in UTC: a key that had ended by then has not signed it.
    """
    require(signed.signatures, "signature", "it is not signed.")
    for beside in signed.signatures:
        _check_signature(signed, beside, keys, at)
    return str(signed.signatures[0]["key"])


def _check_signature(signed: Signed, beside: Mapping[str, Any], keys: Keys, at: str) -> None:
    if set(beside) != {"algorithm", "key", "public_key", "signature"} or beside["algorithm"] != ALGORITHM:
        raise Failed("signature", "a signature is not given as algorithm (Ed25519), key, public_key and signature.")
    try:
        name, public_key = key_name(beside["public_key"]), beside["public_key"]
        holds = is_signed(signed.data, public_key=public_key, signature=beside["signature"])
    except KeyTrouble as trouble:
        raise Failed("signature", str(trouble)) from trouble
    require(name == beside["key"], "signature", f"the key is called {str(beside['key'])[:40]} and its name is {name}.")
    require(holds, "signature", f"it was not signed with the key {name}, or was changed since.")
    if keys.are_held:
        require(name in keys.held, "signature", f"the key {name} is none of those that you hold.")
        end = keys.ends.get(name)
        require(end is None or at[:19] <= end[:19], "signature", f"the key {name} had ended when this was published.")


def read_signed(table: Mapping[str, Any], inner: str, name: str, canonical_form: bytes) -> Signed:
    """A document with its SHA-256 and its signatures; refuses one whose hash is another's."""
    if set(table) != {inner, "sha256", "signatures"}:
        raise Failed("form", f"it is not {inner}, sha256 and signatures, and nothing else.")
    signatures = table["signatures"]
    if not isinstance(signatures, list) or not all(isinstance(one, dict) for one in signatures):
        raise Failed("form", "its signatures are no list of tables.")
    require(sha256(canonical_form) == table["sha256"], "hash", "it is not what its SHA-256 says: it was changed.")
    return Signed(name, table[inner], canonical_form, table["sha256"], tuple(signatures))
