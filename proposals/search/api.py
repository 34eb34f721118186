"""The search in the public API: the same question and the same order as on the page."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from django.urls import path
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.filters import refuse_parameters
from common.api.shapes import Fact, Instant, Number, Shape, Text, Word
from common.api.views import ListView
from common.errors import DomainError
from councils.wellformed import LANGUAGES
from proposals.deliberation.models import Comment

from .addresses import page_of
from .asking import LONGEST_KEY, LONGEST_QUERY, MOST_ROUNDS, NARROWED_BY, read_question
from .models import SearchEntry
from .queries import Findings, Hit, Run, find
from .views import LAST_PAGE, page_number

WORDS = {"type": "string", "minLength": 1, "maxLength": LONGEST_QUERY}
KEY = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY}
DAY = {"type": "string", "format": "date", "description": "A day, or an instant with its zone."}
PARAMETERS: dict[str, dict[str, Any]] = {
    "q": {**WORDS, "description": 'Words; "in quotation marks", joined by `or`, excluded by a hyphen.'},
    **dict.fromkeys(NARROWED_BY, KEY),
    "country": {"type": "string", "minLength": 1, "maxLength": 2},
    "language": {"type": "string", "enum": list(LANGUAGES)},
    "stance": {"type": "string", "enum": Comment.Stance.values},
    "round": {"type": "integer", "minimum": 0, "maximum": MOST_ROUNDS},
    "kind": {"type": "string", "enum": SearchEntry.Kind.values},
    "since": DAY,
    "until": DAY,
    "page": {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
}


@extend_schema_field({"type": "string", "format": "uri"})
class Found(Fact):
    """The page on which people read it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)

    def to_representation(self, value: Hit) -> str:
        return self.site + page_of(value)


@extend_schema_field(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["text", "is_match"],
            "properties": {"text": {"type": "string"}, "is_match": {"type": "boolean"}},
        },
    }
)
class Runs(Fact):
    """A text in stretches, each a match or not. It is text and no markup."""

    def to_representation(self, value: Sequence[Run]) -> list[dict[str, object]]:
        return [run._asdict() for run in value]


class HitShape(Shape):
    """A text that was found."""

    html_url = Found()
    kind = Word(SearchEntry.Kind.values)
    council = Text()
    round = Number()
    proposal = Number(allow_null=True, help_text="Null for a position on no proposal.")
    amendment = Number(allow_null=True)
    comment = Number(allow_null=True)
    position = Text(source="reference", allow_null=True, help_text="The number that people cite.")
    on_behalf_of = Text(source="movement", allow_null=True, help_text="The movement; null for an observer.")
    stance = Text(help_text="Of a comment, else empty.")
    language = Text()
    at = Instant()
    title = Text()
    title_language = Text()
    excerpt = Runs()


class SearchPage(BasePagination):
    """Pages of an order that is made anew for each question, and therefore numbered."""

    def paginate_queryset(self, queryset: Findings, request: Request, view: Any = None) -> list[Any]:  # type: ignore[override] # no rows of a table
        self.found, self.request = queryset, request
        return queryset.hits

    def get_paginated_response(self, data: list) -> Response:
        """The results, how many there are, and whether only the newest of more were put in order."""
        links = {"next": self._address(self.found.next), "previous": self._address(self.found.previous)}
        return Response({"results": data, **links, "count": self.found.count, "is_cut": self.found.is_cut})

    def _address(self, number: int | None) -> str | None:
        if number is None:
            return None
        parameters = self.request.query_params.copy()
        parameters["page"] = str(number)
        return f"{self.request.build_absolute_uri(self.request.path)}?{parameters.urlencode()}"

    def get_paginated_response_schema(self, schema: dict) -> dict:
        """The body in the words of OpenAPI."""
        link = {"type": ["string", "null"], "format": "uri"}
        cut = {"type": "boolean", "description": "More was found; only the newest were put in order."}
        return {
            "type": "object",
            "required": ["results", "next", "previous", "count", "is_cut"],
            "properties": {
                "results": schema,
                "next": link,
                "previous": link,
                "count": {"type": "integer"},
                "is_cut": cut,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict]:
        """The words, what narrows them, and the page."""
        return [
            {"name": name, "in": "query", "schema": schema, "required": name == "q"}
            for name, schema in PARAMETERS.items()
        ]


class Search(ListView):
    """Full-text search over proposals, amendments, comments and positions, the best first.

    Words are looked for by their stems in the language that `language` names, or that the reader accepts, and as they
    are written; accents do not matter.
    """

    queryset, filter_backends = SearchEntry.objects.none(), ()
    serializer_class, pagination_class = HitShape, SearchPage

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refuse_parameters(request, set(PARAMETERS))
        given = request.query_params.dict()
        try:
            found = find(read_question(given), page_number(given.get("page", "")))
        except DomainError as refusal:
            sentences = refusal.fields or {"q": refusal.sentence}
            raise ValidationError({name: [str(sentence)] for name, sentence in sentences.items()}) from refusal
        page = self.paginate_queryset(found) or []  # type: ignore[arg-type] # as above
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


urlpatterns = [path("search/", Search.as_view(), name="search")]
