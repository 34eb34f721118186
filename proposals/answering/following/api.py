"""Reports on what was accepted in the public API. Who typed one is not among what is said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Amount, Day, Instant, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView
from proposals.drafting.hiding import plain_block
from proposals.drafting.hiding_api import HidingShape, moderated, told, veil_in, veil_instant

from ..api import TransmittalAddress
from .models import FollowUp
from .veiling import left_of

PLACE = ("position.council.slug", "position.year", "position.number")


class FollowUpShape(Shape):
    """How far a milestone of what was accepted is on a day, told by the body itself or by a movement of the council.
    A report stands until its teller corrects it, or tells again of the milestone.
    """

    url = Address("follow_up", *PLACE, "serial")
    html_url = Page()
    council = Text(source="position.council.slug")
    council_url = Address("council", "position.council.slug")
    position = Text(source="position.reference")
    position_url = Address("position", *PLACE)
    addressee = Text(source="transmittal.addressee.slug", help_text="The body that accepted.")
    addressee_url = Address("council", "transmittal.addressee.slug")
    transmittal_url = TransmittalAddress("transmittal")
    serial = Number(help_text="Among the reports on the position.")
    on_behalf_of = Text(
        source="seat.movement.slug", allow_null=True, help_text="The movement that tells it; null for the body itself."
    )
    on_behalf_of_url = Address("movement", "seat.movement.slug", allow_null=True)
    milestone = Text()
    state = Word(FollowUp.State.values)
    as_of = Day()
    amount = Amount(allow_null=True, help_text="Spent on the milestone by that day.")
    currency = Text()
    text = Text(help_text="What shows it.")
    language = Text()
    link = Text(help_text="An address on the web that shows it, or empty.")
    supersedes_url = Address(
        "follow_up", *PLACE, "supersedes.serial", allow_null=True, help_text="The report that this one corrects."
    )
    reported_at = Instant()
    hiding = HidingShape(allow_null=True, source="told_hiding")

    def to_representation(self, instance: FollowUp) -> dict[str, Any]:
        return super().to_representation(_left(instance))


def _left(report: Any) -> Any:
    """The report with what the moderation left of it to everybody."""
    veil = veil_in(report)
    report.told_hiding = told(veil, report.position.council.slug)
    return left_of(report, veil, block=plain_block, title="")


class FollowUpFilter(filters.FilterSet):
    """By council, addressee, movement, position and state, and since when it was made."""

    council = Key("position__council__slug")
    addressee = Key("transmittal__addressee__slug")
    on_behalf_of = Key("seat__movement__slug")
    year = WholeNumber("position__year")
    number = WholeNumber("position__number")
    state = filters.ChoiceFilter(choices=FollowUp.State.choices)
    modified_since = ModifiedSince("reported_at", "moderated_at", "hidden_until")


def public_follow_ups() -> QuerySet[FollowUp]:
    """The reports with all that is shown of them, in one query."""
    related = ("position__council", "transmittal__addressee", "transmittal__position__council", "seat__movement")
    rows = FollowUp.objects.select_related(*related, "supersedes")
    rows = rows.defer("position__document", "transmittal__position__document", "supersedes__text")
    return rows.annotate(veil_instant=veil_instant("position__council_id"))


class FollowUps(ListView):
    """What became of what was accepted, the latest report first."""

    ordering = ("-id",)
    queryset = public_follow_ups()
    serializer_class = FollowUpShape
    filterset_class = FollowUpFilter

    def modified(self, row: FollowUp) -> datetime | None:
        return max([row.reported_at, *moderated(row)])

    def fingerprint(self, row: FollowUp) -> Sequence:
        return (row.pk, *moderated(row))


class OneFollowUp(DetailView):
    """One report."""

    queryset = public_follow_ups()
    serializer_class = FollowUpShape
    keys: ClassVar = {
        "council": "position__council__slug",
        "year": "position__year",
        "number": "position__number",
        "serial": "serial",
    }

    def modified(self, row: FollowUp) -> datetime | None:
        return max([row.reported_at, *moderated(row)])

    def fingerprint(self, row: FollowUp) -> Sequence:
        return (row.pk, *moderated(row))


urlpatterns = [
    path("follow-ups/", FollowUps.as_view(), name="follow_ups"),
    path(
        "follow-ups/<slug:council>/<int:year>/<int:number>/<int:serial>/",
        OneFollowUp.as_view(),
        name="follow_up",
    ),
]
