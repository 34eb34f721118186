"""What somebody asks the search for, read from an address: words, and what they are narrowed by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.clock import CouncilNow
from common.published import of_no_rehearsal
from councils.wellformed import LANGUAGES, Fields
from proposals.deliberation.models import Comment

from .models import SearchEntry
from .words import PLAIN, STEMMED

LONGEST_QUERY, LONGEST_KEY, MOST_ROUNDS = 300, 80, 999_999_999
# Signs that nobody writes and no text holds: they part words, as a space does.
UNWRITABLE = ("Cc", "Cs")
NARROWED_BY = ("council", "round", "kind", "language", "movement", "country", "stance", "since", "until")


@dataclass(frozen=True)
class Asked:
    """A question to the search. What is empty does not narrow; `since` and `until` bound the day of the text."""

    words: str
    council: str = ""
    round: int | None = None
    kind: str = ""
    language: str = ""
    movement: str = ""
    country: str = ""
    stance: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def configuration(self) -> str:
        """By whose stems the words are read: those of the language that was asked for, else the reader's."""
        return STEMMED.get(self.language or (get_language() or ""), PLAIN)

    def narrows(self) -> Q:
        """The entries among which is searched: of no rehearsal. What is hidden for a time is found from its end on."""
        from_now_on = Q(hidden_until__isnull=True) | Q(hidden_until__lte=CouncilNow("council_id"))
        exact = {
            "council__slug": self.council,
            "round__number": self.round,
            "kind": self.kind,
            "language": self.language,
            "movement__slug": self.movement,
            "country": self.country,
            "stance": self.stance,
            "at__gte": self.since,
            "at__lt": self.until,
        }
        return (
            from_now_on
            & of_no_rehearsal(SearchEntry)
            & Q(**{column: value for column, value in exact.items() if value not in ("", None)})
        )


def read_question(given: Mapping[str, str], council: str = "") -> Asked:
    """The question in an address; 422 with a sentence for each part that cannot be.

    Words may be in quotation marks, joined by `or`, or excluded by a hyphen: no spelling of them is an error.
    """
    fields = Fields()
    given = {
        name: "".join(" " if category(sign) in UNWRITABLE else sign for sign in told) for name, told in given.items()
    }
    words = fields.text("q", given.get("q", ""), LONGEST_QUERY, required=False)
    asked = Asked(
        words,
        council or fields.text("council", given.get("council", ""), LONGEST_KEY, required=False),
        _number(fields, given.get("round", "")),
        _choice(fields, "kind", given, SearchEntry.Kind.values),
        _choice(fields, "language", given, LANGUAGES),
        fields.text("movement", given.get("movement", ""), LONGEST_KEY, required=False),
        fields.text("country", given.get("country", "").upper(), 2, required=False),
        _choice(fields, "stance", given, Comment.Stance.values),
        _day(fields, "since", given),
        _day(fields, "until", given),
    )
    fields.refuse()
    return asked


def _choice(fields: Fields, name: str, given: Mapping[str, str], choices: list[str] | tuple[str, ...]) -> str:
    value = given.get(name, "")
    return fields.one_of(name, value, choices) if value else ""


def _number(fields: Fields, written: str) -> int | None:
    if not written:
        return None
    if written.isascii() and written.isdigit() and len(written) < 10:
        return int(written)
    fields.note("round", _("A round is named by its number."))
    return None


def _day(fields: Fields, name: str, given: Mapping[str, str]) -> datetime | None:
    """A day as a browser sends it begins at midnight UTC; an instant is taken as it is."""
    written = given.get(name, "").strip()
    return fields.instant(name, f"{written}T00:00:00Z" if len(written) == 10 else written)
