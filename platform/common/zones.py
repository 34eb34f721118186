"""Time zones as people call them: every time shown carries its zone, and `America/La_Paz` is not what people say."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_name
from django.utils import timezone
from django.utils.translation import to_locale

from common.languages import page_language


def zone_or_none(name: str) -> ZoneInfo | None:
    """The zone of that name; None for a name that is empty, unknown or no name at all."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=512)
def _label(zone: str, offset: timedelta | None, is_summer: bool, year: int, locale: str) -> str:
    # The name is the same for all instants of one offset, and asking Babel for it costs more than a row of a list.
    return get_timezone_name(_sample(_named_alike(zone), is_summer, year), locale=locale)


def _named_alike(zone: str) -> str:
    """A zone of the same name whose name Babel finds. CLDR keeps names by what a zone was called once, and Babel asks
    by what it is called today: of `America/Argentina/Buenos_Aires` it would know the offset and nothing else.
    """
    families, names_of_today = get_global("meta_zones"), get_global("zone_aliases")
    family = next((families[old] for old, new in names_of_today.items() if new == zone and old in families), None)
    if zone in families or family is None:
        return zone
    return next((name for name in families if families[name] == family and name not in names_of_today), zone)


def _sample(zone: str, is_summer: bool, year: int) -> datetime:
    """An instant of the zone, in a year, that is in summer time, or is not: countries give it up, as Paraguay did in
    2024, and what was before keeps its name.
    """
    tz = ZoneInfo(zone)
    days = (datetime(year, month, 1, tzinfo=tz) for month in range(1, 13))
    return next((day for day in days if bool(day.dst()) == is_summer), datetime(year, 1, 1, tzinfo=tz))


def zone_label(local: datetime | None = None) -> str:
    """What the zone of `local` (by default the reader's, now) is called in the active language: *hora de Bolivia*."""
    local = local or timezone.localtime()
    zone = getattr(local.tzinfo, "key", None)
    if zone is None or zone == "UTC":
        return "UTC"
    return _label(zone, local.utcoffset(), bool(local.dst()), local.year, to_locale(page_language()))


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, str]]:
    """Zones to choose from, by their place names."""
    return [
        (name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name and name[:3] != "Etc"
    ]
