"""How instants, amounts, shares and texts in several languages are written on a page."""

from collections.abc import Hashable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from urllib.parse import urlencode
from uuid import uuid4

from babel.numbers import format_decimal, format_percent
from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext, to_locale

from common import drawn as drawing
from common import markdown as markup
from common.languages import choose, page_language
from common.words import dated, day_of
from common.zones import zone_label

register = template.Library()

MINUTE, HOUR, DAY = 60, 3600, 86400
SOON = timedelta(hours=24)


@register.simple_tag
def once() -> SafeString:
    """The key of a form whose words are kept on the device and written once; never in a form with a vote or a password.

    A browser that fills in what a page held before would give a new form an old key.
    """
    return format_html('<input type="hidden" name="once" value="{}" autocomplete="off">', uuid4())


@register.simple_tag
def drawn(template_name: str, **facts: Hashable) -> SafeString:
    """A part of the page that is drawn once of these facts, sees nothing else, and is remembered."""
    return drawing.drawn(template_name, None, **facts)


def _locale() -> str:
    return to_locale(page_language())


def _pattern(style: str) -> str:
    if style == "short":
        return pgettext("date format", "j M Y, H:i")
    if style == "weekday":
        return pgettext("date format", "l j F Y, H:i")
    if style == "date":
        return pgettext("date format", "j F Y")
    return pgettext("date format", "j F Y, H:i")


@register.simple_tag
def instant(at: datetime | None, style: str = "long") -> str | SafeString:
    """An instant in the reader's zone, always named. `style`: long, short, weekday, or date (the day alone)."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{} <small>({})</small></time>',
        at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        dated(local, _pattern(style)),
        zone_label(local),
    )


@register.filter
def day(value: date | None) -> str:
    """A day that is the same in every zone, written as an instant's day is."""
    return "" if value is None else day_of(value)


@register.simple_tag
def deadline(at: datetime | None, council: str) -> str | SafeString:
    """The end of something in the reader's zone, with its weekday, and the way to what clocks say then in each member
    country of the council, which is named by its address.
    """
    if at is None:
        return ""
    there = f"{reverse('council_times', args=[council])}?{urlencode({'at': at.astimezone(UTC).isoformat()})}"
    words, hidden = gettext("in each country"), dated(timezone.localtime(at), _pattern("short"))
    link = '{} <a class="small no-print" href="{}">{}<span class="visually-hidden">{} {}</span></a>'
    return format_html(link, instant(at, "weekday"), there, words, pgettext("after a name", ":"), hidden)


def span_in_words(seconds: int) -> str:
    """A stretch of time in its two largest units, rounded down, so that nobody believes to have more than there is."""
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    parts = [
        ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else "",
        ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes} if minutes and not days else "",
    ]
    return ", ".join(part for part in parts if part) or gettext("less than a minute")


@register.simple_tag(takes_context=True)
def time_left(context: template.Context, until: datetime | None, now: datetime | None = None) -> str | SafeString:
    """How long something is still open, in words, counted from the page's `now`; decisions are made elsewhere."""
    if until is None:
        return ""
    left = until - (now or context.get("now") or timezone.now())
    if left <= timedelta(0):
        return format_html('<span class="timeleft">{}</span>', pgettext("time left", "closed"))
    words = gettext("%(span)s left") % {"span": span_in_words(int(left.total_seconds()))}
    return format_html('<span class="timeleft{}">{}</span>', " soon" if left < SOON else "", words)


@register.simple_tag
def money(amount: Decimal | str | None, currency: str = "") -> str:
    """An amount as the reader writes it, with the currency's code: a `$` alone is the sign of nine currencies here."""
    if amount is None or amount == "":
        return ""
    return f"{_written(Decimal(amount), _locale())}\u00a0{currency}".rstrip("\u00a0")


@lru_cache(maxsize=1024)
def _written(value: Decimal, locale: str) -> str:
    # Babel takes longer over a number than a template over a line of a list, and the same amounts are shown all day.
    return format_decimal(value, format="#,##0" if value == value.to_integral() else "#,##0.00", locale=locale)


@register.simple_tag
def say(texts: Mapping[str, str] | None) -> str | SafeString:
    """A text in the reader's language, or in the next one they can read, which then says so with `lang`."""
    language, text = choose(texts)
    if not language or language == page_language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.filter
def said(texts: Mapping[str, str] | None) -> str:
    """The same text without markup, for titles and attributes."""
    return choose(texts)[1]


@register.filter
def markdown(text: str | None) -> SafeString:
    """What somebody wrote, as HTML. Put it into `<div class="markdown" dir="auto" lang="…">`."""
    return markup.to_html(text or "")


@register.filter
def fraction(value: str | Fraction | None) -> str:
    """An exact share as it is worked with: "5/8" stays, "3/1" is 3, and "17/3" is 5 2/3, as one says it aloud."""
    if value is None or value == "":
        return ""
    exact = Fraction(value)
    whole, rest = divmod(abs(exact), 1)
    sign = "-" if exact < 0 else ""
    part = f"{number(rest.numerator)}/{number(rest.denominator)}" if rest else ""
    return sign + "\u00a0".join(filter(None, [number(int(whole)) if whole or not part else "", part]))


def decimal(value: Decimal, places: int) -> str:
    """A number rounded to so many decimals, as the reader writes it."""
    return format_decimal(value, format=f"#,##0.{'0' * places}", locale=_locale())


@register.filter
def percent(value: str | Fraction | None) -> str:
    """An exact share for the eye: "5/8" is 62.5 %."""
    if value is None or value == "":
        return ""
    exact = Fraction(value)
    return format_percent(
        Decimal(exact.numerator) / Decimal(exact.denominator), format="#,##0.#\u00a0%", locale=_locale()
    )


@register.filter
def at(table: Mapping[str, object] | None, name: str) -> object:
    """What stands under a name in a table; nothing when there is none."""
    return (table or {}).get(name, "")


@register.filter
def number(value: int | str | None) -> str:
    """A count as the reader writes it."""
    return "" if value is None or value == "" else format_decimal(int(value), locale=_locale())
