"""Councils and their seats in the public API. Who holds a mandate or an office is a private person and not in it."""

from typing import Any, ClassVar

from django.db.models import F
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key
from common.api.shapes import Address, Flag, Instant, Keys, Number, Page, Shape, Text, Texts, Word
from common.api.views import DetailView, ListView
from common.clock import CouncilNow

from .models import Council, Standing
from .queries import member_countries, rulebook_at, seats_now


class CouncilShape(Shape):
    """A body: an advisory council deliberates here, the others are those to whom positions are sent."""

    url = Address("council", "slug")
    html_url = Page()
    slug = Text()
    code = Text(help_text="With which its positions are numbered.")
    kind = Word(Council.Kind.values)
    name = Texts()
    description = Texts()
    time_zone = Text()
    languages = Keys()
    is_two_person = Flag(help_text="Acts on roll, mandates and rulebook are confirmed by a second officer.")
    is_demonstration = Flag()
    is_rehearsal = Flag()
    founded_at = Instant()


class OneCouncilShape(CouncilShape):
    """A council with who belongs to it and which rules are in force now."""

    countries = Keys(source="members", help_text="The countries that belong to it now.")
    rulebook = Number(source="rulebook.version", allow_null=True)
    rulebook_url = Address("rulebook", "slug", "rulebook.version", allow_null=True)


class SeatShape(Shape):
    """What votes: a movement's place in a council, with its standing now."""

    url = Address("seat", "council.slug", "movement.slug")
    html_url = Page("movement")
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    movement = Text(source="movement.slug")
    movement_url = Address("movement", "movement.slug")
    name = Text(source="movement.name")
    kind = Text(source="movement.kind")
    country = Text(source="movement.country_id", allow_null=True)
    status = Word(Standing.Status.values, allow_null=True)
    status_since = Instant(allow_null=True)


class CouncilFilter(filters.FilterSet):
    """By kind."""

    kind = filters.ChoiceFilter(choices=Council.Kind.choices)


class SeatFilter(filters.FilterSet):
    """By council, movement, and standing now."""

    council = Key("council__slug")
    movement = Key("movement__slug")
    status = filters.ChoiceFilter(field_name="status", choices=Standing.Status.choices)


class Councils(ListView):
    """The councils."""

    ordering = ("slug",)
    queryset = Council.objects.all()
    serializer_class = CouncilShape
    filterset_class = CouncilFilter


class OneCouncil(DetailView):
    """One council."""

    queryset = Council.objects.annotate(now=CouncilNow(F("id")))
    serializer_class = OneCouncilShape
    keys: ClassVar = {"slug": "slug"}

    def get_object(self) -> Any:
        council = super().get_object()
        council.members = member_countries(council, council.now)
        council.rulebook = rulebook_at(council, council.now)
        return council


class Seats(ListView):
    """The seats of all councils."""

    queryset = seats_now()
    serializer_class = SeatShape
    filterset_class = SeatFilter


class OneSeat(DetailView):
    """One seat."""

    queryset, serializer_class = seats_now(), SeatShape
    keys: ClassVar = {"council": "council__slug", "movement": "movement__slug"}


urlpatterns = [
    path("councils/", Councils.as_view(), name="councils"),
    path("councils/<slug:slug>/", OneCouncil.as_view(), name="council"),
    path("seats/", Seats.as_view(), name="seats"),
    path("seats/<slug:council>/<slug:movement>/", OneSeat.as_view(), name="seat"),
]
