"""What is left of a report over which something lies, to be shown and never to be saved."""

from proposals.drafting.hiding import Veil, masked
from proposals.drafting.veiling import Block, block_words, unnamed

from .models import FollowUp


def left_of(report: FollowUp, veil: Veil | None, *, block: Block = block_words, title: str | None = None) -> FollowUp:
    """The report with what is left of its words. `title` is what a milestone is called of whose name nothing is left:
    how far it is, by when and for how much stays.
    """
    if veil is None:
        return report
    report.milestone = masked(report.milestone, veil, "milestone", block) or (unnamed() if title is None else title)
    report.text = masked(report.text, veil, "text", block)
    # What is left of an address leads nowhere.
    report.link = report.link if masked(report.link, veil, "link") == report.link else ""
    return report
