"""Exact numbers of a count as a page writes them."""

from decimal import Decimal, localcontext

from common.templatetags.minga import fraction

# A fraction of more signs is read by nobody: the page says how much it is about, and the data have it exactly.
LONGEST = 30
DIGITS = 10
SCOTTISH = 5


def exact(value: str) -> str:
    """*4 2/3*; and *≈ 4.666666667* where the exact fraction is longer than a line."""
    if len(value) <= LONGEST:
        return fraction(value)
    with localcontext() as context:
        context.prec = DIGITS
        above, _slash, below = value.partition("/")
        return f"≈ {Decimal(above) / Decimal(below or 1):f}"


def as_counted(value: str, arithmetic: str = "exact") -> str:
    """A number of an election in the arithmetic in which it was counted: `scottish` has five decimals and no more."""
    if arithmetic != "scottish" or "/" not in value:
        return exact(value)
    above, _slash, below = value.partition("/")
    return f"{Decimal(above) / Decimal(below):.{SCOTTISH}f}"
