"""What a program may do about a comment by itself: ask its author to wait, or hold it until a person has looked at it.
Pure. It never removes anything, and the author is always told.

Limits are settings: see `docs/moderation.md`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REPEATED, LINKS = "repeated", "links"
# Everybody says "I agree": what is shorter than this, once it is normalised, repeats nobody.
SHORTEST_REPEATED = 40
ADDRESS = re.compile(r"(?:https?:/{0,3}|www\.)[^\s<>()\[\]]+", re.I)


def is_new(joined_at: datetime, at: datetime, days: int) -> bool:
    """Whether an account is younger than so many days."""
    return timedelta() <= at - joined_at < timedelta(days=days)


def free_again(said_at: Sequence[datetime], at: datetime, most: int) -> datetime | None:
    """When somebody who has said things at these instants may speak again, at most `most` in an hour; None is now."""
    within = sorted(said for said in said_at if at - HOUR < said <= at)
    return within[len(within) - most] + HOUR if len(within) >= most else None


def normalised(text: str) -> str:
    """What a text says, however it is written: letters and digits alone, without case, accents and disguises."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def likeness(text: str) -> str:
    """Equal for texts that say the same; empty for those that are too short to tell."""
    plain = normalised(text)
    return hashlib.sha256(plain.encode()).hexdigest()[:16] if len(plain) >= SHORTEST_REPEATED else ""


def links_in(text: str) -> int:
    """How many addresses the text names, each once."""
    return len({address.rstrip(".,;:!?'\"").casefold() for address in ADDRESS.findall(text)})


def why_hold(text: str, *, most_links: int, by_author: int, authors: int, many: int) -> str:
    """`links`, `repeated` or nothing: why a person should look at the text first.

    `by_author` is how often its author has said the same within a day, `authors` how many others have; `many` of them
    are a campaign.
    """
    if links_in(text) > most_links:
        return LINKS
    return REPEATED if by_author or authors >= many else ""
