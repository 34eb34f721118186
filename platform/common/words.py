"""Values that put themselves into words when they are read, in the reader's language and zone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext

from .zones import zone_label

# The framework writes their months and weekdays as proper names, which they are in none of our languages but English.
SMALL_MONTHS = ("pt-br",)
# The first of a month is no number in these; each sign stands for itself.
FIRST_DAYS = {"fr": r"1\e\r", "pt-br": r"1\º"}


def dated(value: date, pattern: str) -> str:
    """A day or an instant by a pattern, as the reader's language writes it within a sentence."""
    if value.day == 1 and get_language() in FIRST_DAYS:
        pattern = pattern.replace("j", FIRST_DAYS[get_language()])
    written = formats.date_format(value, pattern)
    return written.lower() if get_language() in SMALL_MONTHS else written


def day_of(value: date) -> str:
    """A day, or that of an instant, as a sentence names it."""
    return dated(value, pgettext("date format", "j F Y"))


@dataclass(frozen=True)
class Moment:
    """An instant in a sentence: written in the active zone, and the zone is always named."""

    at: datetime

    def __str__(self) -> str:
        local = timezone.localtime(self.at)
        written = dated(local, pgettext("date format", "j F Y, H:i"))
        return f"{written} ({zone_label(local)})"
