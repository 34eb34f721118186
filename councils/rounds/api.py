"""Rounds in the public API: the call, its themes, its calendar and to whom its positions go."""

from typing import ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import path
from django_filters import rest_framework as filters

from common.api.clock import RowNow
from common.api.filters import Key
from common.api.shapes import Address, Amount, Instant, Keys, Number, Page, Shape, Text, Texts, Word
from common.api.views import DetailView, ListView
from councils.rulebook.models import Rulebook

from .models import Round, Window


class ThemeShape(Shape):
    """A subject of the round."""

    slug = Text()
    name = Texts()


class WindowShape(Shape):
    """A stage of the round, open while `opens_at` <= t < `closes_at`."""

    kind = Word(Window.Kind.values)
    opens_at = Instant()
    closes_at = Instant()
    held_until = Instant(
        allow_null=True,
        help_text="The site was down over the last minutes of a vote: its ballots are held uncounted until then.",
    )
    outage_began_at = Instant(allow_null=True)
    outage_ended_at = Instant(allow_null=True)


class RoundShape(Shape):
    """One call for priorities."""

    url = Address("round", "council.slug", "number")
    html_url = Page()
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    number = Number()
    title = Texts()
    call = Texts()
    envelope = Amount(allow_null=True)
    currency = Text()
    stage = Word(Window.Kind.values, allow_null=True, help_text="The window that is open now; none while suspended.")
    suspended_at = Instant(allow_null=True, help_text="Since when the calendar stands still, if it does.")
    suspension_reason = Text()
    windows = WindowShape(many=True)
    themes = ThemeShape(many=True)
    addressees = Keys(source="addressee_slugs", help_text="The bodies to which adopted positions are sent.")
    rulebook = Number(allow_null=True, help_text="The version in force now. An opened ballot has its own copy.")
    rulebook_url = Address("rulebook", "council.slug", "rulebook", allow_null=True)
    referral_url = Address("referral", "council.slug", "asked", allow_null=True)
    convened_at = Instant()


class RoundFilter(filters.FilterSet):
    """By council."""

    council = Key("council__slug")


def rounds_now() -> QuerySet[Round]:
    """Rounds with all that is shown of them, in three queries however many they are."""
    now = RowNow(OuterRef("council_id"))
    in_force = Rulebook.objects.filter(council=OuterRef("council_id"), effective_at__lte=now, recorded_at__lt=now)
    going = Window.objects.filter(round=OuterRef("pk"), round__suspended_at__isnull=True)
    open_now = going.filter(Q(opens_at__lte=now) & Q(closes_at__gt=now))
    addressees = Round.addressees.through.objects.filter(round=OuterRef("pk")).order_by("council__slug")
    return (
        Round.objects.select_related("council")
        .prefetch_related("windows", "themes")
        .annotate(
            stage=Subquery(open_now.order_by("opens_at").values("kind")[:1]),
            rulebook=Subquery(in_force.order_by("-effective_at", "-version").values("version")[:1]),
            asked=F("referral__number"),
            addressee_slugs=ArraySubquery(addressees.values("council__slug")),
        )
    )


class Rounds(ListView):
    """The rounds of all councils, the latest first."""

    ordering = ("-id",)
    queryset = rounds_now()
    serializer_class = RoundShape
    filterset_class = RoundFilter


class OneRound(DetailView):
    """One round."""

    queryset, serializer_class = rounds_now(), RoundShape
    keys: ClassVar = {"council": "council__slug", "number": "number"}


urlpatterns = [
    path("rounds/", Rounds.as_view(), name="rounds"),
    path("rounds/<slug:council>/<int:number>/", OneRound.as_view(), name="round"),
]
