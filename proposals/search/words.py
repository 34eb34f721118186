"""What somebody wrote into the search, as a query that the database understands.

Accents are taken off before a word is cut to its stem, so that *ninez* finds *niñez*. One family of words loses by it:
without its accent, *organización* is no longer cut as *organizaciones* is. These are asked for in both numbers.
"""

import re

from django.db import connection

# The configuration of each language whose words are cut to stems; every other one is searched by its plain words.
STEMMED = {"es": "minga_spanish", "pt-br": "minga_portuguese", "en": "minga_english", "fr": "minga_french"}
PLAIN = "minga_simple"
NUMBERS: dict[str, list[tuple[re.Pattern[str], str]]] = {
    "minga_spanish": [
        (re.compile(r"([cs])i[oó]n\b", re.I), r"\1iones"),
        (re.compile(r"([cs])iones\b", re.I), r"\1ion"),
    ],
    "minga_portuguese": [
        (re.compile(r"([cçs])[aã]o\b", re.I), r"\1oes"),
        (re.compile(r"([cçs])[oõ]es\b", re.I), r"\1ao"),
    ],
}
EXCLUDED = re.compile(r'(?<!\S)-(?=[^\s-])("[^"]*"?|\S+)')


def as_tsquery(words: str, stems: str) -> str:
    """The query, as PostgreSQL writes it; empty when there is no word in it. One statement.

    Words are looked for by their stems or as they are written; what is excluded is so in either form.
    """
    wanted, excluded = EXCLUDED.sub(" ", words), EXCLUDED.findall(words)
    parts, values = [], []
    for negated, text in [("", wanted), *(("!!", text) for text in excluded)]:
        forms = _forms(text, stems)
        parts.append(negated + "(" + " || ".join(["websearch_to_tsquery(%s::regconfig, %s)"] * len(forms)) + ")")
        values += [value for form in forms for value in form]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({' && '.join(parts)})::text", values)
        return cursor.fetchone()[0]


def _forms(text: str, stems: str) -> list[tuple[str, str]]:
    """The text in each configuration and number in which it is looked for."""
    numbers = {form.sub(other, text) for form, other in NUMBERS.get(stems, ())} - {text}
    return list(dict.fromkeys([(stems, text), *((stems, form) for form in sorted(numbers)), (PLAIN, text)]))
