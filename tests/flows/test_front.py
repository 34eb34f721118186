"""The front server on its own configuration, with no application behind it: what is published is read all the same.

Where a machine has no Caddy, only that is told; the bytes themselves are compared in `tests/proposals/test_filing.py`.
"""

import gzip
import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parents[2]
CADDY = shutil.which("caddy")
HOST = "council.example"
FOREVER = "public, max-age=31536000, immutable"
DATA = b'{"position":{"text":"' + b"Agua para todos. " * 300 + b'"}}'
PLACE = "/positions/cms/2027/3"

pytestmark = pytest.mark.skipif(CADDY is None, reason="there is no caddy on this machine")


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("published")
    files = {
        f"{PLACE}.json": DATA,
        f"{PLACE}.json.br": brotli.compress(DATA),
        f"{PLACE}.json.gz": gzip.compress(DATA),
        f"{PLACE}.pdf": b"%PDF-1.7",
        f"{PLACE}.pt-br.pdf": b"%PDF-1.7 pt",
        f"{PLACE}.png": b"\x89PNG",
        "/positions/cms/imports/2027/1.json": b"{}",
        f"/api/v1{PLACE}/package.zip": b"PK",
        "/positions/cms/2027/.3.json": b"half",
        "/.writing/1.json": b"half",
        "/positions/cms/2027/3.txt": b"else",
        "/dumps/2027-01-01/comments.csv": b"a,b\n" * 3_000,
        "/dumps/.2027-01-02-ab/comments.csv": b"half",
        "/secret.json": b"else",
    }
    for name, content in files.items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


@pytest.fixture(scope="module")
def port(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, port = tmp_path_factory.mktemp("caddy"), free()
    written = (ROOT / "deploy" / "Caddyfile").read_text().replace("/srv/published", str(published))
    # Nobody answers there: the application is down.
    written = written.replace("web:8000", f"127.0.0.1:{free()}").replace("{$SITE}", f"http://{HOST}:{port}")
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{written}")
    environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [str(CADDY), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 20
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert started.poll() is None and time.monotonic() < until, (folder / "log").read_text()
            time.sleep(0.05)
        yield port
    finally:
        started.terminate()
        started.wait(10)


def ask(port: int, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"{HOST}:{port}", **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "kind", "lasts"),
    [
        (f"{PLACE}.json", "application/json", FOREVER),
        ("/positions/cms/imports/2027/1.json", "application/json", FOREVER),
        (f"/api/v1{PLACE}/package.zip", "application/zip", FOREVER),
        (f"{PLACE}.pdf", "application/pdf", "no-cache"),
        (f"{PLACE}.pt-br.pdf", "application/pdf", "no-cache"),
        (f"{PLACE}.png", "image/png", "no-cache"),
        ("/dumps/2027-01-01/comments.csv", "text/csv", FOREVER),
    ],
)
def test_what_is_published_is_read_without_the_application(
    port: int, published: Path, path: str, kind: str, lasts: str
) -> None:
    status, headers, content = ask(port, path)
    assert (status, content) == (200, (published / path.lstrip("/")).read_bytes())
    assert headers["Content-Type"].startswith(kind)
    assert (headers["Cache-Control"], headers["Access-Control-Allow-Origin"]) == (lasts, "*")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    (policy,) = headers.get_all("Content-Security-Policy") or []
    assert policy.startswith("default-src 'none'; frame-ancestors 'none'")
    assert policy.endswith("; sandbox") is not path.endswith(".pdf"), "no browser draws a PDF in a sandbox"
    status, _headers, content = ask(port, path, **{"If-None-Match": headers["ETag"]})
    assert (status, content) == (304, b"")


@pytest.mark.parametrize("path", ["/readyz", "/metrics", "/%72eadyz", "/readyz?a=b"])
def test_what_our_machines_ask_is_not_passed_on(port: int, path: str) -> None:
    assert ask(port, path)[0] == 404
    assert ask(port, "/healthz")[0] in (502, 503), "that is, by somebody who is not there now"


def test_it_is_handed_out_pressed_to_who_can_open_it(port: int) -> None:
    opened = {"br": brotli.decompress, "gzip": gzip.decompress}
    for coding, open_ in opened.items():
        status, headers, content = ask(port, f"{PLACE}.json", **{"Accept-Encoding": coding})
        assert (status, headers["Content-Encoding"], "Accept-Encoding" in headers["Vary"]) == (200, coding, True)
        assert len(content) < len(DATA) / 10 and open_(content) == DATA
        assert headers["Content-Type"].startswith("application/json")
    _status, headers, _content = ask(port, "/dumps/2027-01-01/comments.csv", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    [
        "/positions/cms/2027/4.json",
        "/positions/cms/2027/.3.json",
        "/.writing/1.json",
        "/positions/../.writing/1.json",
        "/positions/%2e%2e/secret.json",
        "/positions/..%2fsecret.json",
        f"{PLACE}.json.br",
        f"{PLACE}.txt",
        f"{PLACE}/",
        "/positions/cms/2027/",
        "/secret.json",
        "/dumps/.2027-01-02-ab/comments.csv",
    ],
)
def test_nothing_else_is_and_what_is_not_there_is_asked_of_the_application(port: int, path: str) -> None:
    status, _headers, content = ask(port, path)
    assert status in (400, 502, 503), (status, content)
