"""The verbs that the ledger knows, each with the sentence in which the public log tells it.

Every app with acts registers its verbs in a module `verbs`, which this app imports when all apps are ready.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "begin_key": _("What is published is signed with the key {key} from now on; before it came {before}."),
}


def register(sentences: dict[str, str | Promise]) -> None:
    """Add verbs. A verb means one thing everywhere, so a second registration is a mistake."""
    twice = SENTENCES.keys() & sentences.keys()
    if twice:
        raise ValueError(f"registered twice: {', '.join(sorted(twice))}")
    SENTENCES.update(sentences)


def tell(verb: str, data: dict) -> str:
    """The sentence of an entry, in the active language."""
    return str(SENTENCES[verb]).format_map(_Known(data))


class _Known(dict):
    """Entries are kept for ever and sentences change: a word that an old entry lacks is shown as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"
