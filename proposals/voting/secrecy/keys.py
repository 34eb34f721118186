"""The private halves of the ballots' keys: files in a folder outside the database and its backups.

A file is named by its public half, which alone stands in the database. It is safe on the disk before the ballot opens,
and overwritten and unlinked after the close has committed. One that no ballot names (an opening that was rolled back
made it) opens nothing, because nothing was ever sealed to it.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings

from .boxes import KEY_BYTES, new_private_key, public_key_of

FOLDER_MODE, FILE_MODE = 0o700, 0o600


class KeyMissing(LookupError):
    """There is no such key here: no folder is set, it is not mounted, or the file is gone or damaged."""


def is_kept_here() -> bool:
    """Whether this process has a folder of keys. One that serves visitors need not, and better has none."""
    return bool(settings.BALLOT_KEYS_DIR)


def make_key() -> str:
    """Make a pair, keep its private half on the disk, and return the public half as hexadecimal digits."""
    private = new_private_key()
    public = public_key_of(private).hex()
    _folder().mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    handle = os.open(_path(public), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE)
    try:
        os.write(handle, private)
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync_folder()
    read_key(public)
    return public


def read_key(public: str) -> bytes:
    """The private half; raises `KeyMissing` for one that is not here, or is not the other half."""
    try:
        handle = os.open(_path(public), os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise KeyMissing("the key is not in the folder of keys") from error
    try:
        private = os.read(handle, KEY_BYTES + 1)
    finally:
        os.close(handle)
    if len(private) != KEY_BYTES or public_key_of(private).hex() != public:
        raise KeyMissing("the file in the folder of keys is damaged")
    return private


def destroy_key(public: str) -> bool:
    """Overwrite and unlink the private half; False when it was gone already. Twice does nothing more.

    Raises `KeyMissing` when the folder itself is not there: what is not mounted is not destroyed.
    """
    if not _folder().is_dir():
        raise KeyMissing("the folder of keys is not there")
    try:
        handle = os.open(_path(public), os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        os.write(handle, secrets.token_bytes(KEY_BYTES))
        os.fsync(handle)
    finally:
        os.close(handle)
    _path(public).unlink(missing_ok=True)
    _sync_folder()
    return True


def _folder() -> Path:
    if not is_kept_here():
        raise KeyMissing("this process has no folder of keys")
    return Path(settings.BALLOT_KEYS_DIR)


def _path(public: str) -> Path:
    if len(public) != 2 * KEY_BYTES or set(public) - set("0123456789abcdef"):
        raise KeyMissing("this is no public half")
    return _folder() / f"{public}.key"


def _sync_folder() -> None:
    """A name is as safe as its file only once its folder is on the disk too."""
    handle = os.open(_folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
