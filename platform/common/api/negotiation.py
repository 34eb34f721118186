"""One form for every reader."""

from collections.abc import Sequence
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request


class AlwaysJson(BaseContentNegotiation):
    """Whatever a reader says it accepts, there is one form. A browser that asks for HTML gets JSON and no 406."""

    def select_parser(self, request: Request, parsers: Sequence) -> Any:
        return parsers[0] if parsers else None

    def select_renderer(self, request: Request, renderers: Sequence, format_suffix: str | None = None) -> tuple:
        return renderers[0], renderers[0].media_type
