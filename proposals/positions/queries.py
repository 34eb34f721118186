"""What the pages of results and positions read."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest, JSONObject

from common.clock import CouncilNow
from common.published import published
from councils.models import Council, Country
from proposals.drafting.hiding import Veil, veil_of, veiled
from proposals.drafting.models import Proposal
from proposals.drafting.veiling import left_of
from proposals.voting.models import Ballot
from proposals.voting.options import Option
from proposals.voting.queries import ballot_document, last_statements
from proposals.voting.veiling import left_options

from .document import recusals_as_json, statements_as_json
from .models import CARD, Position, RenderingTry, Rendition, Signature

VOTES = b',"votes":['


def counted_document(ballot: Ballot) -> dict[str, Any]:
    """A counted ballot in the published form, as its position will say it or says it; an import without its votes."""
    return {
        **ballot_document(ballot, votes=() if ballot.is_imported else None),
        "results": [
            {"rule": t.rule, "is_binding": t.is_binding, "outcome": t.outcome, "result": t.result}
            for t in ballot.tallies.all()
        ],
        "statements": statements_as_json(last_statements(ballot)),
        "recusals": recusals_as_json(ballot),
    }


def countries_of(document: Mapping[str, Any]) -> Iterable[Country]:
    """The countries that a document speaks of, by their codes."""
    roll = document["roll"]
    codes = {seat["country"] for seat in roll["seats"]} | {entry["country"] for entry in roll["contributions"]}
    return Country.objects.filter(code__in=[code for code in codes if code])


def position_at(council: str, year: int, number: int, series: str = "") -> Position | None:
    """One position with what stands around it: `previous`, the one before it in its series, as year and number,
    the name of the `key` that it is signed with, the `languages` in which it is printed, and whether it `has_card`.
    """
    found = _with_its_surroundings().filter(council__slug=council, series=series, year=year, number=number).first()
    if found is not None:
        found.ballot.round.council = found.council
    return found


@lru_cache(maxsize=1)
def _with_its_surroundings() -> QuerySet[Position]:
    # Put together once: that takes longer than PostgreSQL needs for the answer.
    before = Position.objects.filter(council=OuterRef("council"), sha256=OuterRef("previous_sha256"))
    return (
        Position.objects.select_related("council", "ballot__round", "ballot__proposal")
        .select_related("supersedes__council", "superseded_by__council", "package")
        .defer("supersedes__document", "superseded_by__document", "package__content")
        .annotate(
            previous=Subquery(before.values(key=JSONObject(year="year", number="number"))),
            key=Subquery(Signature.objects.filter(position=OuterRef("pk")).values("key__name")[:1]),
            languages=ArraySubquery(handed_out().filter(position=OuterRef("pk")).values("language")),
            has_card=Exists(cards().filter(position=OuterRef("pk"))),
            instant=CouncilNow(F("council_id")),
        )
    )


def handed_out() -> QuerySet[Rendition]:
    """The files that may be read, without cards."""
    return _readable().exclude(language=CARD)


def cards() -> QuerySet[Rendition]:
    """The cards that may be shown, by the same measure."""
    return _readable().filter(language=CARD)


def _readable() -> QuerySet[Rendition]:
    """Nothing lies over the text that became the position, and over none of its options
    anything that was not there when it was printed.
    """
    at, decided = CouncilNow(OuterRef("position__council_id")), ("hidden_at", "held_at", "removed_at", "moderated_at")
    text = Proposal.objects.filter(veiled(at), pk=OuterRef("position__ballot__proposal"))
    since = Proposal.objects.annotate(last=Greatest(*decided)).filter(last__gte=OuterRef("rendered_at"))
    options = since.filter(veiled(at), pk__in=_options_of(OuterRef("position__ballot")))
    return Rendition.objects.filter(~Exists(text), ~Exists(options)).order_by("id")


def _options_of(ballot: OuterRef) -> QuerySet[Any]:
    return Option.objects.filter(ballot=OuterRef(ballot), proposal__isnull=False).values("proposal")


def previous_url(position: Position) -> str:
    """The page of the position before one that `position_at` found."""
    if not position.previous:  # type: ignore[attr-defined] # annotated by position_at
        return ""
    before = Position(council=position.council, series=position.series, **position.previous)  # type: ignore[attr-defined] # as above
    return before.get_absolute_url()


def position_of(ballot: Ballot) -> Position | None:
    """The position of a ballot with its package, without the bytes of either."""
    related = Position.objects.filter(ballot=ballot).select_related("council", "package")
    return related.defer("document", "package__content").first()


def read_document(position: Position) -> dict[str, Any]:
    """The stored bytes as data."""
    return json.loads(bytes(position.document))


def read_for_a_page(position: Position) -> dict[str, Any]:
    """The same, of an import without its votes: they are megabytes that no page shows. The keys of canonical JSON are
    in order, so that they stand at the end.
    """
    stored = bytes(position.document)
    end = stored.rfind(VOTES) if position.series == Position.Series.IMPORTS else -1
    return json.loads(stored if end < 0 else stored[:end] + VOTES + b"]}")


def positions_to_list(council: str | None = None) -> QuerySet[Position]:
    """Positions as a list shows them, without their documents: of one council, or of all but rehearsals."""
    related = ("council", "ballot__revision", "ballot__proposal", "ballot__round", "superseded_by")
    rows = Position.objects.select_related(*related).annotate(instant=CouncilNow(F("council_id")))
    rows = rows.defer("document", "superseded_by__document", "ballot__revision__paragraphs", "ballot__rules")
    return published(rows) if council is None else rows.filter(council__slug=council)


def veil_over(position: Position) -> Veil | None:
    """What lies over the text that became the position, by the clock that was read with it."""
    return veil_of(proposal, position.instant) if (proposal := position.ballot.proposal) else None  # type: ignore[attr-defined] # annotated by both queries


def as_listed(position: Position) -> Position:
    """The position with what the moderation left of its title."""
    veil, revision = veil_over(position), position.ballot.revision
    if veil is not None and revision is not None:
        position.ballot.revision = left_of(revision, veil)
    return position


def with_options_left(document: dict[str, Any], ballot: Ballot, at: datetime) -> dict[str, Any]:
    """The document for a page, with what the moderation left of the names of its options. The bytes are not touched."""
    if not document.get("options"):
        return document
    return {**document, "options": left_options(document["options"], ballot.round_id, at)}


def as_read(document: dict[str, Any], position: Position, veil: Veil) -> dict[str, Any]:
    """The document for the page of a position over whose text something lies: the text is the frozen revision as far as
    it is left, for what was removed by law still stands in the bytes. The bytes that were hashed stay as they are.
    """
    revision = position.ballot.revision
    assert revision is not None  # noqa: S101 - an opened ballot has its revision, by constraint
    left = left_of(revision, veil)
    told = {"title": left.title, "summary": left.summary, "paragraphs": left.paragraphs}
    return {**document, "proposal": {**document["proposal"], **told}}


def unprinted_of(council: Council) -> QuerySet[RenderingTry]:
    """The council's positions whose printing failed at the last try, the oldest first."""
    failed = RenderingTry.objects.filter(position__council=council, is_done=False).exclude(failure="")
    return failed.select_related("position__council").defer("position__document").order_by("position_id")
