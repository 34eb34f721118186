"""Exact lengths as an SVG writes them: rounded at the very last, and with a point in every language."""

from fractions import Fraction

# A picture is so wide in units of its own, which is a phone in pixels: its words are then as large as the page's.
WIDTH = 336


def at(value: Fraction | float) -> str:
    """A coordinate, to a tenth."""
    return f"{float(value):.1f}".removesuffix(".0")


def share(value: Fraction, whole: Fraction) -> str:
    """A length of so many parts of the whole, in hundredths: a bar stretches with the page, and its words do not."""
    return f"{float(value * 100 / whole):.2f}".rstrip("0").rstrip(".") + "%" if whole else "0%"
