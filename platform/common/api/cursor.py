"""Pages by cursor: the address of the next page names the last row seen, so that no page costs more than the first."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, cast

from django.core.exceptions import ValidationError as FieldError
from django.db.models import Field, Model, Q
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from common.replica.reading import refuse_behind

LARGEST_PAGE = 100
LARGEST_KEY = 2**63


class CursorPage(BasePagination):
    """Pages of a list in the view's `ordering`, whose columns together are unique and all run in one direction.

    The framework's own cursor counts rows from an offset where keys repeat and fails on a cursor of the wrong type;
    unique keys need neither.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page of rows, by one query. Refused with 400: a cursor never given out, a page size out of range."""
        self._request, self._ordering = request, tuple(view.ordering)
        size = _page_size(request.query_params.get("page_size"))
        turned, key = _read_cursor(request.query_params.get("cursor"), queryset.model, self._names)
        descending = self._ordering[0].startswith("-")
        rows = queryset.order_by(*(f"-{name}" if descending != turned else name for name in self._names))
        if key:
            refuse_behind(queryset.filter(**dict(zip(self._names, key, strict=True))))
            rows = rows.filter(_beyond(self._names, key, descending != turned))
        page = list(rows[: size + 1])
        has_more, page = len(page) > size, page[:size]
        if turned:
            page.reverse()
        self.has_next = bool(page) and (turned or has_more)
        self.has_previous = bool(page) and (has_more if turned else bool(key))
        self._page = page
        return page

    @property
    def _names(self) -> list[str]:
        return [name.removeprefix("-") for name in self._ordering]

    def links(self) -> dict[str, str | None]:
        """The addresses of the pages beside this one; None where there is none."""
        return {
            "next": self._address("n", self._page[-1]) if self.has_next else None,
            "previous": self._address("p", self._page[0]) if self.has_previous else None,
        }

    def _address(self, direction: str, row: Model) -> str:
        parameters = self._request.query_params.copy()
        cursor = json.dumps([direction, *(getattr(row, name) for name in self._names)], separators=(",", ":"))
        parameters["cursor"] = urlsafe_b64encode(cursor.encode()).decode().rstrip("=")
        return f"{self._request.build_absolute_uri(self._request.path)}?{parameters.urlencode()}"

    def get_paginated_response(self, data: list) -> Response:
        """`{"results", "next", "previous"}`."""
        return Response({"results": data, **self.links()})

    def get_paginated_response_schema(self, schema: dict) -> dict:
        """The body in the words of OpenAPI."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict]:
        """The two parameters that every list has."""
        return [
            {
                "name": "cursor",
                "in": "query",
                "description": "Where the page begins. Taken from `next` and `previous`, never made up.",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "description": "How many results a page has.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": LARGEST_PAGE,
                    "default": api_settings.PAGE_SIZE,
                },
            },
        ]


def _page_size(text: str | None) -> int:
    if text is None:
        return int(api_settings.PAGE_SIZE or 20)
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= LARGEST_PAGE:
        return int(text)
    raise ValidationError({"page_size": [_("A page has between 1 and %(most)d results.") % {"most": LARGEST_PAGE}]})


def _read_cursor(text: str | None, model: type[Model], names: list[str]) -> tuple[bool, list]:
    """Whether the page lies before the key, and the key; an empty key is the beginning."""
    if text is None:
        return False, []
    try:
        direction, *values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if direction not in ("n", "p") or len(values) != len(names):
            raise ValueError(direction)
        return direction == "p", [_read_key(model, *pair) for pair in zip(names, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, FieldError) as mistake:
        raise ValidationError({"cursor": [_("This cursor was not given out by this address.")]}) from mistake


def _read_key(model: type[Model], name: str, value: object) -> object:
    """A value that the column can be compared with; ValueError for what the database would stumble over."""
    key = cast(Field, model._meta.get_field(name)).to_python(value)
    if type(key) is type(value) is int and abs(key) < LARGEST_KEY:
        return key
    if type(key) is type(value) is str and len(key) <= 200 and key.isprintable():
        return key
    raise ValueError(name)


def _beyond(names: list[str], key: list, descending: bool) -> Q:
    """The rows after the key: past it in the first column, or level there and past it in the next."""
    way = "lt" if descending else "gt"
    first, *rest = names
    past = Q(**{f"{first}__{way}": key[0]})
    if not rest:
        return past
    # The first condition repeats the second in a form by which an index can be entered.
    return Q(**{f"{first}__{way}e": key[0]}) & (past | (Q(**{first: key[0]}) & _beyond(rest, key[1:], descending)))
