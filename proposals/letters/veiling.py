"""What is left of a letter over which something lies, to be shown and never to be saved."""

from datetime import datetime

from proposals.drafting.hiding import Veil, veil_of
from proposals.drafting.hiding import masked as mask
from proposals.drafting.veiling import Block, block_words, left_paragraphs, unnamed

from .models import Letter


def left_of(letter: Letter, veil: Veil | None, *, block: Block = block_words, title: str | None = None) -> Letter:
    """The letter with what is left of its words. `title` is what one is called of whose title nothing is left."""
    if veil is None:
        return letter
    letter.title = mask(letter.title, veil, "title", block) or (unnamed() if title is None else title)
    if "paragraphs" not in letter.get_deferred_fields():
        letter.paragraphs = left_paragraphs(letter.paragraphs, veil, block=block)
    return letter


def listed(letter: Letter, at: datetime) -> Letter:
    """A letter as a list shows it to everybody."""
    return left_of(letter, veil_of(letter, at))
