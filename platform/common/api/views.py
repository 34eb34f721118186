"""The two views of the public API: a list and one thing. Rooms say which rows, in what order and in which shape.

Of whatever rows a room names, both show those alone that are published: see `common.published`.
"""

import hashlib
import inspect
import sys
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from common.published import published

from .conditional import state, unchanged
from .cursor import CursorPage
from .filters import refuse_parameters

# The parameters that say which page of a list, and not which rows.
PLACE = {"cursor", "page_size"}


class ReadView(GenericAPIView):
    """What lists and single things share. `modified` and `fingerprint` are promises, made by who can keep them."""

    parser_classes = ()

    def get_serializer_context(self) -> dict[str, Any]:
        return {"request": self.request, "view": self, "site": f"{self.request.scheme}://{self.request.get_host()}"}

    def modified(self, row: Any) -> datetime | None:
        """The last instant at which anything that is shown of the row changed; None if that is not known."""
        return None

    def fingerprint(self, row: Any) -> Sequence | None:
        """Facts of the row from which everything that is shown of it follows; None if there are no such facts."""
        return None


class ListView(ListModelMixin, ReadView):
    """A list in pages. `ordering` names unique columns; by a filter among `moving_filters` a row may leave it again."""

    ordering: ClassVar[tuple[str, ...]] = ("id",)
    moving_filters: ClassVar[frozenset[str]] = frozenset()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refuse_parameters(request, self._known)
        page = self.paginate_queryset(self.filter_queryset(published(self.get_queryset()))) or []
        etag, modified = self._etag(page), self._modified(page)
        if answer := unchanged(request, etag=etag, modified=modified):
            return answer
        response = self.get_paginated_response(self.get_serializer(page, many=True).data)
        state(response, etag=etag, modified=modified)
        return response

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """As asked for; where nothing is, no filter is even made: they are copied for each request, at some cost."""
        return super().filter_queryset(queryset) if set(self.request.query_params) - PLACE else queryset

    @property
    def _known(self) -> set[str]:
        filterset = getattr(self, "filterset_class", None)
        return {*PLACE, *(filterset.base_filters if filterset else ())}

    def _modified(self, page: Sequence[Model]) -> datetime | None:
        if self.moving_filters & set(self.request.query_params):
            return None
        instants = [self.modified(row) for row in page]
        return max(instants) if instants and None not in instants else None  # type: ignore[type-var] # no None is left

    def _etag(self, page: Sequence[Model]) -> str | None:
        facts = [self.fingerprint(row) for row in page]
        if not page or None in facts:
            return None
        return _tag(type(self), self.get_serializer_context()["site"], cast(CursorPage, self.paginator).links(), facts)


class DetailView(ReadView):
    """One thing. `keys` says which column each part of the address names."""

    keys: ClassVar[dict[str, str]] = {}

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = self.get_object()
        facts, modified = self.fingerprint(row), self.modified(row)
        etag = _tag(type(self), self.get_serializer_context()["site"], facts) if facts else None
        if answer := unchanged(request, etag=etag, modified=modified):
            return answer
        response = Response(self.get_serializer(row).data)
        state(response, etag=etag, modified=modified)
        return response

    def get_object(self) -> Any:
        rows = published(self.get_queryset())
        return get_object_or_404(rows, **{self.keys[name]: part for name, part in self.kwargs.items()})


def _tag(view: type, *facts: object) -> str:
    return f'"{hashlib.sha256(repr((_source(view), facts)).encode()).hexdigest()[:32]}"'


@lru_cache(maxsize=64)
def _source(view: type) -> str:
    # A release that shows the same facts in another shape must not be told "unchanged".
    return hashlib.sha256(inspect.getsource(sys.modules[view.__module__]).encode()).hexdigest()
