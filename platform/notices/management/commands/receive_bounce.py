"""Takes one message that came to the bounce address, from a mail server's pipe (docs/operations.md)."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError

from notices.bouncing import take_bounce
from notices.returned import LARGEST, addresses_of, parse, read_returned
from notices.senders import notice_of

# What a mail server understands as: keep it, and come again (sysexits.h, EX_TEMPFAIL).
COME_AGAIN = 75


class Command(BaseCommand):
    help = "Read one bounced message from the standard input, and note whose mailbox it speaks of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("recipient", nargs="?", default="", help="the address to which it was delivered")

    def handle(self, *args: Any, **options: Any) -> None:
        message = parse(sys.stdin.buffer.read(LARGEST))
        returned = read_returned(message)
        if returned is None:
            self.stdout.write("no bounce")
            return
        try:
            told = filter(None, map(notice_of, [options["recipient"], *addresses_of(message)]))
            notice = next(told, None)
            is_new = notice is not None and take_bounce(notice=notice, returned=returned)
        except (OperationalError, InterfaceError):
            # A bounce that is bounced, or lost, would help nobody.
            self.stderr.write("the database does not answer")
            sys.exit(COME_AGAIN)
        self.stdout.write("noted" if is_new else "known" if notice else "no letter of ours")
