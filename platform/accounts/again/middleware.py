"""The one place that asks whether it is still you."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from .asking import ROUTES, asks
from .views import Waiting, ask

UNHELD = frozenset({"csrfmiddlewaretoken"})


class AgainMiddleware:
    """Puts the question before a form that matters, with the form's words in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], keys: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets the view answer."""
        match = request.resolver_match
        route = ROUTES.get(match.url_name or "") if match else None
        if not asks(request, route, keys) or route is None:
            return None
        unheld = UNHELD | route.dropped
        held = [(name, value) for name in request.POST if name not in unheld for value in request.POST.getlist(name)]
        return ask(request, Waiting(request.get_full_path(), held, bool(request.FILES)))
