"""Reading a message that came back: whether it says that a letter did not arrive, for how long, and in which words.

What mail servers send (RFC 3464) is read with the standard library, since only the message itself has the status and
the words; the many other forms in which servers have said the same are known to flufl.bounce. A message that is none of
these, such as an answer of somebody who is on holiday, says nothing. Asks nothing of the database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser

from flufl.bounce import all_failures

LARGEST = 1_000_000
LONGEST_WORDS = 300
STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
# Of the letter and not of the mailbox: its content or form, and what a policy says of it (RFC 3463, 3.7 and 3.8).
OF_THE_LETTER = {6, 7}
ADDRESSES = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


@dataclass(frozen=True)
class Returned:
    """What a bounce says: for good or for now, of the mailbox or of this letter alone, and the server's words."""

    is_permanent: bool
    is_of_mailbox: bool
    words: str


def parse(content: bytes) -> Message:
    """The message, of which a megabyte is enough: what it says stands before the letter that it returns."""
    return BytesParser(policy=policy.compat32).parsebytes(content[:LARGEST])


def addresses_of(message: Message) -> list[str]:
    """To whom the message was delivered, as the servers on its way have written it down."""
    return [str(value) for name in ADDRESSES for value in message.get_all(name, [])]


def read_returned(message: Message) -> Returned | None:
    """What the message says of the letter; None when it says nothing of one that did not arrive."""
    reports = [found for found in map(_of_report, _reports(message)) if found]
    if reports:
        return min(reports, key=lambda found: not found.is_permanent)
    if any(True for _report in _reports(message)):
        # A report that the letter has arrived, or was passed on, is none of a failure.
        return None
    return _of_other(message)


def _reports(message: Message) -> Iterator[Message]:
    """What is said of each recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (block for block in part.get_payload() if isinstance(block, Message) and block.get("Action"))


def _of_report(report: Message) -> Returned | None:
    action = str(report.get("Action", "")).strip().lower()
    status = STATUS.match(str(report.get("Status", "")))
    if action not in ("failed", "delayed") or (status and status[1] == "2"):
        return None
    is_permanent = action == "failed" and (status is None or status[1] == "5")
    is_of_mailbox = status is None or int(status[2]) not in OF_THE_LETTER
    words = str(report.get("Diagnostic-Code", "")) or f"{action} {report.get('Status', '')}"
    return Returned(is_permanent, is_of_mailbox, _short(words))


def _of_other(message: Message) -> Returned | None:
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # a detector that stumbles over what a stranger wrote has found nothing
        return None
    if not temporary and not permanent:
        return None
    return Returned(bool(permanent), is_of_mailbox=True, words=_short(str(message.get("Subject", ""))))


def _short(words: str) -> str:
    """In one line, without what a database does not take or a page would not show."""
    printable = "".join(sign if sign.isprintable() else " " for sign in words)
    return " ".join(printable.split())[:LONGEST_WORDS]
