"""Exact numbers of a count as a page writes them."""

from decimal import ROUND_DOWN, Decimal, localcontext

from common.templatetags.minga import decimal, fraction

# A denominator of more digits is worked with by nobody at a table: the page says about how much it is, and the data
# have it exactly.
LONGEST_BELOW = 4
DIGITS = 60
# Decimals of an approximation: cents of what goes into the thousands, and enough figures of what is less than one.
LARGE, LARGE_PLACES, PLACES, FIGURES = 1000, 2, 4, 6
SCOTTISH = 5


def exact(value: str) -> str:
    """*4 2/3*; and *≈ 208,9595* where no one would work with the exact fraction."""
    below = value.partition("/")[2]
    if len(below) <= LONGEST_BELOW:
        return fraction(value)
    about = _divided(value)
    places = LARGE_PLACES if abs(about) >= LARGE else PLACES if abs(about) >= 1 else FIGURES - 1 - about.adjusted()
    return f"≈\u00a0{decimal(about, places)}"


def as_counted(value: str, arithmetic: str = "exact") -> str:
    """A number of an election in the arithmetic in which it was counted: `scottish` cuts off after five decimals."""
    if arithmetic != "scottish" or "/" not in value:
        return exact(value)
    return decimal(_divided(value).quantize(Decimal(1).scaleb(-SCOTTISH), ROUND_DOWN), SCOTTISH)


def _divided(value: str) -> Decimal:
    above, _slash, below = value.partition("/")
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(above) / Decimal(below)
