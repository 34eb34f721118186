"""Evaluations in the public API. Who evaluated is shown by the name that they have here, as on the page."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Amount, Instant, Number, Page, Shape, Text, Texts
from common.api.views import DetailView, ListView
from proposals.drafting.api import PUBLIC_STAGES

from .models import Evaluation


class EvaluationShape(Shape):
    """A technical and cost evaluation. Of one body the one with the highest number is in force."""

    url = Address("evaluation", "id")
    html_url = Page()
    id = Number()
    council = Text(source="proposal.round.council.slug")
    council_url = Address("council", "proposal.round.council.slug")
    round = Number(source="proposal.round.number")
    proposal = Number(source="proposal.number")
    proposal_url = Address("proposal", "proposal.round.council.slug", "proposal.round.number", "proposal.number")
    number = Number()
    anchor = Text(help_text="What the `paragraph` of a comment on it says.")
    revision = Number(source="revision.number", help_text="The text that was evaluated.")
    body = Text(source="body.slug")
    body_url = Address("council", "body.slug")
    name = Text(source="evaluated_by.name", help_text="Of who evaluated; empty where they had it erased.")
    office = Text(help_text="Where in the body they work, as they say it.")
    technical = Texts()
    risks = Texts()
    cost = Amount(allow_null=True)
    currency = Text(help_text="Empty without a cost.")
    evaluated_at = Instant()


class EvaluationFilter(filters.FilterSet):
    """By council, round, proposal and body, and since when."""

    council = Key("proposal__round__council__slug")
    round = WholeNumber("proposal__round__number")
    proposal = WholeNumber("proposal__number")
    body = Key("body__slug")
    modified_since = ModifiedSince("evaluated_at")


def public_evaluations() -> QuerySet[Evaluation]:
    """Every evaluation of what everybody may read, in one query."""
    related = Evaluation.objects.select_related("proposal__round__council", "revision", "body", "evaluated_by")
    return related.filter(proposal__stage__in=PUBLIC_STAGES).defer("revision__paragraphs")


class Evaluations(ListView):
    """The evaluations of all councils, the latest first."""

    ordering = ("-id",)
    queryset = public_evaluations()
    serializer_class = EvaluationShape
    filterset_class = EvaluationFilter

    def modified(self, row: Evaluation) -> datetime | None:
        return None  # whoever has their name erased leaves no instant here

    def fingerprint(self, row: Evaluation) -> Sequence:
        return (row.pk, row.evaluated_by.name)


class OneEvaluation(DetailView):
    """One evaluation."""

    queryset = public_evaluations()
    serializer_class = EvaluationShape
    keys: ClassVar = {"id": "id"}


urlpatterns = [
    path("evaluations/", Evaluations.as_view(), name="evaluations"),
    path("evaluations/<int:id>/", OneEvaluation.as_view(), name="evaluation"),
]
