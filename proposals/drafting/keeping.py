"""How a file comes to be kept beside something, and how it is handed out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.core.files.base import File
from django.http import FileResponse

from councils.wellformed import Fields

from .attachments import hash_of_file, read_file, safe_name
from .kept import KeptFile

M = TypeVar("M", bound="KeptFile")


def checked(kept: M, file: File, name: str, megabytes: int, field: str = "file") -> M:
    """`kept`, filled with what the file is, and stored. Refused: what is empty, too large, or of a kind that is not
    taken (422).
    """
    fields = Fields()
    kind = read_file(fields, file, megabytes, field)
    fields.refuse()
    assert kind is not None  # noqa: S101 - a file without a kind was noted, and so refused
    kept.name, kept.media_type = safe_name(name or file.name, kind), kind.media_type
    kept.size, kept.sha256 = file.size, hash_of_file(file)
    kept.file.save("", file, save=False)
    return kept


@contextmanager
def dropped_on_failure(kept: Sequence[KeptFile]) -> Iterator[None]:
    """Take the stored files of these away when the act fails: what was not committed has no row that would find it."""
    try:
        yield
    except BaseException:
        for one in kept:
            if one.file:
                one.file.delete(save=False)
        raise


def handed_out(kept: KeptFile) -> FileResponse:
    """The file, as a download that no browser opens as a page of ours."""
    answer = FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type=kept.media_type)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
