"""What is held of one person, in numbers for the page and whole for the file."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import User
from common import clock
from common.holdings import KINDS, Kind, counted

# Raised when a name in the file comes to mean something else; new names may come at any time.
VERSION = 1


@dataclass(frozen=True)
class Held:
    """A kind, and how many rows of it there are."""

    kind: Kind
    number: int


def addresses_of(person: User) -> list[str]:
    """The addresses that the person has shown to be theirs, in small letters. What stands under one that they merely
    claim may be somebody else's.
    """
    proved = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return sorted({address.lower() for address in proved})


def held_of(person: User) -> list[Held]:
    """Every kind, those too of which there is nothing."""
    numbers = counted(person, addresses_of(person))
    return [Held(kind, numbers.get(kind.name, 0)) for kind in KINDS]


def document_of(person: User) -> dict[str, Any]:
    """The whole file: by kind its words, what was left out, and each row with its table (`table`) and the person's part
    in it (`as`). Instants are ISO 8601 in UTC.
    """
    addresses = addresses_of(person)
    kinds = {
        kind.name: {
            "title": str(kind.title),
            "description": str(kind.words),
            "left_out": str(kind.left_out),
            "rows": [row for rows in kind.rows for row in rows.read(person, addresses)],
        }
        for kind in KINDS
    }
    return {"version": VERSION, "generated_at": clock.now(None), "site": settings.SITE_URL, "kinds": kinds}
