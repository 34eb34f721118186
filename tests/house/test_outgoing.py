"""Which modules may open a connection, to where, and what keeps them from being led elsewhere; and no page asks another
site for anything.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOPS = ("platform", "councils", "proposals")
# What opens a connection to wherever it is told; `urllib.parse` and the like only read addresses.
OPENERS = {
    "requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "socket", "ssl", "smtplib", "ftplib",
    "imaplib", "poplib", "telnetlib", "xmlrpc.client", "websockets", "pywebpush", "asyncio.streams",
}  # fmt: skip
# Each with who names the place that it reaches. What anybody may name goes through the first alone, which connects to
# the address that it looked at, of the internet and of no machine of ours.
ALLOWED = {
    "platform/common/reaching/posting.py": "subscribers and browsers name it: looked at, pinned, never led on",
    "platform/notices/pushing.py": "encrypts what a device reads; it is sent by common.reaching",
    "platform/notices/posting.py": "the settings: the mail server's own errors",
    "platform/notices/dispatching.py": "the settings: the mail server's own errors",
    "proposals/translating/translator.py": "the settings: a server of translations",
    "platform/common/heartbeat.py": "the settings: the site itself",
    "platform/common/clocks.py": "nowhere: the machine's own name",
    "platform/watching/surroundings.py": "the settings: what a command looks at for whoever runs the site",
    "platform/embedded/demo.py": "no part of the product: the demonstration's own server",
    "proposals/verifying/site.py": "no part of the site: a program of whoever checks it; it is not led on",
}
GUARDED = ("platform/notices/pushing.py", "proposals/webhooks/")
SOURCES = [path for top in TOPS for path in (ROOT / top).rglob("*.py") if "migrations" not in path.parts]
FACES = [
    path
    for top in TOPS
    for kind in ("html", "css", "js", "svg", "webmanifest")
    for path in (ROOT / top).rglob(f"*.{kind}")
]
# What a browser fetches by itself, without being told by its reader to go there.
FETCHED = re.compile(
    r"""<(?:script|img|iframe|audio|video|source|embed|object|track|input)\b[^>]*\b(?:src|srcset|data|poster)\s*=\s*["']?(?:https?:)?//"""
    r"""|<link\b(?![^>]*rel=["'](?:canonical|alternate|license))[^>]*\bhref\s*=\s*["']?(?:https?:)?//"""
    r"""|(?:url\(|@import)\s*["']?(?:https?:)?//"""
    r"""|\b(?:fetch|importScripts|EventSource|WebSocket|sendBeacon|import)\(\s*["'`](?:https?:|wss?:)?//"""
    r"""|<image\b[^>]*href\s*=\s*["']https?:""",
    re.IGNORECASE,
)


def imported(path: Path) -> set[str]:
    """Every module that a source imports, by its whole name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def opens(path: Path) -> bool:
    return any(name == opener or name.startswith(f"{opener}.") for name in imported(path) for opener in OPENERS)


def test_each_module_that_may_reach_out_is_known() -> None:
    assert {path.relative_to(ROOT).as_posix() for path in SOURCES if opens(path)} == set(ALLOWED)


@pytest.mark.parametrize("room", GUARDED)
def test_what_others_name_is_reached_through_the_guard(room: str) -> None:
    sources = [path for path in SOURCES if path.relative_to(ROOT).as_posix().startswith(room)]
    assert sources
    assert any(name.startswith("common.reaching.posting") for path in sources for name in imported(path))


def test_no_browser_is_sent_to_another_site_for_a_part_of_a_page() -> None:
    assert len(FACES) > 200
    assert [path.relative_to(ROOT).as_posix() for path in FACES if FETCHED.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "odd",
    [
        '<img alt="" src="https://elsewhere.example/a.png">',
        "<script defer src='//elsewhere.example/a.js'>",
        '<link rel="stylesheet" href="https://elsewhere.example/a.css">',
        "body { background: url(https://elsewhere.example/a.png) }",
        '@import "//elsewhere.example/a.css";',
        "fetch('https://elsewhere.example/')",
    ],
)
def test_one_that_was_would_be_found(odd: str) -> None:
    assert FETCHED.search(odd)
