"""How instants, amounts, shares and texts are written for readers of other languages and zones."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from common.templatetags import minga
from common.zones import zone_label, zone_or_none

AT = datetime(2027, 3, 1, 22, 30, tzinfo=UTC)


def drawn(source: str, **context: object) -> str:
    return Template("{% load minga %}" + source).render(Context(context))


def test_an_instant_names_its_zone() -> None:
    with translation.override("es"), timezone.override("America/La_Paz"):
        html = drawn("{% instant at %}", at=AT)
    assert html == (
        '<time datetime="2027-03-01T22:30:00Z">1 de marzo de 2027, 18:30 <small>(hora de Bolivia)</small></time>'
    )


def test_without_a_zone_of_the_reader_it_is_utc() -> None:
    with translation.override("en"):
        assert "22:30 <small>(UTC)</small>" in drawn("{% instant at %}", at=AT)
        assert "1 Mar 2027, 22:30" in drawn('{% instant at "short" %}', at=AT)


def test_a_zone_is_called_otherwise_in_summer() -> None:
    with translation.override("en"), timezone.override("America/Santiago"):
        assert zone_label(timezone.localtime(datetime(2027, 1, 1, tzinfo=UTC))) == "Chile Summer Time"
        assert zone_label(timezone.localtime(datetime(2027, 7, 1, tzinfo=UTC))) == "Chile Standard Time"


@pytest.mark.parametrize(
    "city",
    [
        "Argentina/Buenos_Aires",
        "Asuncion",
        "Bogota",
        "Caracas",
        "Guyana",
        "Havana",
        "La_Paz",
        "Lima",
        "Managua",
        "Montevideo",
        "Paramaribo",
        "Port-au-Prince",
        "Santiago",
        "Sao_Paulo",
        "Tegucigalpa",
    ],
)
@pytest.mark.parametrize("language", ["es", "pt-br", "fr", "en"])
def test_the_capitals_of_the_region_have_a_zone_with_a_name(city: str, language: str) -> None:
    with translation.override(language), timezone.override(f"America/{city}"):
        assert not re.match(r"(GMT|UTC)", zone_label(timezone.localtime(AT)))


@pytest.mark.parametrize("name", ["", "Nowhere/Else", "../etc/passwd", "\0", "America", "x" * 500])
def test_a_name_of_no_zone_is_none(name: str) -> None:
    assert zone_or_none(name) is None


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=2, hours=3, minutes=59), "2 days, 3 hours left"),
        (timedelta(days=1), "1 day left"),
        (timedelta(hours=1, minutes=1, seconds=59), "1 hour, 1 minute left"),
        (timedelta(seconds=59), "less than a minute left"),
        (timedelta(0), "closed"),
        (timedelta(seconds=-1), "closed"),
    ],
)
def test_the_time_left_is_rounded_down(left: timedelta, words: str) -> None:
    with translation.override("en"):
        assert words in drawn("{% time_left until %}", until=AT + left, now=AT)


def test_amounts_are_written_as_the_reader_writes_them() -> None:
    with translation.override("es"):
        assert minga.money("2000000000.00", "USD") == "2.000.000.000\u00a0USD"
        assert minga.money("1250000.5", "BOB") == "1.250.000,50\u00a0BOB"
    with translation.override("en"):
        assert minga.money("2000000000", "USD") == "2,000,000,000\u00a0USD"
    assert minga.money(None, "USD") == ""


def test_shares_are_exact_or_for_the_eye() -> None:
    with translation.override("es"):
        assert minga.fraction("10/16") == "5/8"
        assert minga.fraction(Fraction(3)) == "3"
        assert minga.fraction("17/3") == "5\u00a02/3"
        assert minga.fraction("-7/2") == "-3\u00a01/2"
        assert minga.fraction("10000000000/3") == "3.333.333.333\u00a01/3"
        assert minga.fraction("0") == "0"
        assert minga.percent("5/8") == "62,5\u00a0%"
        assert minga.percent("1/3") == "33,3\u00a0%"
    assert minga.percent("") == minga.fraction(None) == ""


def test_a_text_says_its_language_when_it_is_not_the_readers() -> None:
    with translation.override("es"):
        assert drawn("{% say t %}", t={"es": "<b>"}) == "&lt;b&gt;"
        assert drawn("{% say t %}", t={"pt-br": "Conselho"}) == '<span lang="pt-br">Conselho</span>'
        assert drawn("{{ t|said }}", t={"pt-br": "Conselho"}) == "Conselho"
        assert drawn("{% say t %}", t={}) == ""


@pytest.mark.parametrize(
    ("zone", "instant", "shown"),
    [
        # Summer time begins in Chile in September: from 23:59 the clocks go to 01:00, and there is no midnight.
        ("America/Santiago", datetime(2027, 9, 5, 3, 59, tzinfo=UTC), "Saturday 4 September 2027, 23:59 Standard"),
        ("America/Santiago", datetime(2027, 9, 5, 4, 0, tzinfo=UTC), "Sunday 5 September 2027, 01:00 Summer"),
        # It ends in April: 23:30 comes twice, and the name of the zone tells which it is.
        ("America/Santiago", datetime(2027, 4, 4, 2, 30, tzinfo=UTC), "Saturday 3 April 2027, 23:30 Summer"),
        ("America/Santiago", datetime(2027, 4, 4, 3, 30, tzinfo=UTC), "Saturday 3 April 2027, 23:30 Standard"),
        # In Cuba at midnight on a Sunday in March; and from 01:00 back to 00:00 in November.
        ("America/Havana", datetime(2027, 3, 14, 4, 59, tzinfo=UTC), "Saturday 13 March 2027, 23:59 Standard"),
        ("America/Havana", datetime(2027, 3, 14, 5, 0, tzinfo=UTC), "Sunday 14 March 2027, 01:00 Daylight"),
        ("America/Havana", datetime(2027, 11, 7, 4, 30, tzinfo=UTC), "Sunday 7 November 2027, 00:30 Daylight"),
        ("America/Havana", datetime(2027, 11, 7, 5, 30, tzinfo=UTC), "Sunday 7 November 2027, 00:30 Standard"),
        # Paraguay had summer time until 2024, and keeps the clocks of its summer since.
        ("America/Asuncion", datetime(2023, 10, 1, 3, 59, tzinfo=UTC), "Saturday 30 September 2023, 23:59 Standard"),
        ("America/Asuncion", datetime(2023, 10, 1, 4, 0, tzinfo=UTC), "Sunday 1 October 2023, 01:00 Summer"),
        ("America/Asuncion", datetime(2024, 3, 24, 2, 30, tzinfo=UTC), "Saturday 23 March 2024, 23:30 Summer"),
        ("America/Asuncion", datetime(2024, 3, 24, 3, 30, tzinfo=UTC), "Saturday 23 March 2024, 23:30 Standard"),
        ("America/Asuncion", datetime(2027, 7, 1, 3, 0, tzinfo=UTC), "Thursday 1 July 2027, 00:00 Standard"),
    ],
)
def test_a_deadline_has_its_weekday_and_its_zone_across_changes_of_the_clocks(
    zone: str, instant: datetime, shown: str
) -> None:
    with translation.override("en"), timezone.override(zone):
        page = drawn('{% instant at "weekday" %}', at=instant)
    *words, season = shown.split(" ")
    assert " ".join(words) in page
    assert f"{season} Time" in page


def test_a_deadline_leads_to_what_clocks_say_in_each_country() -> None:
    with translation.override("en"), timezone.override("America/La_Paz"):
        page = drawn('{% deadline at "cms" %}', at=datetime(2027, 3, 3, 22, 0, tzinfo=UTC))
    assert "Wednesday 3 March 2027, 18:00" in page
    assert 'href="/councils/cms/times/?at=2027-03-03T22%3A00%3A00%2B00%3A00"' in page
    assert drawn('{% deadline at "cms" %}', at=None) == ""
