"""One form for every reader."""

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request


class AlwaysJson(BaseContentNegotiation):
    """Whatever a reader says it accepts, there is one form. A browser that asks for HTML gets JSON and no 406."""

    def select_parser(self, request: Request, parsers: Iterable) -> Any:
        return next(iter(parsers), None)

    def select_renderer(self, request: Request, renderers: Iterable, format_suffix: str | None = None) -> tuple:
        first = next(iter(renderers))
        return first, first.media_type
