"""Countries with their contributions, and movements, in the public API."""

from typing import ClassVar

from django.db.models import Prefetch
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key
from common.api.shapes import Address, Amount, Flag, Instant, Nothing, Page, Shape, Text, Texts, Word
from common.api.views import DetailView, ListView

from .models import Contribution, Country, Movement


class ContributionShape(Shape):
    """What a country had subscribed to or paid from an instant on. A correction is a later entry."""

    kind = Word(Contribution.Kind.values)
    amount = Amount()
    currency = Text()
    effective_at = Instant()
    recorded_at = Instant()
    source = Text()  # type: ignore[assignment] # a field, which the framework takes off the class


class CountryShape(Shape):
    """A nation by its ISO 3166-1 code, with every contribution that was ever recorded, oldest first."""

    url = Address("country", "code")
    html_url = Nothing(help_text="A country has no page of its own.")
    code = Text()
    name = Texts()
    time_zone = Text(help_text="The zone of its capital.")
    contributions = ContributionShape(many=True)


class MovementShape(Shape):
    """An organisation. Whether it may act is a matter of each council: see its seats."""

    url = Address("movement", "slug")
    html_url = Page()
    slug = Text()
    name = Text()
    kind = Word(Movement.Kind.values)
    country = Text(source="country_id", allow_null=True, help_text="Null: the movement is regional.")
    country_url = Address("country", "country_id", allow_null=True)
    description = Texts()
    is_demonstration = Flag()
    founded_at = Instant()


class MovementFilter(filters.FilterSet):
    """By kind and country."""

    country = Key("country_id")
    kind = filters.ChoiceFilter(choices=Movement.Kind.choices)


class Countries(ListView):
    """The countries that belong, or belonged, to a council."""

    ordering = ("code",)
    queryset = Country.objects.prefetch_related(
        Prefetch("contributions", Contribution.objects.order_by("effective_at", "recorded_at", "id"))
    )
    serializer_class = CountryShape


class OneCountry(DetailView):
    """One country."""

    queryset, serializer_class = Countries.queryset, CountryShape
    keys: ClassVar = {"code": "pk"}


class Movements(ListView):
    """The movements."""

    ordering = ("slug",)
    queryset = Movement.objects.all()
    serializer_class = MovementShape
    filterset_class = MovementFilter


class OneMovement(DetailView):
    """One movement."""

    queryset, serializer_class = Movements.queryset, MovementShape
    keys: ClassVar = {"slug": "slug"}


urlpatterns = [
    path("countries/", Countries.as_view(), name="countries"),
    path("countries/<slug:code>/", OneCountry.as_view(), name="country"),
    path("movements/", Movements.as_view(), name="movements"),
    path("movements/<slug:slug>/", OneMovement.as_view(), name="movement"),
]
