"""Referrals in the public API. Bodies refer and secretariats decide: which person did is not said."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Amount, Instant, Keys, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView

from .models import Referral

CATEGORIES = ["", *Referral.Category.values]


class ReferralShape(Shape):
    """A question or project that a body referred to a council. `due_at` closes nothing."""

    url = Address("referral", "council.slug", "number")
    html_url = Page()
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    number = Number()
    reference = Text(help_text="How people cite it.")
    body = Text(source="body.slug", help_text="Who refers.")
    body_url = Address("council", "body.slug")
    kind = Word(Referral.Kind.values)
    title = Text()
    language = Text()
    amount = Amount(allow_null=True)
    currency = Text(help_text="Empty without an amount.")
    category = Word(CATEGORIES, help_text="The environmental category; empty where it was not stated.")
    referred_at = Instant()
    due_at = Instant()
    state = Word(Referral.State.values)
    decided_at = Instant(allow_null=True)
    reason = Text(help_text="Why no round was opened; else empty.")
    round = Number(source="round.number", allow_null=True, help_text="The round that was opened from it.")
    round_url = Address("round", "round.council.slug", "round.number", allow_null=True)


class DocumentShape(Shape):
    """A document beside it, by its hash; it is downloaded from the page."""

    name = Text()
    media_type = Text()
    size = Number()
    sha256 = Text()
    attached_at = Instant()


class OneReferralShape(ReferralShape):
    """A referral with its text, countries and documents."""

    text = Text()
    countries = Keys(source="codes")
    documents = DocumentShape(many=True, source="papers")


class ReferralFilter(filters.FilterSet):
    """By council, body, the round that was opened, kind and state, and since when it was made or decided."""

    council = Key("council__slug")
    body = Key("body__slug")
    round = WholeNumber("round__number")
    kind = filters.ChoiceFilter(choices=Referral.Kind.choices)
    state = filters.ChoiceFilter(choices=Referral.State.choices)
    modified_since = ModifiedSince("changed_at")


class Referrals(ListView):
    """What was referred to all councils, the latest first."""

    ordering = ("-id",)
    queryset = Referral.objects.select_related("council", "body", "round__council").defer("text", "round__call")
    serializer_class = ReferralShape
    filterset_class = ReferralFilter
    moving_filters = frozenset({"state"})

    def modified(self, row: Referral) -> datetime | None:
        return row.changed_at

    def fingerprint(self, row: Referral) -> Sequence:
        return (row.pk, row.changed_at)


class OneReferral(DetailView):
    """One referral."""

    queryset = Referral.objects.select_related("council", "body", "round__council").defer("round__call")
    serializer_class = OneReferralShape
    keys: ClassVar = {"council": "council__slug", "number": "number"}

    def get_object(self) -> Referral:
        found: Referral = super().get_object()
        found.codes = list(found.countries.order_by("code").values_list("code", flat=True))  # type: ignore[attr-defined] # what the shape shows
        found.papers = list(found.documents.all())  # type: ignore[attr-defined] # as above
        return found


urlpatterns = [
    path("referrals/", Referrals.as_view(), name="referrals"),
    path("referrals/<slug:council>/<int:number>/", OneReferral.as_view(), name="referral"),
]
