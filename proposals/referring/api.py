"""Referrals in the public API. Bodies refer and secretariats decide: which person did is not said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Amount, Instant, Keys, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView
from councils.models import Country
from proposals.drafting.hiding import plain_block
from proposals.drafting.hiding_api import HidingShape, moderated, told, veil_in, veil_instant

from .models import Referral
from .veiling import left_of

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
    hiding = HidingShape(allow_null=True, source="told_hiding")

    def to_representation(self, instance: Referral) -> dict[str, Any]:
        return super().to_representation(_left(instance))


def _left(referral: Any) -> Any:
    """The referral with what the moderation left of it to everybody."""
    veil = veil_in(referral)
    referral.told_hiding = told(veil, referral.council.slug)
    return left_of(referral, veil, block=plain_block, title="")


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
    modified_since = ModifiedSince("changed_at", "hidden_until")


def public_referrals() -> QuerySet[Referral]:
    """The referrals with all that a list shows, in one query."""
    rows = Referral.objects.select_related("council", "body", "round__council").defer("text", "round__call")
    return rows.annotate(veil_instant=veil_instant("council_id"))


def whole_referrals() -> QuerySet[Referral]:
    """The same with what belongs to each, in two more queries however many they are."""
    rows = public_referrals().defer(None).defer("round__call")
    countries = Prefetch("countries", Country.objects.only("code").order_by("code"))
    return rows.prefetch_related(countries, Prefetch("documents", to_attr="papers"))


def told_whole(referral: Any) -> Any:
    """One of them with what its shape asks of it."""
    referral.codes = [country.code for country in referral.countries.all()]
    return referral


class Referrals(ListView):
    """What was referred to all councils, the latest first."""

    ordering = ("-id",)
    queryset = public_referrals()
    serializer_class = ReferralShape
    filterset_class = ReferralFilter
    moving_filters = frozenset({"state"})

    def modified(self, row: Referral) -> datetime | None:
        return max([row.changed_at, *moderated(row)])

    def fingerprint(self, row: Referral) -> Sequence:
        return (row.pk, row.changed_at, *moderated(row))


class OneReferral(DetailView):
    """One referral."""

    queryset = whole_referrals()
    serializer_class = OneReferralShape
    keys: ClassVar = {"council": "council__slug", "number": "number"}

    def get_object(self) -> Referral:
        found: Referral = told_whole(super().get_object())
        return found


urlpatterns = [
    path("referrals/", Referrals.as_view(), name="referrals"),
    path("referrals/<slug:council>/<int:number>/", OneReferral.as_view(), name="referral"),
]
