"""Every request in two figures: how many of a view by method and status, and how long they took."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COUNT = Counter("minga_requests", "Requests that were answered.", ["view", "method", "status"])
TOOK = Histogram("minga_request_seconds", "Time until the answer stood.", ["view"], buckets=SECONDS)
# What anybody can write into a request must not make a series each.
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class RequestMetricsMiddleware:
    """Counts by the name of the view, which our addresses give, and never by the address, which says who and what."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        view = request.resolver_match.view_name or "unnamed" if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        COUNT.labels(view, method, f"{response.status_code // 100}xx").inc()
        TOOK.labels(view).observe(time.perf_counter() - began)
        return response
