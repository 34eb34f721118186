"""Names found by a part of them, whatever the accents and the case: an expression that an index holds."""

import unicodedata
from typing import Any, TypeVar

from django.db.models import Func, Q, QuerySet, TextField

Rows = TypeVar("Rows", bound=QuerySet[Any])
# More than that nobody types.
LONGEST = 120


class Plain(Func):
    """A text without accents and in small letters, as `plain` makes it of what was typed. Immutable, so an index with
    `gin_trgm_ops` can hold it.
    """

    template = "LOWER(REGEXP_REPLACE(NORMALIZE(%(expressions)s, NFKD), '[\u0300-\u036f]', '', 'g'))"
    output_field = TextField()


def plain(typed: str) -> str:
    """What was typed, as names are compared."""
    apart = unicodedata.normalize("NFKD", typed.replace("\x00", " "))
    return " ".join("".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f").lower().split())


def holding(rows: Rows, column: str, typed: str) -> Rows:
    """Those of the rows of which the column holds every word that was typed; all of them where nothing was."""
    words = plain(typed[:LONGEST]).split()
    if not words:
        return rows
    return rows.alias(plain=Plain(column)).filter(*(Q(plain__contains=word) for word in words))
