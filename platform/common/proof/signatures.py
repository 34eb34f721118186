"""Ed25519 (RFC 8032) over exact bytes. Pure.

What is signed is always canonical JSON with a `schema`, so that no signature of one kind of document can be taken for
one of another.
"""

import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .canonical import sha256

ALGORITHM = "Ed25519"
KEY_DIGITS, SIGNATURE_DIGITS, NAME_DIGITS = 64, 128, 16
HEXADECIMAL = re.compile(r"[0-9a-f]+\Z")


class KeyTrouble(ValueError):
    """A key or a signature is none; the text is the sentence that says why."""


def key_name(public_key: str) -> str:
    """What documents call a key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes."""
    return sha256(_bytes(public_key, KEY_DIGITS, "A public key"))[:NAME_DIGITS]


@dataclass(frozen=True)
class Signer:
    """A secret key: 32 bytes as 64 hexadecimal digits. Raises `KeyTrouble` for whatever is none."""

    secret: str

    def __post_init__(self) -> None:
        _bytes(self.secret, KEY_DIGITS, "A signing key")

    def __repr__(self) -> str:
        return f"Signer({self.name})"

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.secret))

    @property
    def public_key(self) -> str:
        """The public key as 64 hexadecimal digits."""
        return self._key.public_key().public_bytes_raw().hex()

    @property
    def name(self) -> str:
        """What documents call it."""
        return key_name(self.public_key)

    def sign(self, document: bytes) -> str:
        """The signature of the document as 128 hexadecimal digits."""
        return self._key.sign(document).hex()


def is_signed(document: bytes, *, public_key: str, signature: str) -> bool:
    """Whether the signature is one of exactly these bytes with this key; raises `KeyTrouble` for what is no key."""
    key = Ed25519PublicKey.from_public_bytes(_bytes(public_key, KEY_DIGITS, "A public key"))
    try:
        key.verify(_bytes(signature, SIGNATURE_DIGITS, "A signature"), document)
    except InvalidSignature:
        return False
    return True


def _bytes(text: str, digits: int, what: str) -> bytes:
    if not isinstance(text, str) or len(text) != digits or not HEXADECIMAL.match(text):
        raise KeyTrouble(f"{what} is {digits} hexadecimal digits, in small letters.")
    return bytes.fromhex(text)
