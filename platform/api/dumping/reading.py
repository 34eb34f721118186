"""The rows of a dump, one at a time and each once: read through server-side cursors, told by the shapes of the API."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from common.published import published
from councils.mandates.api import Councils, Seats
from councils.movements.api import Countries, Movements
from councils.rounds.api import Rounds
from councils.rulebook.api import Rulebooks
from proposals.amending.api import public_amendments
from proposals.answering import api as answering
from proposals.answering.following.api import public_follow_ups
from proposals.deliberation.api import public_comments, public_endorsements
from proposals.drafting.api import public_proposals, since_admission
from proposals.evaluating.api import public_evaluations
from proposals.letters import api as letters
from proposals.meetings.api import whole_meetings
from proposals.models import Revision
from proposals.positions.api import public_positions
from proposals.referring import api as referring
from proposals.translating.api import public_translations
from proposals.voting.api import disclosed, whole_ballots

from ..ledger import entries, horizon
from .sharing import sharing
from .tables import TABLES

Told = dict[str, Any]
Row = tuple[str, Told]

# Rows that are in memory at once; fewer of those that bring much with them.
MANY, FEW = 500, 20


def rows(site: str) -> Iterator[Row]:
    """Every row with the name of its table; a text in several languages comes behind its row, once for each."""
    for name, told in _rows(site):
        yield name, told
        for column in TABLES[name].texts:
            for language, text in (told[column] or {}).items():
                said = {"table": name, "url": told["url"], "column": column, "language": language, "text": text}
                yield "texts", said


def _rows(site: str) -> Iterator[Row]:
    for name, queryset in _plain().items():
        shape = _shape(name, site)
        for row in published(queryset).iterator(chunk_size=MANY):
            yield name, shape.to_representation(row)
    yield from _proposals(site)
    yield from _ballots(site)
    yield from _letters(site)
    yield from _transmittals(site)
    yield from _referrals(site)
    yield from _meetings(site)


def _plain() -> dict[str, QuerySet[Any]]:
    """The tables in which a row is a row of the API's list."""
    return {
        "councils": Councils.queryset.order_by("slug"),
        "countries": Countries.queryset.order_by("code"),
        "movements": Movements.queryset.order_by("slug"),
        "seats": Seats.queryset.order_by("id"),
        "rulebooks": Rulebooks.queryset.order_by("id"),
        "rounds": Rounds.queryset.order_by("id"),
        "translations": public_translations().order_by("id"),
        "amendments": public_amendments().order_by("id"),
        "comments": sharing(public_comments()).order_by("id"),
        "endorsements": sharing(public_endorsements()).order_by("id"),
        "positions": public_positions().order_by("id"),
        "evaluations": public_evaluations().order_by("id"),
        "followups": public_follow_ups().order_by("id"),
        "ledger": entries().filter(transaction_id__lt=horizon()).order_by("transaction_id", "id"),
    }


def _proposals(site: str) -> Iterator[Row]:
    shape, told_revision = _shape("proposals", site), _shape("revisions", site)
    all_revisions = Prefetch("revisions", Revision.objects.select_related("seat__movement").order_by("number"))
    found = sharing(published(public_proposals())).order_by("id").prefetch_related(all_revisions)
    proposal: Any  # with what the shapes are handed beside its columns
    for proposal in found.iterator(chunk_size=FEW):
        proposal.public_revisions = since_admission(proposal, list(proposal.revisions.all()))
        # The moderation is heard here: afterwards the revisions are what it left of them.
        told = shape.to_representation(proposal)
        yield "proposals", told
        place = {"council": told["council"], "round": told["round"], "proposal": told["number"]}
        for revision in proposal.public_revisions:
            yield from _revision(place, told_revision.to_representation(revision))


def _revision(place: Told, revision: Told) -> Iterator[Row]:
    """A revision and, in the long form, its passages."""
    heads = [{"id": name, "text": revision.pop(name), "language": None} for name in ("title", "summary")]
    paragraphs = revision.pop("paragraphs")
    yield "revisions", {**place, **revision}
    passages = [*((0, head) for head in heads), *enumerate(paragraphs, 1)]
    for number, passage in passages:
        said = {"language": passage["language"] or revision["language"], "text": passage["text"]}
        at = {"revision": revision["number"], "place": number, "passage": passage["id"]}
        yield "paragraphs", {**place, **at, **said}


def _ballots(site: str) -> Iterator[Row]:
    shapes = {name: _shape(name, site) for name in ("ballots", "rolls", "weights", "votes", "tallies", "statements")}
    for ballot in published(whole_ballots()).order_by("id").iterator(chunk_size=FEW):
        public = disclosed(ballot).public
        told = shapes["ballots"].to_representation(ballot)
        yield "ballots", told
        place = {"council": told["council"], "round": told["round"], "ballot": told["number"]}
        parts = {
            "rolls": public["roll"]["seats"],
            "weights": public["roll"]["contributions"],
            "votes": public["votes"],
            "tallies": public["results"],
            "statements": public["statements"],
        }
        for name, found in parts.items():
            for part in found or ():
                yield name, {**place, **shapes[name].to_representation(part)}


def _letters(site: str) -> Iterator[Row]:
    shape = _shape("letters", site)
    for letter in published(letters.whole_letters()).order_by("id").iterator(chunk_size=FEW):
        told = shape.to_representation(letters.told_whole(letter))
        paragraphs, signatures = told.pop("paragraphs"), told.pop("signatures")
        del told["countries"]
        yield "letters", told
        place = {"council": told["council"], "letter": told["number"]}
        for number, paragraph in enumerate(paragraphs, 1):
            language = paragraph.get("language") or told["language"]
            said = {"place": number, "passage": paragraph["id"], "language": language, "text": paragraph["text"]}
            yield "letterparagraphs", {**place, **said}
        for one in signatures:
            yield "signatures", {**place, **one}


def _transmittals(site: str) -> Iterator[Row]:
    shape, response = _shape("transmittals", site), _shape("responses", site)
    for transmittal in published(answering.whole_transmittals()).order_by("id").iterator(chunk_size=FEW):
        told = shape.to_representation(answering.told_whole(transmittal, site))
        yield "transmittals", told
        for answer in transmittal.told:  # type: ignore[attr-defined] # as whole_transmittals finds them
            yield "responses", {"transmittal_url": told["url"], **response.to_representation(answer)}


def _referrals(site: str) -> Iterator[Row]:
    shape = _shape("referrals", site)
    for referral in published(referring.whole_referrals()).order_by("id").iterator(chunk_size=FEW):
        told = shape.to_representation(referring.told_whole(referral))
        documents = told.pop("documents")
        yield "referrals", told
        for document in documents:
            yield "documents", {"council": told["council"], "referral": told["number"], **document}


def _meetings(site: str) -> Iterator[Row]:
    shape = _shape("meetings", site)
    for meeting in published(whole_meetings()).order_by("id").iterator(chunk_size=FEW):
        told = shape.to_representation(meeting)
        parts = {name: told.pop(name) for name in ("agenda", "attendance", "minutes")}
        yield "meetings", told
        for name, found in parts.items():
            for part in found:
                yield name, {"council": told["council"], "meeting": told["number"], **part}


def _shape(name: str, site: str) -> Any:
    shape = TABLES[name].shape
    assert shape is not None, f"the rows of {name} have no shape"  # noqa: S101 - narrows the type
    return shape(context={"site": site})
