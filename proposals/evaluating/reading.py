"""Evaluations as the page of a proposal shows them: those in force, and under each what it took the place of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from common.languages import choose, say
from proposals.drafting.hiding import told_veil
from proposals.drafting.veiling import Notice, block_words, notice_of

from .veiling import left_of


@dataclass(frozen=True)
class Told:
    """One evaluation in the reader's language, as the moderation left it to everybody. `language` and `risks_language`
    are those of what is shown.
    """

    number: int
    anchor: str
    body: str
    slug: str
    technical: str
    language: str
    risks: str
    risks_language: str
    cost: Decimal | None
    currency: str
    name: str
    office: str
    at: datetime
    revision: int
    comments: int
    notice: Notice | None
    former: list["Told"] = field(default_factory=list)

    @property
    def can_report(self) -> bool:
        """Whether anything of it can still be reported."""
        return self.notice is None or not self.notice.veil.is_whole


def in_force(rows: Sequence[Mapping[str, Any]], at: datetime) -> list[Told]:
    """The latest of each body at `at`, in the order of the bodies' addresses; `rows` come by number."""
    latest: dict[str, Told] = {}
    for row in rows:
        told = _told(row, at)
        if before := latest.get(told.slug):
            told.former.extend([before, *before.former])
            before.former.clear()
        latest[told.slug] = told
    return [latest[slug] for slug in sorted(latest)]


def _told(row: Mapping[str, Any], at: datetime) -> Told:
    veil = told_veil(row["veil"], at)
    row = left_of(row, veil, block=block_words)
    language, technical = choose(row["technical"])
    risks_language, risks = choose(row["risks"])
    return Told(
        number=row["number"],
        anchor=f"e{row['number']}",
        body=say(row["body"]),
        slug=row["slug"],
        technical=technical,
        language=language,
        risks=risks,
        risks_language=risks_language,
        cost=None if row["cost"] is None else Decimal(row["cost"]),
        currency=row["currency"],
        name=row["name"],
        office=row["office"],
        at=datetime.fromisoformat(row["at"]),
        revision=row["revision"],
        comments=row["comments"],
        notice=notice_of(veil) if veil else None,
    )
