"""What the doctor looks at around the site: mail, keys, switches, folders and what is written into them."""

import os
import shutil
import smtplib
import ssl
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from api.dumping.keeping import dated, dumps_root
from common import clock
from ledger.sealing.keys import signer
from proposals.voting.secrecy.keys import is_kept_here

from .finding import Finding, Level

PATIENCE_SECONDS = 5
LITTLE_SPACE = 2**30


def mail() -> Iterator[Finding]:
    """Whether the mail server takes us."""
    if not settings.POSTING_BACKEND.endswith("smtp.EmailBackend"):
        yield Finding(Level.REMARK, "letters do not go to a mail server", "set EMAIL_URL.")
        return
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    try:
        with kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=PATIENCE_SECONDS) as server:
            if settings.EMAIL_USE_TLS:
                server.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except OSError as error:
        yield Finding(
            Level.WRONG,
            f"the mail server does not take us ({type(error).__name__}); letters wait in the database",
            "mend EMAIL_URL or the server; what waits goes out by itself.",
        )
    else:
        yield Finding(Level.WELL, "the mail server takes us")


def keys() -> Iterator[Finding]:
    """Whether a process with these settings signs, and opens secret ballots."""
    if signer() is None:
        told = "nothing is signed or sealed by a process with these settings"
        yield Finding(Level.REMARK, told, "set SIGNING_KEY in the worker's environment (manage.py make_signing_key).")
    else:
        yield Finding(Level.WELL, "what is published is signed")
    if not is_kept_here():
        told = "a process with these settings can neither open nor close a secret ballot"
        yield Finding(Level.REMARK, told, "set BALLOT_KEYS_DIR in the worker's environment.")


def switches() -> Iterator[Finding]:
    """Whether what protects an office is on."""
    if not settings.TWO_FACTOR_FOR_OFFICES:
        what = "whoever holds an office needs no second factor: a stolen password or mailbox is enough"
        yield Finding(Level.REMARK, what, "take TWO_FACTOR_FOR_OFFICES=false away; it is for demonstrations.")
    if not settings.REAUTHENTICATION:
        what = "nobody is asked again who it is before keys, settings of signing in and moderation"
        yield Finding(Level.REMARK, what, "take REAUTHENTICATION=false away; it is for demonstrations.")


def _store() -> Iterator[Finding]:
    """The store of uploads, where there is one; of an address and its keys no word is said."""
    try:
        default_storage.exists("doctor")
    except Exception as error:  # whatever stands in the way, of a library's many
        told = f"the store of uploads does not take us ({type(error).__name__})"
        yield Finding(Level.WRONG, told, "look at FILES_URL: the host, the bucket, the key and its rights.")
    else:
        yield Finding(Level.WELL, "the store of uploads takes us")


def folders() -> Iterator[Finding]:
    """Whether uploads and what is published have a place, with room."""
    is_folder = isinstance(default_storage, FileSystemStorage)
    if not is_folder:
        yield from _store()
    for name in ("MEDIA_ROOT", "PUBLISH_ROOT") if is_folder else ("PUBLISH_ROOT",):
        folder = Path(getattr(settings, name))
        if not os.access(folder if folder.exists() else folder.parent, os.W_OK):
            yield Finding(Level.WRONG, f"{name} cannot be written to", "give its folder to the user of the processes.")
            continue
        free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
        if free < LITTLE_SPACE:
            told = f"{name} has {free // 2**20} MiB left"
            yield Finding(Level.WRONG, told, "make room: without it nothing is uploaded or published as a file.")
        else:
            yield Finding(Level.WELL, f"{name} has {free // 2**30} GiB left")


def dumps() -> Iterator[Finding]:
    """Whether the open data are of today or yesterday, by the database's day."""
    days = dated(dumps_root())
    today = clock.now(None).date()
    if not days or (today - max(days)).days > 1:
        told = f"the newest dump is of {max(days)}" if days else "there is no dump yet"
        yield Finding(Level.REMARK, told, "one is written each day by the worker; manage.py write_dump writes it now.")
    else:
        yield Finding(Level.WELL, f"the newest dump is of {max(days)}")
