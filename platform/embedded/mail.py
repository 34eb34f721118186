"""A mailbox in a folder: what the demonstration would have sent, kept to be read on its own page."""

import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Letter
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.models import NO_LINE


@dataclass(frozen=True)
class Kept:
    """A letter as the mailbox page shows it."""

    id: str
    sent_at: datetime
    to: str
    subject: str
    text: str


def mailbox() -> Path:
    """The folder of letters, named by the demonstration's settings alone."""
    return Path(settings.MAILBOX)  # type: ignore[misc] # the tests' settings, which the types are read from, have none


class MailboxBackend(BaseEmailBackend):
    """Writes each message to a file of its own, named by its instant, so that the names sort by age."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = [one for one in email_messages if not all(to.endswith(NO_LINE) for to in one.recipients())]
        # What is taken back was never sent.
        transaction.on_commit(lambda: self._keep(kept))
        return len(email_messages)

    def _keep(self, email_messages: Sequence[EmailMessage]) -> None:
        folder = mailbox()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(3)}.eml"
            draft = folder / f".{name}"
            draft.write_bytes(message.message().as_bytes())
            # A reader never sees half a letter.
            os.replace(draft, folder / name)


def letters(limit: int = 100) -> Iterator[Kept]:
    """The newest first."""
    found = sorted(mailbox().glob("[0-9]*.eml"), reverse=True)
    return (_read(path) for path in found[:limit])


def letter(name: str) -> Kept | None:
    """One letter. The name is looked up among those that exist and never made into a path."""
    for path in mailbox().glob("[0-9]*.eml"):
        if path.stem == name:
            return _read(path)
    return None


def _read(path: Path) -> Kept:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, Letter)  # noqa: S101 - policy.default makes nothing else
    body = message.get_body(preferencelist=("plain", "html"))
    sent_at = datetime.strptime(path.stem.split("-")[0], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
    text = body.get_content() if body else ""
    return Kept(path.stem, sent_at, str(message["To"] or ""), str(message["Subject"] or ""), text)
