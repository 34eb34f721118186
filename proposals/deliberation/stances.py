"""How the movements and the countries stand to a proposal: what they said, counted by stance, and drawn to be compared
at a glance.

Comments are counted, replies among them, without those that were retracted or wait for review. It is a summary of a
discussion and no vote: who says much is counted often, which the page says too.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, F, QuerySet

from proposals.drafting.models import Proposal, Sponsorship

from .models import Comment, Endorsement

STANCES = tuple(Comment.Stance.values)
LONGEST_NAME = 44
# In pixels: a row of the picture, and where in it the bar begins, under its label.
ROW, TOP = 54, 22

# What was said is counted where it is written, by the database (`StanceCount`): no comment is read.
COUNTED = """
SELECT m.slug, m.name, m.country_id, country.name, counted.stance, counted.number FROM (
    SELECT seat_id, stance, sum(number) AS number FROM proposals_stancecount WHERE proposal_id = %(proposal)s
    GROUP BY seat_id, stance HAVING sum(number) > 0
) counted
LEFT JOIN councils_seat s ON s.id = counted.seat_id LEFT JOIN councils_movement m ON m.id = s.movement_id
LEFT JOIN councils_country country ON country.code = m.country_id
"""


@dataclass
class Standing:
    """What one movement or country said: `key` is its address or code, empty for what has none, `kind` then says what
    that is (`regional` movements, `observers`).
    """

    key: str
    name: Any
    kind: str = ""
    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STANCES, 0))

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


@dataclass(frozen=True)
class Stances:
    """Whoever said most stands first."""

    countries: list[Standing]
    movements: list[Standing]


def stances_of(proposal: Proposal) -> Stances:
    """One query."""
    countries: dict[str, Standing] = {}
    movements: dict[str, Standing] = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"proposal": proposal.pk})
        for slug, name, code, country, stance, number in cursor.fetchall():
            kind = "" if code else "regional" if slug else "observers"
            of_country = countries.setdefault(code or kind, Standing(code or "", _texts(country), kind))
            of_country.numbers[stance] += number
            of_movement = movements.setdefault(slug or kind, Standing(slug or "", name, "" if slug else kind))
            of_movement.numbers[stance] += number
    return Stances(_sorted(countries), _sorted(movements))


def _texts(told: Any) -> Any:
    return json.loads(told) if isinstance(told, str) else told


def _sorted(found: Mapping[str, Standing]) -> list[Standing]:
    return sorted(found.values(), key=lambda row: (-row.total, row.kind, row.key))


@dataclass(frozen=True)
class Piece:
    """A stretch of a bar, in hundredths of the picture's width."""

    stance: str
    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    """A row of the picture: what stands above the bar, the heights of both, and the pieces."""

    label: str
    y: int
    top: int
    pieces: list[Piece]


def drawn(rows: Iterable[tuple[str, Standing]]) -> tuple[list[Bar], int]:
    """The bars of these rows (each with its label) and the height of the picture. The longest is as wide as it."""
    rows = list(rows)
    most = max((row.total for _label, row in rows), default=0) or 1
    bars = []
    for place, (label, row) in enumerate(rows):
        top = place * ROW + TOP
        short = label if len(label) <= LONGEST_NAME else f"{label[: LONGEST_NAME - 1]}…"
        bars.append(Bar(short, top - 6, top, list(_pieces(row, most))))
    return bars, len(bars) * ROW


def _pieces(row: Standing, most: int) -> Iterable[Piece]:
    at = 0
    for stance, number in row.numbers.items():
        if number:
            yield Piece(stance, f"{at / most * 100:.2f}%", f"{number / most * 100:.2f}%")
            at += number


def endorsements_of(proposal: Proposal) -> QuerySet[Endorsement]:
    """The endorsements that stand, with their movements, without those of who has come to sponsor the proposal."""
    sponsors = Sponsorship.objects.filter(proposal=proposal, state=Sponsorship.State.ACCEPTED).values("seat")
    standing = proposal.endorsements.filter(withdrawn_at__isnull=True).exclude(seat__in=sponsors)
    related = standing.select_related("seat__movement__country")
    return related.order_by("seat__movement__country", "seat__movement__name", "pk")


def endorsed_by_country(proposal: Proposal) -> list[dict[str, Any]]:
    """How many movements of each country endorse it, the most first; `code` None for the regional ones. One query."""
    counted = endorsements_of(proposal).order_by().values(code=F("seat__movement__country"))
    named = counted.annotate(name=F("seat__movement__country__name"), movements=Count("pk"))
    return [dict(row) for row in named.order_by("-movements", "code")]
