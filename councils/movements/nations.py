"""Countries as the world knows them: what they are called in the languages of the site, and their capital's zone."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from babel.core import Locale, get_global
from django.conf import settings
from django.utils.translation import to_locale

from common.zones import zone_or_none

# Latin America and the Caribbean: the states that a council of movements of the region is likeliest to be of.
REGION = (
    *("AG", "AR", "BB", "BO", "BR", "BS", "BZ", "CL", "CO", "CR", "CU", "DM", "DO", "EC", "GD", "GT", "GY"),
    *("HN", "HT", "JM", "KN", "LC", "MX", "NI", "PA", "PE", "PY", "SR", "SV", "TT", "UY", "VC", "VE"),
)
# Where a country has several zones: that of the capital, for the countries that people have asked for so far.
CAPITALS: Mapping[str, str] = {
    "AR": "America/Argentina/Buenos_Aires",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MX": "America/Mexico_City",
    "PT": "Europe/Lisbon",
    "US": "America/New_York",
}


@cache
def _zones() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for zone, country in get_global("zone_territories").items():
        found[country].append(zone)
    return found


def zone_of(code: str) -> str:
    """The zone of the capital; empty where a country has several and none is known to be the capital's."""
    zones = [CAPITALS[code]] if code in CAPITALS else _zones().get(code, [])
    return zones[0] if len(zones) == 1 and zone_or_none(zones[0]) else ""


def names_of(code: str) -> dict[str, str]:
    """What the country is called, by language; empty for what is the code of no country."""
    if code not in _zones():
        return {}
    spoken = [language for language, _name in settings.LANGUAGES if language not in settings.BEGUN_LANGUAGES]
    named = {language: _locale(language).territories.get(code) for language in spoken}
    return {language: name for language, name in named.items() if name}


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(to_locale(language))
