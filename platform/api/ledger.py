"""The ledger in the public API.

It stands here and not in the ledger's room, which is on a floor below the councils and does not know their names.

Entries are in the order of the transactions that wrote them, and only those below the snapshot horizon are shown: no
transaction that is still running can add one before it. So whoever asks `?after=` the last `settled_until` misses none,
which no order by id or by time can promise.
"""

from typing import Any, ClassVar

from django import forms
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import path
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.cursor import CursorPage
from common.api.filters import Key
from common.api.shapes import Address, Data, Fact, Instant, Number, Shape, Text
from common.api.views import DetailView, ListView
from councils.mandates.queries import rehearsals
from councils.models import Council
from ledger.models import Entry

SUBJECT = "^/[!-~]*$"


@extend_schema_field({"type": "string", "format": "uri"})
class SubjectPage(Fact):
    """The page of what was acted on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", allow_null=True, **kwargs)

    def to_representation(self, value: Entry) -> str | None:
        return self.site + value.subject if value.subject.startswith("/") else None


class EntryShape(Shape):
    """One act: who (by a pseudonym within the council), for which movement, what, on what, when."""

    url = Address("entry", "id")
    html_url = SubjectPage()
    id = Number()
    council = Text(source="council_slug", allow_null=True)
    council_url = Address("council", "council_slug", allow_null=True)
    verb = Text()
    actor = Text(source="actor_mark", help_text="A pseudonym within the council. Empty: the worker.")
    on_behalf_of = Text(help_text="A movement's slug, or empty.")
    subject = Text()
    data = Data()  # type: ignore[assignment] # a field, which the framework takes off the class
    at = Instant()
    leaf = Number(
        source="sealed.index", allow_null=True, help_text="Which leaf of the sealed tree it is; null until it is."
    )


@extend_schema_field(
    {
        "type": "integer",
        "minimum": 0,
        "maximum": 2**53,
        "description": "Only what was not settled yet when an earlier answer said this `settled_until`.",
    }
)
class After(filters.NumberFilter):
    """Entries at or after a horizon that an earlier answer gave as `settled_until`."""

    def __init__(self) -> None:
        super().__init__(
            field_name="transaction_id",
            lookup_expr="gte",
            min_value=0,
            max_value=2**53,
            decimal_places=0,
        )


@extend_schema_field({"type": "string", "pattern": SUBJECT, "description": "The address of a page of the site."})
class Subject(filters.CharFilter):
    """Acts on one thing, by the address of its page."""

    field_class = forms.RegexField

    def __init__(self) -> None:
        super().__init__(regex=SUBJECT, strip=False)


class EntryFilter(filters.FilterSet):
    """By council, verb and subject, and after a horizon."""

    council = Key(method="of_council")
    verb = Key()
    subject = Subject()
    after = After()

    def of_council(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        return queryset.filter(council_id=Subquery(Council.objects.filter(slug=value).values("id")))


def horizon() -> int:
    """The oldest transaction that still runs: whatever those before it wrote, they have committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


class LedgerPage(CursorPage):
    """A page that says how far the ledger is settled, in the body and in the header `Settled-Until`."""

    settled_until = 0

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.settled_until = horizon()
        return super().paginate_queryset(queryset.filter(transaction_id__lt=self.settled_until), request, view)

    def get_paginated_response(self, data: list) -> Response:
        body = {"results": data, **self.links(), "settled_until": self.settled_until}
        return Response(body, headers={"Settled-Until": str(self.settled_until)})

    def get_paginated_response_schema(self, schema: dict) -> dict:
        page = super().get_paginated_response_schema(schema)
        page["required"].append("settled_until")
        page["properties"]["settled_until"] = {
            "type": "integer",
            "description": "Every entry before this horizon is here. Give it as `after` to read what came since.",
        }
        return page


def entries() -> QuerySet[Entry]:
    """Entries of no rehearsal, with the council's slug in place of its number and no column of the person who acted."""
    council = Council.objects.filter(pk=OuterRef("council_id"))
    related = Entry.objects.exclude(council_id__in=rehearsals()).defer("actor").select_related("sealed")
    return related.annotate(council_slug=Subquery(council.values("slug")))


class Ledger(ListView):
    """Every act in every council, the latest first."""

    ordering = ("-transaction_id", "-id")
    queryset = entries()
    serializer_class = EntryShape
    filterset_class = EntryFilter
    pagination_class = LedgerPage


class OneEntry(DetailView):
    """One act."""

    serializer_class = EntryShape
    queryset = entries()
    keys: ClassVar = {"id": "pk"}

    def get_queryset(self) -> QuerySet[Entry]:
        return super().get_queryset().filter(transaction_id__lt=horizon())


urlpatterns = [
    path("ledger/", Ledger.as_view(), name="ledger"),
    path("ledger/<int:id>/", OneEntry.as_view(), name="entry"),
]
