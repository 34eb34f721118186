"""Consultations of members in the public API: counts, once they are closed, and nobody's answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common import clock
from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Data, Instant, Listed, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView
from proposals.drafting.hiding import plain_block
from proposals.voting.veiling import left_options

from .counting import MEASURES
from .instructing import instruction_from
from .models import Consultation

STEPS = ("opens_at", "counted_at", "cancelled_at")


class ConsultationShape(Shape):
    """A question to the members of one movement, or of all (`on_behalf_of` null), before a ballot."""

    url = Address("consultation", "round.council.slug", "round.number", "ballot.number", "number")
    html_url = Page()
    council = Text(source="round.council.slug")
    round = Number(source="round.number")
    round_url = Address("round", "round.council.slug", "round.number")
    ballot = Number(source="ballot.number")
    ballot_url = Address("ballot", "round.council.slug", "round.number", "ballot.number")
    number = Number()
    on_behalf_of = Text(source="seat.movement.slug", allow_null=True)
    on_behalf_of_url = Address("movement", "seat.movement.slug", allow_null=True)
    purpose = Word(Consultation.Purpose.values)
    state = Word(Consultation.State.values)
    revision = Number(source="revision.number", allow_null=True, help_text="The text that was asked about.")
    opens_at = Instant()
    closes_at = Instant()
    counted_at = Instant(allow_null=True)
    cancelled_at = Instant(allow_null=True)
    cancellation_reason = Text()


class CountedMembersShape(Shape):
    """The published counts. A movement with fewer than `least` answers has none of its own."""

    measure = Word(MEASURES)
    least = Number(help_text="The fewest answers of which counts are published.")
    members = Number(help_text="Persons on the roll.")
    answered = Number()
    uncounted = Number(help_text="Answers that are in no count, because they would be too few.")
    counts = Data(allow_null=True, help_text="By option, of all answers that are in a count.")
    movements = Listed(help_text="`{movement, name, members, answered, counts}`, counts null where they are few.")
    pooled = Data(allow_null=True, help_text="`{movements, answered, counts}` of those with few answers, together.")


class OneConsultationShape(ConsultationShape):
    """A consultation with what was asked and, once it is counted, the counts."""

    terms = Data()
    options = Listed(allow_null=True)
    result = CountedMembersShape(allow_null=True)
    instruction = Data(allow_null=True, help_text="What the mandate is told to vote, in the form of a vote's answer.")


class ConsultationFilter(filters.FilterSet):
    """By council, round, ballot, who asks and state, and since when it took a step."""

    council = Key("round__council__slug")
    round = WholeNumber("round__number")
    ballot = WholeNumber("ballot__number")
    on_behalf_of = Key("seat__movement__slug")
    state = filters.ChoiceFilter(choices=Consultation.State.choices)
    modified_since = ModifiedSince(*STEPS)


def public_consultations() -> QuerySet[Consultation]:
    """The consultations with all that a list shows, in one query."""
    related = Consultation.objects.select_related("round__council", "ballot", "seat__movement", "revision")
    return related.defer("result", "options", "failure", "revision__paragraphs", "round__call", "ballot__rules")


class Consultations(ListView):
    """The consultations of all councils, the latest first."""

    ordering = ("-id",)
    queryset = public_consultations()
    serializer_class = ConsultationShape
    filterset_class = ConsultationFilter

    def modified(self, row: Consultation) -> datetime | None:
        return max(step for step in (row.opens_at, row.counted_at, row.cancelled_at) if step)

    def fingerprint(self, row: Consultation) -> Sequence:
        return (row.pk, row.state)


class OneConsultation(DetailView):
    """One consultation. Its result is null until it has closed and is counted."""

    queryset = public_consultations().defer(None).defer("failure", "revision__paragraphs", "round__call")
    serializer_class = OneConsultationShape
    keys: ClassVar = {
        "council": "round__council__slug",
        "round": "round__number",
        "ballot": "ballot__number",
        "number": "number",
    }

    def get_object(self) -> Any:
        consultation = super().get_object()
        consultation.instruction = instruction_from(consultation)
        if consultation.options is not None:
            now, round_ = clock.now(consultation.round.council_id), consultation.round_id
            consultation.options = left_options(consultation.options, round_, now, block=plain_block, title="")
        return consultation


urlpatterns = [
    path("consultations/", Consultations.as_view(), name="consultations"),
    path(
        "consultations/<slug:council>/<int:round>/<int:ballot>/<int:number>/",
        OneConsultation.as_view(),
        name="consultation",
    ),
]
