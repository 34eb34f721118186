"""What is left of a referral over which something lies, to be shown and never to be saved."""

from proposals.drafting.hiding import Veil, masked, veil_of
from proposals.drafting.veiling import Block, block_words, unnamed

from .models import Referral


def left_of(referral: Referral, veil: Veil | None, *, block: Block = block_words, title: str | None = None) -> Referral:
    """The referral with what is left of its words. `title` is what one is called of whose title nothing is left."""
    if veil is None:
        return referral
    referral.title = masked(referral.title, veil, "title", block) or (unnamed() if title is None else title)
    if "text" not in referral.get_deferred_fields():
        referral.text = masked(referral.text, veil, "text", block)
    return referral


def listed(referral: Referral) -> Referral:
    """A referral as a list shows it to everybody, with its council's clock (`instant`)."""
    return left_of(referral, veil_of(referral, referral.instant))  # type: ignore[attr-defined] # annotated by queries
