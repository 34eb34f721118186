"""Requests through the whole stack of middleware and view, in this process: time, CPU and queries of nothing else."""

import gc
import io
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.models import Max, Min
from django.urls import reverse

from bench.stage import HOST
from councils.models import Mandate
from proposals.models import Vote


def address(*, name: str, args: list[Any]) -> str:
    """Where a page is; `NoReverseMatch` for one that does not exist (yet)."""
    return reverse(name, args=args)


def votes(*, address: list[Any]) -> int:
    """How many votes the ballot at this address has."""
    council, round_number, number = address
    here = {"ballot__round__council__slug": council, "ballot__round__number": round_number, "ballot__number": number}
    return Vote.objects.filter(**here).count()


def voters(*, address: list[Any]) -> tuple[int, int]:
    """The lowest and the highest id of the people who may vote there; seeds gave them ids without a gap."""
    ends = Mandate.objects.filter(seat__council__slug=address[0]).aggregate(first=Min("person"), last=Max("person"))
    return ends["first"], ends["last"]


@lru_cache(maxsize=1)
def _application() -> WSGIHandler:
    return get_wsgi_application()


def ask(path: str, *, cookies: str = "", form: bytes | None = None) -> tuple[int, int]:
    """Status and length of the answer to a browser, read to its end."""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET" if form is None else "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
        "HTTP_ORIGIN": f"https://{HOST}",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "HTTP_ACCEPT_LANGUAGE": "es",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(form or b"")),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(form or b""),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if cookies:
        environ["HTTP_COOKIE"] = cookies
    seen: list[str] = []
    answer = _application()(environ, lambda status, headers, error=None: seen.append(status))
    length = sum(map(len, answer))
    answer.close()
    return int(seen[0][:3]), length


def spent(*, path: str, times: int, cookies: str = "") -> tuple[float, float]:
    """Seconds of one answer by the clock, and of this process's CPU, on average over `times`."""
    clock, cpu = time.perf_counter(), time.process_time()
    for _time in range(times):
        status, _length = ask(path, cookies=cookies)
        if status != 200:
            raise ValueError(f"{path} answers {status}")
    return (time.perf_counter() - clock) / times, (time.process_time() - cpu) / times


def alternating(*, sides: list[tuple[str, str]], times: int) -> tuple[float, ...]:
    """Seconds of this process's CPU for one answer, by path and cookies, each asked `times` times after the others."""
    used = [0.0] * len(sides)
    gc.collect()
    for _time in range(times):
        for number, (path, cookies) in enumerate(sides):
            used[number] += spent(path=path, times=1, cookies=cookies)[1]
    return tuple(seconds / times for seconds in used)


def queries(*, path: str, cookies: str = "", form: bytes | None = None) -> int:
    """How many statements one answer sends, savepoints included; asked once before, so that nothing is counted that
    is done once in a process's life.
    """
    if form is None:
        ask(path, cookies=cookies)
    with _listening() as heard:
        status, _length = ask(path, cookies=cookies, form=form)
    if status != (200 if form is None else 302):
        raise ValueError(f"{path} answers {status}")
    return len(heard)


@contextmanager
def _listening() -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        heard.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield heard
