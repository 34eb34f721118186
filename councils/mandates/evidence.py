"""The minutes by which a mandate was given: a private file, its kind read from its content and not from its name."""

import uuid

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from councils.wellformed import Fields

LARGEST = 10_000_000
# The first bytes of each kind that is taken, the ending under which it is kept, and the type it is sent with.
KINDS = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
)


def check_evidence(fields: Fields, file: File) -> str:
    """The ending under which the file is kept; an empty, oversized or other file is noted, and answered with ""."""
    if not file.size:
        fields.note("evidence", _("This file is empty."))
        return ""
    if file.size > LARGEST:
        fields.note("evidence", _("This file is larger than %(megabytes)s MB.") % {"megabytes": LARGEST // 1_000_000})
        return ""
    file.seek(0)
    head = file.read(16)
    for sign, ending, _type in KINDS:
        if head.startswith(sign):
            return ending
    fields.note("evidence", _("Minutes are a PDF file or a picture (PNG, JPEG)."))
    return ""


def keep_evidence(file: File, ending: str) -> str:
    """Store the file by a name that nobody chose, and return that name."""
    file.seek(0)
    return default_storage.save(f"evidence/{uuid.uuid4().hex}.{ending}", file)


def drop_evidence(name: str) -> None:
    """Delete a file that no mandate came to hold."""
    if name:
        default_storage.delete(name)


def type_of(name: str) -> str:
    """The media type of a kept file."""
    return next((kind for _sign, ending, kind in KINDS if name.endswith(f".{ending}")), "application/octet-stream")


def kept_file(name: str | None, title: str) -> FileResponse:
    """A private file, only ever as a download: nothing in it is shown by this site."""
    if not name or not default_storage.exists(name):
        raise Http404(_("There is no such file."))
    ending = name.rpartition(".")[2]
    return FileResponse(
        default_storage.open(name), as_attachment=True, filename=f"{title}.{ending}", content_type=type_of(name)
    )
