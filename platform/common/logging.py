"""One line of JSON for each event, carrying the request's number and no person's data."""

import re
import secrets
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.typing import EventDict, Processor

REQUEST_ID_HEADER = "X-Request-ID"
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

# Whoever reads the logs of a platform for activists must not learn who they are.
# Bounded, as addresses are: unbounded repeats would cost a second for a path of twenty thousand signs.
EMAIL = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"'.]{1,63}(?:\.[^\s@<>\"'.]{1,63}){1,8}")
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
# Whoever holds such an address may do what it is for, so it is no business of whoever reads the logs.
TOKEN = re.compile(r"/(calendars|unsubscribe|invitations|follow/confirm|follow/end)/[^/\s?\"']{8,}")
PERSONAL = {"email", "name", "ip", "remote_addr", "user", "person", "password", "code", "token", "phone"}


def _veil(value: object) -> object:
    if isinstance(value, str):
        return ADDRESS.sub("[address]", EMAIL.sub("[e-mail]", TOKEN.sub(r"/\1/[token]", value)))
    return value


def veil_personal_data(logger: object, method: str, event: EventDict) -> EventDict:
    """Drop fields that speak of a person, and cover addresses inside sentences, tracebacks included."""
    return {key: _veil(value) for key, value in event.items() if key not in PERSONAL}


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def logging_settings(level: str = "INFO", *, as_json: bool = True) -> dict[str, Any]:
    """Django's `LOGGING`: every logger, structlog's and the standard library's, through the same processors."""
    last: Processor = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    finish: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        veil_personal_data,
        last,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _shared(),
        "processors": finish,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would say everything twice, and mail tracebacks to administrators.
        "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server")},
    }


class RequestIdMiddleware:
    """Gives each request a number, in its log lines and in the answer, by which a person can report what went wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get(REQUEST_ID_HEADER, "")
        number = offered if REQUEST_ID.fullmatch(offered) else secrets.token_hex(8)
        # Not unbound afterwards: Django writes the line of a refused request when all middleware has returned.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        response = self.get_response(request)
        response[REQUEST_ID_HEADER] = number
        return response
