"""The four languages of the site: what is counted, dated and paid is written as each of them writes it."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import ngettext

from common.templatetags import minga
from tests.factories.asking import browser

FOUR = settings.COMPLETE_LANGUAGES
AT = datetime(2027, 3, 8, 18, 30, tzinfo=UTC)
NARROW = "\u202f"
MONEY = {"es": "1.234.567,50", "pt-br": "1.234.567,50", "en": "1,234,567.50", "fr": f"1{NARROW}234{NARROW}567,50"}
SHARE = {"es": "62,5", "pt-br": "62,5", "en": "62.5", "fr": "62,5"}
DAY = {"es": "8 de marzo de 2027", "pt-br": "8 de março de 2027", "en": "8 March 2027", "fr": "8 mars 2027"}
FIRST = {"es": "1 de marzo de 2027", "pt-br": "1º de março de 2027", "en": "1 March 2027", "fr": "1er mars 2027"}
WEEKDAY = {"es": "lunes", "pt-br": "segunda-feira", "en": "Monday", "fr": "lundi"}
# How many are one, to who speaks the language: in French and in the Portuguese of Brazil none is.
IS_ONE = {"es": (1,), "pt-br": (0, 1), "en": (1,), "fr": (0, 1)}

each = pytest.mark.parametrize("code", FOUR)


@each
def test_money_and_shares_are_written_as_the_reader_writes_them(code: str) -> None:
    with translation.override(code):
        assert minga.money(Decimal("1234567.5"), "USD") == f"{MONEY[code]}\u00a0USD"
        assert minga.percent(Fraction(5, 8)) == f"{SHARE[code]}\u00a0%"
        assert minga.number(1_234_567) == MONEY[code][:-3]


@each
def test_a_day_is_written_as_the_reader_says_it(code: str) -> None:
    with translation.override(code), timezone.override("America/La_Paz"):
        assert DAY[code] in minga.instant(AT, "date")
        assert WEEKDAY[code].lower() in minga.instant(AT, "weekday").lower()
        assert "2027" in minga.instant(AT, "short") and "14:30" in minga.instant(AT, "short")
        assert minga.day(AT.date()) == DAY[code]


@each
def test_the_first_of_a_month_is_written_as_the_reader_says_it(code: str) -> None:
    with translation.override(code):
        assert minga.day(AT.date().replace(day=1)) == FIRST[code]
        assert FIRST[code].split()[0] in minga.instant(AT.replace(day=1), "short")
        assert minga.day(AT.date().replace(day=11)).startswith("11 ")


@each
def test_what_is_counted_agrees_with_its_number(code: str) -> None:
    with translation.override(code):
        said = {n: ngettext("%(n)d day", "%(n)d days", n) % {"n": n} for n in (0, 1, 2, 5)}
        assert said[2].removeprefix("2") == said[5].removeprefix("5")
        alike = {n for n in (0, 2, 5) if said[n].removeprefix(str(n)) == said[1].removeprefix("1")} | {1}
        assert alike == set(IS_ONE[code])


@each
@pytest.mark.django_db
def test_a_page_says_its_language_and_offers_all(code: str) -> None:
    written = browser(language="en").get("/councils/", {"lang": code}).content.decode()
    assert f'<html lang="{code}" dir="ltr">' in written
    for other in FOUR:
        name = translation.get_language_info(other)["name_local"]
        assert f'value="{other}" lang="{other}"' in written
        assert name.capitalize() in written
    assert written.count('aria-current="true">') >= 1
