"""*Is it well-formed?* asked of every field of an act before anything is written, and answered all at once.

What people send is longer, emptier and stranger than any form allows: control signs, halves of characters, instants
without a zone or in the year 9999. Each would otherwise be an error of the database, which has no words.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.errors import Invalid
from common.languages import FALLBACKS

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 1970, 2199
LARGEST_AMOUNT = Decimal("999999999999999999.99")
LONGEST_REASON = 2_000
LANGUAGES = (*FALLBACKS, *(code for code, _name in settings.LANGUAGES if code not in FALLBACKS))


class Fields:
    """Reads the fields of one act. A reader answers with the clean value, or notes a sentence and answers emptily."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}

    def note(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field; the first sentence stands."""
        self.problems.setdefault(name, str(sentence))

    def refuse(self) -> None:
        """Raise `Invalid` with every sentence, if there is one."""
        if self.problems:
            raise Invalid("not_well_formed", " ".join(dict.fromkeys(self.problems.values())), fields=self.problems)

    def needed(self, value: T | None) -> T:
        """The value that a reader has answered with, once nothing is wrong: a reader that found nothing noted why."""
        self.refuse()
        if value is None:
            raise Invalid("not_well_formed", _("This is missing."))
        return value

    def text(self, name: str, value: object, longest: int, *, required: bool = True, lines: bool = False) -> str:
        """A text of at most `longest` signs, composed (NFC) and trimmed; over several lines only where `lines`."""
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.note(name, _("A text is expected here."))
            return ""
        clean = unicodedata.normalize("NFC", value[: 4 * longest + 4].replace("\r\n", "\n")).strip()
        if len(value) > longest and len(clean) > longest:
            self.note(name, _("At most %(longest)s signs may stand here.") % {"longest": longest})
        elif any(self._is_unwritable(sign, lines) for sign in clean):
            self.note(name, _("This text holds signs that cannot be written."))
        elif required and not clean:
            self.note(name, _("This is missing."))
        else:
            return clean
        return ""

    @staticmethod
    def _is_unwritable(sign: str, lines: bool) -> bool:
        return unicodedata.category(sign) in ("Cc", "Cs") and not (lines and sign in "\n\t")

    def slug(self, name: str, value: object, longest: int) -> str:
        """A part of an address: small letters and digits, with single hyphens between them."""
        clean = self.text(name, value, longest)
        if clean and slugify(clean) != clean:
            self.note(name, _("An address is small letters and digits, with hyphens between them."))
        return clean

    def texts(
        self, name: str, value: object, longest: int, *, required: bool = True, lines: bool = False
    ) -> dict[str, str]:
        """A text in several languages, `{"es": "…"}`; languages without words are left out."""
        if not isinstance(value, Mapping):
            self.note(name, _("A text in at least one language is expected here."))
            return {}
        if unknown := [code for code in value if code not in LANGUAGES]:
            self.note(name, _("There is no such language here: %(code)s.") % {"code": str(unknown[0])[:20]})
            return {}
        read = {code: self.text(name, text, longest, required=False, lines=lines) for code, text in value.items()}
        written = {code: text for code, text in read.items() if text}
        if required and not written:
            self.note(name, _("This is missing."))
        return written

    def reason(self, value: object, *, required: bool = True) -> str:
        """The reason of an act, which everybody can read."""
        return self.text("reason", value, LONGEST_REASON, required=required, lines=True)

    def email(self, name: str, value: object) -> str:
        """An address, in small letters."""
        address = self.text(name, value, 254).lower()
        try:
            if address:
                validate_email(address)
        except ValidationError:
            self.note(name, _("This is not an e-mail address."))
        return address

    def instant(self, name: str, value: object, *, required: bool = False) -> datetime | None:
        """An instant with its zone, given as such or in ISO 8601, between 1970 and 2199."""
        if value is None or value == "":
            if required:
                self.note(name, _("A date and time is missing here."))
            return None
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except (ValueError, OverflowError):
                value = None
        if not isinstance(value, datetime):
            self.note(name, _("This is not a date with a time."))
        elif value.utcoffset() is None:
            self.note(name, _("This time names no time zone."))
        elif not FIRST_YEAR <= value.year <= LAST_YEAR:
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            self.note(name, _("Only years from %(first)s to %(last)s can stand here.") % years)
        else:
            return value
        return None

    def one_of(self, name: str, value: object, choices: Collection[str]) -> str:
        """One of `choices`."""
        if isinstance(value, str) and value in choices:
            return value
        self.note(name, _("This is not one of the choices.") if value else _("This is missing."))
        return ""

    def whole(self, name: str, value: object, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.note(
            name, _("A whole number from %(least)s to %(most)s is expected here.") % {"least": least, "most": most}
        )
        return least

    def amount(self, name: str, value: object, *, required: bool = True, positive: bool = False) -> Decimal | None:
        """An amount of money with at most two decimals, as a decimal or its text; a float is not exact, so none."""
        if value is None or value == "":
            if required:
                self.note(name, _("This is missing."))
            return None
        try:
            if not isinstance(value, Decimal | int | str) or isinstance(value, bool) or len(str(value)) > 40:
                raise InvalidOperation
            amount = Decimal(value)
            if not amount.is_finite():
                raise InvalidOperation
        except (InvalidOperation, ValueError):
            self.note(name, _("This is not an amount."))
            return None
        if amount < 0 or (positive and amount == 0) or amount > LARGEST_AMOUNT:
            self.note(name, _("This amount is out of range."))
        elif amount != amount.quantize(Decimal("0.01")):
            self.note(name, _("An amount has at most two decimals."))
        else:
            return amount.quantize(Decimal("0.01"))
        return None

    def currency(self, name: str, value: object) -> str:
        """Three capital letters of ISO 4217."""
        if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper():
            return value
        self.note(name, _("A currency is three capital letters of ISO 4217, such as USD."))
        return ""

    def listed(self, name: str, value: object, most: int) -> Sequence[object]:
        """A list of at most `most` entries, whose entries the caller reads."""
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            self.note(name, _("A list is expected here."))
            return []
        if len(value) > most:
            self.note(name, _("At most %(most)s entries may stand here.") % {"most": most})
            return []
        return value
