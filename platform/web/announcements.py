"""Whoever is told of an act reads of it as in the public log, where nobody has given it a sentence of its own."""

from collections.abc import Sequence

from ledger.models import Entry
from notices.registry import tell_by

from .log import lines_of


@tell_by
def sentences_of(entries: Sequence[Entry]) -> list[str]:
    """The entries in words: movements and bodies by their names, codes and instants as people say them."""
    return [line.sentence for line in lines_of(entries)]
