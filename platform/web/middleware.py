"""What is done to every answer: a refusal becomes the page that says it, and a browser is told what it may not do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from common.errors import DomainError

from .errors import method_not_allowed, refused
from .policy import PERMISSIONS_POLICY


class RefusalMiddleware:
    """Answers a `DomainError` with its sentence and status, and a bare 405 with words. The API has its own handler."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content and not request.path.startswith("/api/"):
            return method_not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves the exception to whoever comes next."""
        if isinstance(exception, DomainError) and not request.path.startswith("/api/"):
            return refused(request, exception)
        return None


class AsItIsMiddleware:
    """Tells whoever stands in between to hand a page on as it is: see the settings, where pages are compressed.

    What is under `/api/` holds no secret, and an answer without content has nothing that could be packed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.status_code != 304 and not request.path.startswith("/api/")
        if is_page and response.headers.get("Content-Type", "").startswith("text/html"):
            patch_cache_control(response, no_transform=True)
        return response


class PermissionsPolicyMiddleware:
    """Switches off what of the browser no page uses. Of files of style and script `policy` says it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
