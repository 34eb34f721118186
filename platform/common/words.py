"""Values that put themselves into words when they are read, in the reader's language and zone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import pgettext

from .zones import zone_label


@dataclass(frozen=True)
class Moment:
    """An instant in a sentence: written in the active zone, and the zone is always named."""

    at: datetime

    def __str__(self) -> str:
        local = timezone.localtime(self.at)
        written = formats.date_format(local, pgettext("date format", "j F Y, H:i"))
        return f"{written} ({zone_label(local)})"
