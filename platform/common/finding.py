"""Names found by a part of them, whatever the accents and the case: an expression that an index holds."""

import unicodedata

from django.db.models import Func, TextField


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
