"""What a letter says and asks, read from what somebody sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.models import Council
from councils.rounds.actions import MOST_ADDRESSEES
from councils.wellformed import Fields
from proposals.drafting.paragraphs import Paragraph, carry_ids, in_languages, write
from proposals.drafting.wording import Wording, hash_of, read_wording

# Who is to sign has to hear of it first, and whoever signed is not held to it for years.
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=366)


@dataclass(frozen=True)
class Words:
    """A letter that is well-formed. `texts` are its paragraphs as they are stored."""

    title: str
    language: str
    texts: list[dict[str, str]]
    sha256: str
    goal: int
    closes_at: datetime
    addressees: Sequence[Council]


def read_letter(
    *,
    title: object,
    language: object,
    text: object,
    goal: object,
    closes_at: object,
    addressees: object,
    seats: int,
    at: datetime,
) -> Words:
    """The letter that was sent, or `Invalid` with every sentence. `seats` is how many movements could sign it now."""
    fields = Fields()
    wording = read_wording(fields, language=language, title=title, summary="", text=text)
    if not wording.texts:
        fields.note("text", _("This is missing."))
    closing = _read_close(fields, closes_at, at)
    bodies = _read_addressees(fields, addressees)
    wanted = _read_goal(fields, goal, seats)
    paragraphs = _paragraphs(wording)
    closes = fields.needed(closing)
    return Words(
        wording.title, wording.language, write(paragraphs), hash_of(wording, paragraphs), wanted, closes, bodies
    )


def _paragraphs(wording: Wording) -> list[Paragraph]:
    languages = wording.languages or ("",) * len(wording.texts)
    return in_languages(carry_ids([], wording.texts), languages, wording.language)


def _read_close(fields: Fields, value: object, at: datetime) -> datetime | None:
    closes_at = fields.instant("closes_at", value, required=True)
    if closes_at and closes_at < at + SHORTEST:
        fields.note("closes_at", _("A letter stays open for an hour at least."))
    elif closes_at and closes_at > at + LONGEST:
        fields.note("closes_at", _("A letter stays open for a year at most."))
    return closes_at


def _read_addressees(fields: Fields, value: object) -> list[Council]:
    """Bodies that answer. Whatever is none was chosen from no list of ours."""
    listed = fields.listed("addressees", value, MOST_ADDRESSEES)
    bodies = [body for body in listed if isinstance(body, Council) and body.kind != Council.Kind.ADVISORY]
    if len(bodies) < len(listed):
        fields.note("addressees", _("An advisory council does not answer: choose a council that decides, or the bank."))
    if not bodies:
        fields.note("addressees", _("Name at least one body that is to answer."))
    return list(dict.fromkeys(bodies))


def _read_goal(fields: Fields, value: object, seats: int) -> int:
    """A goal that nobody can reach would be a letter that is never sent."""
    goal = fields.whole("goal", value, 1, 100_000)
    if goal > seats:
        words = ngettext(
            "Only %(n)s movement can sign here: the goal cannot be higher.",
            "Only %(n)s movements can sign here: the goal cannot be higher.",
            seats,
        )
        fields.note("goal", words % {"n": seats})
    return goal
