"""Where a country of Latin America and the Caribbean stands on a map of equal squares, by its code of ISO 3166-1.

The places stand in `region.txt`, drawn as the map itself; a country that is not on it stands in a row below.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

Place = tuple[int, int]

DRAWN = Path(__file__).with_name("region.txt").read_text(encoding="ascii")
EMPTY = ".."
PLACES: Mapping[str, Place] = MappingProxyType(
    {
        code: (column, row)
        for row, line in enumerate(DRAWN.splitlines())
        for column, code in enumerate(line.split())
        if code != EMPTY
    }
)
COLUMNS = 1 + max(column for column, _row in PLACES.values())
ROWS = 1 + max(row for _column, row in PLACES.values())


def places_of(codes: Iterable[str]) -> tuple[dict[str, Place], dict[str, Place]]:
    """The places of these countries: of those on the map, and of the others in rows of their own, counted from 0."""
    known = sorted(set(codes))
    others = [code for code in known if code not in PLACES]
    below = {code: (number % COLUMNS, number // COLUMNS) for number, code in enumerate(others)}
    return {code: PLACES[code] for code in known if code in PLACES}, below
