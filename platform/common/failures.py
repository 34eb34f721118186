"""Failures told to a Sentry, where the operator names one: what broke and where in our own code, and nothing of whom.

What is told is built from a list of what may be, not by taking away what may not: an exception's own words hold what
somebody typed, and so do local variables, bodies and addresses. They stay in the log of the site, which is found by the
number of the request.
"""

from typing import Any, cast

import sentry_sdk
import structlog
from sentry_sdk.types import Event, Hint

KEPT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk")
KEPT_OF_A_FRAME = ("filename", "module", "function", "lineno", "in_app", "pre_context", "context_line", "post_context")


def tell_failures_to(dsn: str) -> None:
    """Send failures of this process, in pages and in jobs, to the Sentry at `dsn`. Raises `ValueError` for no DSN."""
    sentry_sdk.init(
        dsn,
        before_send=only_what_may_be_told,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        server_name="minga",
    )


def only_what_may_be_told(event: Event, hint: Hint) -> Event:
    """Of an event of Sentry's, the kinds of exceptions, the frames without their variables, the view or job, the method
    and the number of the request.
    """
    whole: dict[str, Any] = dict(event)
    told: dict[str, Any] = {name: whole[name] for name in KEPT if name in whole}
    told["exception"] = {"values": [_exception(raised) for raised in whole.get("exception", {}).get("values", ())]}
    # A view's or a job's name; of a request that reached none it would be the path.
    if whole.get("transaction_info", {}).get("source") != "url" and "transaction" in whole:
        told["transaction"] = whole["transaction"]
    if method := whole.get("request", {}).get("method"):
        told["request"] = {"method": method}
    if number := structlog.contextvars.get_contextvars().get("request_id"):
        told["tags"] = {"request_id": number}
    if not told["exception"]["values"]:
        told["message"] = _name_of(hint)
    return cast("Event", told)


def _exception(raised: dict[str, Any]) -> dict[str, Any]:
    frames = (raised.get("stacktrace") or {}).get("frames", ())
    return {
        "type": raised.get("type"),
        "module": raised.get("module"),
        "mechanism": {"type": "generic", "handled": (raised.get("mechanism") or {}).get("handled")},
        "stacktrace": {"frames": [{name: frame.get(name) for name in KEPT_OF_A_FRAME} for frame in frames]},
    }


def _name_of(hint: Hint) -> str:
    """The event's name as structlog's loggers give it; of other libraries only the name of the logger."""
    record = hint.get("log_record")
    if record is None:
        return "a failure"
    return str(record.msg.get("event", record.name)) if isinstance(record.msg, dict) else str(record.name)
