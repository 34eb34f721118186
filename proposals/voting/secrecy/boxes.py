"""A sealed box of a fixed size: whoever knows the public key can close it, and only the private key opens it. Pure.

X25519 with a key pair made for this one box, HKDF-SHA256 over what the two agree on, ChaCha20-Poly1305. The key of a
box is used once, so its nonce may be zero. Source of the construction: RFC 7748, RFC 5869, RFC 8439, put together as
in RFC 9180 without its suites. A box tells its size alone, which is the same for every answer of a ballot.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"minga-envelope/1"
KEY_BYTES, LENGTH_BYTES, TAG_BYTES = 32, 4, 16
NONCE = bytes(12)


class BoxError(ValueError):
    """A box that this key and this context do not open, or a message that does not fit. It never says what was in."""


def new_private_key() -> bytes:
    """The private half of a new pair."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private: bytes) -> bytes:
    """The public half of a pair."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, message: bytes, *, context: bytes, size: int) -> bytes:
    """Close `message` in a box for `public`, padded to `size` bytes. It opens in this `context` alone, so that a box
    that is moved to another seat does not.
    """
    if len(message) > size:
        raise BoxError("the message is larger than the box")
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    agreed = once.exchange(X25519PublicKey.from_public_bytes(public))
    padded = len(message).to_bytes(LENGTH_BYTES, "big") + message.ljust(size, b"\0")
    return mine + ChaCha20Poly1305(_key(agreed, mine, public)).encrypt(NONCE, padded, context)


def unseal(private: bytes, box: bytes, *, context: bytes) -> bytes:
    """What is in the box; raises `BoxError`."""
    if len(box) < KEY_BYTES + TAG_BYTES + LENGTH_BYTES:
        raise BoxError("the box is too short")
    theirs, sealed = box[:KEY_BYTES], box[KEY_BYTES:]
    try:
        agreed = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(theirs))
        padded = ChaCha20Poly1305(_key(agreed, theirs, public_key_of(private))).decrypt(NONCE, sealed, context)
    except (InvalidTag, ValueError) as error:
        raise BoxError("the box does not open") from error
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    return padded[LENGTH_BYTES : LENGTH_BYTES + length]


def _key(agreed: bytes, theirs: bytes, public: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE + theirs + public).derive(agreed)
