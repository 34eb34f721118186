"""How the public API says that something lies over a text: alike for a proposal, an amendment and a comment."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, F, When

from common.api.shapes import Address, Instant, Listed, Shape, Text, Word
from common.clock import CouncilNow

from .hiding import COLUMNS, PART, REMOVED, WHOLE, Veil, veil_of

__all__ = ["COLUMNS", "HidingShape", "moderated", "told", "veil_in", "veil_instant"]
EVER = datetime(1970, 1, 1, tzinfo=UTC)


class PassagesOf(Listed):
    """Which passages something is hidden in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)

    def to_representation(self, value: Any) -> list[str]:
        return list(dict.fromkeys(passage.passage for passage in value.veil.passages))


class HidingShape(Shape):
    """What the moderation did to a text. A stretch that is hidden or removed in part is a block in its place, such as
    `█12█`: twelve signs are hidden here.
    """

    scope = Word([WHOLE, PART, REMOVED], source="veil.kind")
    passages = PassagesOf(help_text="The parts in which something is hidden; none when the whole is.")
    category = Text(source="veil.ground", help_text="The ground of the council's rules.")
    explanation = Text(source="veil.reason")
    end_date = Instant(
        source="veil.until", allow_null=True, help_text="When it is shown again; null if it is for good."
    )
    removed_sha256 = Text(source="veil.sha256", help_text="Of what was removed by law.")
    case_url = Address("case", "council", "veil.case", allow_null=True)


def veil_instant(council: str, of: str = "") -> Case:
    """The council's clock for a row that is hidden for a time, and nothing for the others, which need no clock. `of` is
    the way to the row that has the columns, where it is another.
    """
    return Case(When(**{f"{of}hidden_until__isnull": False}, then=CouncilNow(F(council))))


def veil_in(row: Any) -> Veil | None:
    """What lies over a row that was annotated with `veil_instant`."""
    return veil_of(row, row.veil_instant or EVER)


@dataclass(frozen=True)
class Told:
    """A veil as the shape reads it, with the council whose case it is."""

    veil: Veil
    council: str


def told(veil: Veil | None, council: str) -> Told | None:
    """What `HidingShape` is handed; None when nothing lies over the text."""
    return Told(veil, council) if veil else None


def moderated(row: Any) -> list[datetime]:
    """The instants at which the moderation changed what is shown of an annotated row."""
    has_ended = row.hidden_until is not None and row.veil_instant is not None and row.hidden_until <= row.veil_instant
    return [at for at in (row.moderated_at, row.hidden_until if has_ended else None) if at is not None]
