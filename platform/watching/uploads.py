"""The uploaded files as one tar, from and into wherever they are kept: a folder, or a store that speaks S3."""

import os
import shutil
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.core.exceptions import SuspiciousOperation
from django.core.files import File
from django.core.files.storage import Storage


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """The name of each file, folders after files."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever uploaded
        return
    for name in sorted(filter(None, files)):
        yield f"{folder}{name}"
    for name in sorted(folders):
        yield from names_in(storage, f"{folder}{name}/")


@contextmanager
def packed(storage: Storage) -> Iterator[BinaryIO]:
    """All files as a tar, written while it is read. Raises `OSError` at the end for one that could not be read."""
    receiving, sending = os.pipe()
    failed: list[BaseException] = []

    def send() -> None:
        try:
            with os.fdopen(sending, "wb") as pipe, tarfile.open(fileobj=pipe, mode="w|") as tar:
                for name in names_in(storage):
                    with storage.open(name) as file:
                        told = tarfile.TarInfo(name)
                        told.size = file.size
                        tar.addfile(told, file)
        except Exception as error:  # told to whoever reads, when the pipe ends
            failed.append(error)

    sender = threading.Thread(target=send)
    sender.start()
    with os.fdopen(receiving, "rb") as pipe:
        yield pipe
    sender.join()
    if failed:
        raise OSError(f"the files could not be read: {failed[0]}")


def unpack(stream: BinaryIO, storage: Storage) -> None:
    """The files of such a tar, under their names. Raises `OSError` for a name that is taken or leads elsewhere, and for
    what is no such tar.
    """
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for told in tar:
                _unpack_one(tar, told, storage)
    except (tarfile.TarError, ValueError) as error:
        raise OSError(f"the archive of the files is not one of ours: {error}") from error


def _unpack_one(tar: tarfile.TarFile, told: tarfile.TarInfo, storage: Storage) -> None:
    content = tar.extractfile(told)
    if content is None:  # a folder, of which names are enough
        return
    name = told.name.removeprefix("./")
    # A store asks for the length first, and a tar that comes through a pipe cannot go back.
    with tempfile.TemporaryFile() as whole:
        shutil.copyfileobj(content, whole)
        whole.seek(0)
        kept = _save(storage, name, whole)
    if kept != name:
        raise OSError(f"{name} is there already")


def _save(storage: Storage, name: str, content: BinaryIO) -> str:
    try:
        return storage.save(name, File(content))
    except SuspiciousOperation as error:
        raise OSError(f"{name} leads elsewhere") from error
