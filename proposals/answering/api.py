"""Positions and letters on their way and their answers in the public API. Who typed an answer is not said."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import Prefetch, Q, QuerySet
from django.urls import path
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view

from common.api.filters import Key, ModifiedSince
from common.api.shapes import Address, Flag, Instant, Listed, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView

from .models import Response, ResponseFile, Transmittal
from .rating_models import RUNNING, Rating

PLACE = ("position.council.slug", "position.year", "position.number", "addressee.slug")
LETTER_PLACE = ("letter.council.slug", "letter.number", "addressee.slug")


class TransmittalAddress(Address):
    """The address of the transmittal at `path`; that of a later round of asking ends with its number, and that of a
    letter, which has but one, names no year.
    """

    def __init__(self, path: str = "", **kwargs: Any) -> None:
        at = f"{path}." if path else ""
        place = [f"{at}{part}" for part in PLACE]
        super().__init__("transmittal", *place, **kwargs)
        self.read_round = attrgetter(f"{at}round")
        self.again = Address("transmittal_again", *place, f"{at}round")
        self.of_letter = Address("letter_transmittal", *(f"{at}{part}" for part in LETTER_PLACE))

    def bind(self, field_name: str, parent: Any) -> None:
        super().bind(field_name, parent)
        self.again.bind(field_name, parent)
        self.of_letter.bind(field_name, parent)

    def to_representation(self, value: Any) -> str | None:
        try:
            is_first = self.read_round(value) == 1
        except AttributeError:
            return None
        if not is_first:
            return self.again.to_representation(value)
        return super().to_representation(value) or self.of_letter.to_representation(value)


class TransmittalShape(Shape):
    """A position, or a letter, sent to an addressee; the other of the two is null. Whether it is overdue follows from
    `state` and `due_at`; that closes nothing. Where the answer to a position was found inadequate, the next round of
    asking is a transmittal of its own.
    """

    url = TransmittalAddress()
    html_url = Page()
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    position = Text(source="position.reference", allow_null=True, help_text="The number that people cite.")
    position_url = Address("position", "position.council.slug", "position.year", "position.number", allow_null=True)
    letter = Text(source="letter.reference", allow_null=True, help_text="How people cite it.")
    letter_url = Address("letter", "letter.council.slug", "letter.number", allow_null=True)
    addressee = Text(source="addressee.slug")
    addressee_url = Address("council", "addressee.slug")
    round = Number(help_text="How often the position was sent to this addressee by then.")
    former_url = TransmittalAddress("former", allow_null=True, help_text="The transmittal whose answer was inadequate.")
    state = Word(Transmittal.State.values)
    sent_at = Instant()
    due_at = Instant()
    acknowledged_at = Instant(allow_null=True)
    answered_at = Instant(allow_null=True, help_text="Of the first answer, which ended the silence.")
    superseded_at = Instant(allow_null=True, help_text="When nobody was asked any more: another position came.")
    answer = Word(Response.Kind.values, source="response.kind", allow_null=True, help_text="Of the latest answer.")
    adequacy = Word(
        [RUNNING, *Rating.Outcome.values],
        source="rating.stands",
        allow_null=True,
        help_text="What the seats think of the answer that they voted on; null where none was put to the vote.",
    )
    adequacy_ballot_url = Address(
        "ballot",
        *("rating.ballot.round.council.slug", "rating.ballot.round.number", "rating.ballot.number"),
        allow_null=True,
        help_text="The motion that the answer is adequate.",
    )


class ResponseShape(Shape):
    """An answer. The one with the highest serial is in force."""

    serial = Number()
    kind = Word(Response.Kind.values)
    language = Text()
    reasons = Text()
    paragraphs = Listed(help_text="`{paragraph, kind, reasons}` of single paragraphs of the position's text.")
    files = Listed(source="told_files", help_text="`{name, media_type, size, sha256, url}` of files that came with it.")
    answered_at = Instant()
    is_late = Flag(help_text="Whether it came at `due_at` or after it.")
    is_rated = Flag(help_text="Whether it is the answer that the seats vote or voted on.")


class OneTransmittalShape(TransmittalShape):
    """A transmittal with all its answers, the latest first."""

    responses = ResponseShape(many=True, source="told")


class TransmittalFilter(filters.FilterSet):
    """By council, addressee and state, and since when it took a step."""

    council = Key(method="of_council")
    addressee = Key("addressee__slug")
    state = filters.ChoiceFilter(choices=Transmittal.State.choices)
    modified_since = ModifiedSince("changed_at")

    def of_council(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """What the council has sent: its positions, and its letters."""
        return queryset.filter(Q(position__council__slug=value) | Q(letter__council__slug=value))


def public_transmittals() -> QuerySet[Transmittal]:
    """The transmittals with all that a list shows, in one query."""
    rated = ("rating__ballot__round__council", "former__position__council", "former__addressee")
    rows = Transmittal.objects.select_related("position__council", "letter__council", "addressee", "response", *rated)
    unread = ("position__document", "letter__paragraphs", "former__position__document", "rating__ballot__rules")
    return rows.defer(*unread, "rating__ballot__contributions", "response__reasons", "response__paragraphs")


class Transmittals(ListView):
    """What all councils have sent, the latest first."""

    ordering = ("-id",)
    queryset = public_transmittals()
    serializer_class = TransmittalShape
    filterset_class = TransmittalFilter
    moving_filters = frozenset({"state"})

    def modified(self, row: Transmittal) -> datetime | None:
        return row.changed_at

    def fingerprint(self, row: Transmittal) -> Sequence:
        return (row.pk, row.changed_at)


def whole_transmittals() -> QuerySet[Transmittal]:
    """The same with every answer, in two more queries however many they are."""
    return public_transmittals().prefetch_related(
        Prefetch("responses", Response.objects.prefetch_related("files"), to_attr="told")
    )


def told_whole(transmittal: Any, site: str) -> Any:
    """One of them with what its shape asks of it."""
    for response in transmittal.told:
        response.is_late = response.answered_at >= transmittal.due_at
        response.told_files = [file_as_json(one, site) for one in response.files.all()]
        response.is_rated = hasattr(transmittal, "rating") and transmittal.rating.response_id == response.pk
    return transmittal


def file_as_json(file: ResponseFile, site: str) -> dict[str, Any]:
    """A file of an answer, with the address where it is."""
    facts = {name: getattr(file, name) for name in ("name", "media_type", "size", "sha256")}
    return {**facts, "url": site + file.get_absolute_url()}


class OneTransmittal(DetailView):
    """One transmittal, with every answer that was given: the first to its addressee."""

    queryset = whole_transmittals().filter(round=1)
    serializer_class = OneTransmittalShape
    keys: ClassVar = {
        "council": "position__council__slug",
        "year": "position__year",
        "number": "position__number",
        "addressee": "addressee__slug",
    }

    def get_object(self) -> Transmittal:
        found: Transmittal = told_whole(super().get_object(), self.get_serializer_context()["site"])
        return found


@extend_schema_view(get=extend_schema(operation_id="transmittals_again_retrieve"))
class OneTransmittalAgain(OneTransmittal):
    """One transmittal of a later round, in which the position was sent again."""

    queryset = whole_transmittals()
    keys: ClassVar = {**OneTransmittal.keys, "asked": "round"}


@extend_schema_view(get=extend_schema(operation_id="transmittals_letters_retrieve"))
class OneLetterTransmittal(OneTransmittal):
    """The same of a letter, which is sent once."""

    queryset = whole_transmittals()
    keys: ClassVar = {
        "council": "letter__council__slug",
        "number": "letter__number",
        "addressee": "addressee__slug",
    }


ONE = "transmittals/<slug:council>/<int:year>/<int:number>/<slug:addressee>/"
urlpatterns = [
    path("transmittals/", Transmittals.as_view(), name="transmittals"),
    path(ONE, OneTransmittal.as_view(), name="transmittal"),
    path(f"{ONE}<int:asked>/", OneTransmittalAgain.as_view(), name="transmittal_again"),
    path(
        "transmittals/<slug:council>/letters/<int:number>/<slug:addressee>/",
        OneLetterTransmittal.as_view(),
        name="letter_transmittal",
    ),
]
