"""What is left of the names of options that are proposals over which something lies (decision 0040).

What was frozen, hashed and published says what it said; wherever it is shown, it is shown like this.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from common import clock
from proposals.drafting.hiding import veil_of
from proposals.drafting.models import Proposal
from proposals.drafting.veiling import Block, block_words, left_of

from .models import Ballot

Options = Sequence[Mapping[str, Any]]


def left_options(
    options: Options | None, round_id: int, at: datetime, *, block: Block = block_words, title: str | None = None
) -> list[dict[str, Any]]:
    """The options in the published form, those that lie under a veil named as the texts by now are; one query, and none
    where no option is a proposal.

    The name is that of the text as it stands: from it what was removed by law is gone, and from what was frozen not.
    `title` is what a text is called of whose title nothing is left.
    """
    names = _names(
        {option["proposal"] for option in options or () if option.get("proposal")}, round_id, at, block, title
    )
    return [{**option, **names.get(option.get("proposal", 0), {})} for option in options or ()]


def left_on(ballot: Ballot, at: datetime | None = None) -> list[dict[str, Any]]:
    """The frozen options of a ballot as far as they are left, asked once for a page."""
    if "_left" not in ballot.__dict__:
        options = ballot.options or []
        if any(option.get("proposal") for option in options):
            now = at or getattr(ballot, "instant", None) or clock.now(ballot.round.council_id)
            options = left_options(options, ballot.round_id, now)
        ballot.__dict__["_left"] = list(options)
    return ballot.__dict__["_left"]


def _names(
    numbers: set[int], round_id: int, at: datetime, block: Block, title: str | None
) -> dict[int, dict[str, dict[str, str]]]:
    if not numbers:
        return {}
    found = Proposal.objects.filter(round=round_id, number__in=numbers).select_related("revision")
    told = {}
    for proposal in found:
        veil, revision = veil_of(proposal, at), proposal.revision
        if veil is not None and revision is not None:
            told[proposal.number] = {
                "name": {revision.language: left_of(revision, veil, block=block, title=title).title}
            }
    return told
