"""What a meeting and its minutes say, read from what somebody sent."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.zones import zone_or_none
from councils.models import Council, Round
from councils.wellformed import LANGUAGES, Fields
from proposals.drafting.api import PUBLIC_STAGES
from proposals.drafting.models import Proposal
from proposals.voting.models import Ballot

LONGEST_TITLE, LONGEST_PLACE, LONGEST_LINK, LONGEST_MINUTES = 200, 300, 500, 60_000
MOST_ITEMS = 40
LONGEST, FARTHEST = timedelta(days=7), timedelta(days=731)


@dataclass(frozen=True)
class Point:
    """One point of an agenda: its title, and the number of what it is about in a round of the council."""

    title: str
    proposal: Proposal | None = None
    ballot: Ballot | None = None


def read_meeting(facts: Mapping[str, Any], council: Council, at: datetime) -> tuple[dict[str, Any], list[Point]]:
    """What `Meeting` is made of, and its agenda; or `Invalid` with every sentence."""
    fields = Fields()
    told = {
        "title": fields.text("title", facts.get("title"), LONGEST_TITLE),
        "language": fields.one_of("language", facts.get("language"), LANGUAGES),
        "place": fields.text("place", facts.get("place"), LONGEST_PLACE, required=False),
        "joining_url": _read_link(fields, facts.get("joining_url")),
        "zone": _read_zone(fields, facts.get("zone")),
        "round": _read_round(fields, facts.get("round"), council),
        **_read_bounds(fields, facts, at),
    }
    if not told["place"] and not told["joining_url"]:
        fields.note("place", _("Say where it is: a place, or an address to join, or both."))
    points = _read_agenda(fields, facts.get("agenda", ()), council)
    fields.refuse()
    return told, points


def _read_link(fields: Fields, value: object) -> str:
    link = fields.text("joining_url", value, LONGEST_LINK, required=False)
    try:
        parts = urlsplit(link)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, link))
    except ValueError:
        is_one = False
    if link and not is_one:
        fields.note("joining_url", _("This is no address of the web: it begins with https://."))
    return link


def _read_zone(fields: Fields, value: object) -> str:
    name = fields.text("zone", value, 64)
    if name and zone_or_none(name) is None:
        fields.note("zone", _("There is no such time zone."))
    return name


def _read_round(fields: Fields, value: object, council: Council) -> Round | None:
    if value is None:
        return None
    if isinstance(value, Round) and value.council_id == council.pk:
        return value
    fields.note("round", _("This round is not of this council."))
    return None


def _read_bounds(fields: Fields, facts: Mapping[str, Any], at: datetime) -> dict[str, datetime | None]:
    starts = fields.instant("starts_at", facts.get("starts_at"), required=True)
    ends = fields.instant("ends_at", facts.get("ends_at"), required=True)
    if starts and starts <= at:
        fields.note("starts_at", _("A meeting is convened before it begins."))
    elif starts and starts > at + FARTHEST:
        fields.note("starts_at", _("A meeting is convened two years ahead at most."))
    if starts and ends and ends <= starts:
        fields.note("ends_at", _("It has to end after it has begun."))
    elif starts and ends and ends > starts + LONGEST:
        fields.note("ends_at", _("A meeting lasts a week at most."))
    return {"starts_at": starts, "ends_at": ends}


def _read_agenda(fields: Fields, value: object, council: Council) -> list[Point]:
    points = []
    for point in fields.listed("agenda", value, MOST_ITEMS):
        if not isinstance(point, Point):
            fields.note("agenda", _("A list is expected here."))
            break
        title = fields.text("agenda", point.title, LONGEST_TITLE)
        points.append(Point(title, point.proposal, point.ballot))
    for proposal in filter(None, (point.proposal for point in points)):
        if proposal.round.council_id != council.pk or proposal.stage not in PUBLIC_STAGES:
            fields.note("agenda", _("A point of the agenda is about a public proposal of this council."))
    if any(point.ballot and point.ballot.round.council_id != council.pk for point in points):
        fields.note("agenda", _("A point of the agenda is about a ballot of this council."))
    return points


def subjects_of(council: Council) -> tuple[QuerySet[Proposal], QuerySet[Ballot]]:
    """What an agenda may be about."""
    proposals = Proposal.objects.filter(round__council=council, stage__in=PUBLIC_STAGES)
    return proposals, Ballot.objects.filter(round__council=council, is_imported=False)


@dataclass(frozen=True)
class Written:
    """Minutes that are well-formed."""

    language: str
    text: str
    reason: str
    sha256: str


def read_minutes(*, text: object, language: object, reason: object, is_later: bool) -> Written:
    """The minutes that were sent; later ones say why they take the place of the former."""
    fields = Fields()
    words = fields.text("text", text, LONGEST_MINUTES, lines=True)
    tongue = fields.one_of("language", language, LANGUAGES)
    why = fields.reason(reason, required=is_later)
    fields.refuse()
    return Written(tongue, words, why if is_later else "", hashlib.sha256(words.encode()).hexdigest())


def titles(points: Sequence[Point]) -> list[str]:
    """The agenda as the ledger keeps it."""
    return [point.title for point in points]
