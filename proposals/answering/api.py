"""Positions and letters on their way and their answers in the public API. Who typed an answer is not said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import path
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from common.api.filters import Key, ModifiedSince
from common.api.shapes import Address, Fact, Flag, Instant, Listed, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView

from .models import Response, Transmittal


@extend_schema_field({"type": "string", "format": "uri"})
class Either(Fact):
    """The address of whichever of two is there."""

    def __init__(self, *addresses: Address, **kwargs: Any) -> None:
        self.addresses = addresses
        super().__init__(source="*", **kwargs)

    def bind(self, field_name: str, parent: Any) -> None:
        super().bind(field_name, parent)
        for address in self.addresses:
            address.bind(field_name, parent)

    def to_representation(self, value: Any) -> Any:
        return next(filter(None, (address.to_representation(value) for address in self.addresses)))


class TransmittalShape(Shape):
    """A position, or a letter, sent to an addressee; the other of the two is null. Whether it is overdue follows from
    `state` and `due_at`; that closes nothing.
    """

    url = Either(
        Address("transmittal", "position.council.slug", "position.year", "position.number", "addressee.slug"),
        Address("letter_transmittal", "letter.council.slug", "letter.number", "addressee.slug"),
    )
    html_url = Page()
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    position = Text(source="position.reference", allow_null=True, help_text="The number that people cite.")
    position_url = Address("position", "position.council.slug", "position.year", "position.number", allow_null=True)
    letter = Text(source="letter.reference", allow_null=True, help_text="How people cite it.")
    letter_url = Address("letter", "letter.council.slug", "letter.number", allow_null=True)
    addressee = Text(source="addressee.slug")
    addressee_url = Address("council", "addressee.slug")
    state = Word(Transmittal.State.values)
    sent_at = Instant()
    due_at = Instant()
    acknowledged_at = Instant(allow_null=True)
    answered_at = Instant(allow_null=True, help_text="Of the first answer, which ended the silence.")
    superseded_at = Instant(allow_null=True, help_text="When nobody was asked any more: another position came.")
    answer = Word(Response.Kind.values, source="response.kind", allow_null=True, help_text="Of the latest answer.")


class ResponseShape(Shape):
    """An answer. The one with the highest serial is in force."""

    serial = Number()
    kind = Word(Response.Kind.values)
    language = Text()
    reasons = Text()
    paragraphs = Listed(help_text="`{paragraph, kind, reasons}` of single paragraphs of the position's text.")
    answered_at = Instant()
    is_late = Flag(help_text="Whether it came at `due_at` or after it.")


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
    rows = Transmittal.objects.select_related("position__council", "letter__council", "addressee", "response")
    return rows.defer("position__document", "letter__paragraphs", "response__reasons", "response__paragraphs")


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


class OneTransmittal(DetailView):
    """One transmittal, with every answer that was given."""

    queryset = public_transmittals()
    serializer_class = OneTransmittalShape
    keys: ClassVar = {
        "council": "position__council__slug",
        "year": "position__year",
        "number": "position__number",
        "addressee": "addressee__slug",
    }

    def get_object(self) -> Transmittal:
        found: Transmittal = super().get_object()
        found.told = list(found.responses.all())  # type: ignore[attr-defined] # what the shape shows
        for response in found.told:  # type: ignore[attr-defined] # as above
            response.is_late = response.answered_at >= found.due_at
        return found


class OneLetterTransmittal(OneTransmittal):
    """The same of a letter."""

    keys: ClassVar = {
        "council": "letter__council__slug",
        "number": "letter__number",
        "addressee": "addressee__slug",
    }


urlpatterns = [
    path("transmittals/", Transmittals.as_view(), name="transmittals"),
    path(
        "transmittals/<slug:council>/<int:year>/<int:number>/<slug:addressee>/",
        OneTransmittal.as_view(),
        name="transmittal",
    ),
    path(
        "transmittals/<slug:council>/letters/<int:number>/<slug:addressee>/",
        OneLetterTransmittal.as_view(),
        name="letter_transmittal",
    ),
]
