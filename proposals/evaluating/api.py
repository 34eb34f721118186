"""Evaluations in the public API. Who evaluated is shown by the name that they have here, as on the page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Amount, Instant, Number, Page, Shape, Text, Texts
from common.api.views import DetailView, ListView
from proposals.drafting.api import PUBLIC_STAGES
from proposals.drafting.hiding import plain_block
from proposals.drafting.hiding_api import HidingShape, moderated, told, veil_in, veil_instant

from .models import Evaluation
from .veiling import TEXTS, left_of


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
    hiding = HidingShape(allow_null=True, source="told_hiding")

    def to_representation(self, instance: Evaluation) -> dict[str, Any]:
        return super().to_representation(_left(instance))


def _left(evaluation: Any) -> Any:
    """The evaluation with what the moderation left of it to everybody."""
    veil = veil_in(evaluation)
    evaluation.told_hiding = told(veil, evaluation.proposal.round.council.slug)
    said = {name: getattr(evaluation, name) for name in ("office", *TEXTS)}
    for name, left in left_of(said, veil, block=plain_block).items():
        setattr(evaluation, name, left)
    return evaluation


class EvaluationFilter(filters.FilterSet):
    """By council, round, proposal and body, and since when."""

    council = Key("proposal__round__council__slug")
    round = WholeNumber("proposal__round__number")
    proposal = WholeNumber("proposal__number")
    body = Key("body__slug")
    modified_since = ModifiedSince("evaluated_at", "moderated_at", "hidden_until")


def public_evaluations() -> QuerySet[Evaluation]:
    """Every evaluation of what everybody may read, in one query."""
    related = Evaluation.objects.select_related("proposal__round__council", "revision", "body", "evaluated_by")
    related = related.annotate(veil_instant=veil_instant("proposal__round__council_id"))
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
        return (row.pk, row.evaluated_by.name, *moderated(row))


class OneEvaluation(DetailView):
    """One evaluation."""

    queryset = public_evaluations()
    serializer_class = EvaluationShape
    keys: ClassVar = {"id": "id"}


urlpatterns = [
    path("evaluations/", Evaluations.as_view(), name="evaluations"),
    path("evaluations/<int:id>/", OneEvaluation.as_view(), name="evaluation"),
]
