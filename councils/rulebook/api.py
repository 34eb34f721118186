"""The versions of every council's decision rules in the public API, so that a count can be held against its rules."""

from datetime import datetime
from typing import ClassVar

from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key
from common.api.shapes import Address, Data, Instant, Number, Page, Shape, Text
from common.api.views import DetailView, ListView

from .models import Rulebook


class RulebookShape(Shape):
    """One version: in force from `effective_at` until a later version is. It never changes."""

    url = Address("rulebook", "council.slug", "version")
    html_url = Page("council")
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    version = Number()
    data = Data(  # type: ignore[assignment] # a field, which the framework takes off the class
        help_text="The rules, in the form in which every ballot keeps its copy."
    )
    note = Text()
    effective_at = Instant()
    recorded_at = Instant()


class RulebookFilter(filters.FilterSet):
    """By council."""

    council = Key("council__slug")


class Rulebooks(ListView):
    """The versions of every council's rules."""

    queryset = Rulebook.objects.select_related("council")
    serializer_class = RulebookShape
    filterset_class = RulebookFilter

    def modified(self, row: Rulebook) -> datetime:
        return row.recorded_at


class OneRulebook(DetailView):
    """One version."""

    queryset, serializer_class = Rulebooks.queryset, RulebookShape
    keys: ClassVar = {"council": "council__slug", "version": "version"}


urlpatterns = [
    path("rulebooks/", Rulebooks.as_view(), name="rulebooks"),
    path("rulebooks/<slug:council>/<int:version>/", OneRulebook.as_view(), name="rulebook"),
]
