"""Published positions in the public API. One position is its stored bytes, handed out as they were hashed."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Data, Instant, Number, Page, Shape, Text, Texts, Word
from common.api.views import DetailView, ListView
from proposals.voting.api import PositionAddress
from proposals.voting.models import Ballot

from .models import Position
from .serving import one_position


class PositionShape(Shape):
    """A published outcome, as a list shows it."""

    url = PositionAddress()
    html_url = Page()
    reference = Text(help_text="The number that people cite.")
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    series = Word(
        Position.Series.values, help_text="Empty for what the council decided; `imports` for what was brought in."
    )
    year = Number()
    number = Number()
    outcome = Text()
    kind = Word(Ballot.Kind.values, source="ballot.kind")
    title = Texts(source="ballot.title", help_text="What was asked, by language; empty of a motion on a proposal.")
    ballot = Number(source="ballot.number")
    ballot_url = Address("ballot", "council.slug", "ballot.round.number", "ballot.number")
    supersedes_url = PositionAddress("supersedes", allow_null=True)
    superseded_by_url = PositionAddress("superseded_by", allow_null=True)
    sha256 = Text()
    previous_sha256 = Text(help_text="Of the position before this one in its series; empty for its first.")
    published_at = Instant()


class SignatureShape(Shape):
    """A signature (Ed25519, RFC 8032) of the exact bytes of the document, in hexadecimal digits."""

    algorithm = Word(["Ed25519"])
    key = Text(help_text="The name of the key in `/api/v1/keys/`.")
    public_key = Text()
    signature = Text()


class OnePositionShape(Shape):
    """The position whose canonical JSON (RFC 8785) has this SHA-256, with the signatures that stand beside it."""

    position = Data()
    sha256 = Text()
    signatures = SignatureShape(many=True)


class PositionFilter(filters.FilterSet):
    """By council, series, kind of ballot, year, outcome, and since when it was published or superseded."""

    council = Key("council__slug")
    series = Key()
    kind = filters.ChoiceFilter("ballot__kind", choices=Ballot.Kind.choices)
    year = WholeNumber("year")
    outcome = Key()
    modified_since = ModifiedSince("published_at", "superseded_by__published_at")


def public_positions() -> QuerySet[Position]:
    """The positions with all that a list shows, in one query, without their documents."""
    related = ("council", "ballot__round", "supersedes", "superseded_by")
    return Position.objects.select_related(*related).only(
        *("series", "year", "number", "outcome", "sha256", "previous_sha256", "published_at"),
        *("council__slug", "council__code", "ballot__number", "ballot__kind", "ballot__title", "ballot__round__number"),
        *("supersedes__series", "supersedes__year", "supersedes__number"),
        *("superseded_by__series", "superseded_by__year", "superseded_by__number", "superseded_by__published_at"),
    )


class Positions(ListView):
    """The positions of all councils, the latest first."""

    ordering = ("-id",)
    queryset = public_positions()
    serializer_class = PositionShape
    filterset_class = PositionFilter

    def modified(self, row: Position) -> datetime | None:
        return later.published_at if (later := getattr(row, "superseded_by", None)) else row.published_at

    def fingerprint(self, row: Position) -> Sequence:
        later = getattr(row, "superseded_by", None)
        return (row.pk, row.sha256, later and later.pk)


class OnePosition(DetailView):
    """One position: the document, its SHA-256, and signatures of exactly these bytes.

    This view only describes `one_position` for the schema; it serves nothing.
    """

    queryset = Position.objects.none()
    serializer_class = OnePositionShape


urlpatterns = [
    path("positions/", Positions.as_view(), name="positions"),
    path("positions/<slug:council>/<int:year>/<int:number>/", one_position, name="position"),
    path("positions/<slug:council>/<slug:series>/<int:year>/<int:number>/", one_position, name="series_position"),
]
