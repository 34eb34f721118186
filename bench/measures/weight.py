"""What a reader who comes for the first time has to load, over the wire, with everything that the page asks for."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from bench.remote import Unmeasured
from bench.stage import Stage
from bench.table import Row, Target
from bench.wire import Line, request

LIGHT = Target(40, form="{:g} kB")
ENCODINGS = "gzip, deflate, br"
PAGES = [
    ("home", "home", ""),
    ("councils", "council_list", ""),
    ("council", "council", "council"),
    ("round with its proposals", "round", "round"),
    ("proposal with 50 comments", "proposal", "proposal"),
    ("ballot", "ballot", "ballot"),
    ("positions", "position_list", ""),
    ("position", "position", "position"),
    ("movement", "movement", "movement"),
    ("public ledger", "ledger", "council"),
    ("sign-in", "account_login", ""),
]
FETCHED = {"stylesheet", "icon", "manifest", "preload", "modulepreload"}
URL_IN_STYLE = re.compile(rb"url\([\"']?([^)\"']+)[\"']?\)")


class Parts(HTMLParser):
    """The addresses that a browser fetches by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "link" and FETCHED & set(facts.get("rel", "").split()):
            self.found.append(facts.get("href", ""))
        if tag in ("script", "img", "source", "iframe"):
            self.found.append(facts.get("src", ""))


def measure(stage: Stage) -> Iterator[Row]:
    """Headers are bytes too. Pictures that a style sheet names are not fetched unless used, and there are none."""
    for what, name, place in PAGES:
        try:
            args = stage.places[place] if place else []
            path = stage.small.call("bench.inside.asking:address", name=name, args=args)
            yield _weigh(stage, f"first load: {what}", path)
        except Unmeasured as trouble:
            yield Row.error(f"first load: {what}", trouble)


def _weigh(stage: Stage, what: str, path: str) -> Row:
    with Line(stage.port) as line:
        plain = line.ask(request(path))
        if plain.status != 200:
            raise Unmeasured(f"{path} answers {plain.status}")
        parts = Parts()
        parts.feed(plain.body.decode())
        local = list(dict.fromkeys(part for part in parts.found if part.startswith("/")))
        sizes = [_size(line, address) for address in (path, *local)]
    total = sum(sizes) / 1000
    detail = f"page {sizes[0] / 1000:.1f}, {len(local)} files {sum(sizes[1:]) / 1000:.1f}"
    return Row.judged(what, total, LIGHT, subject=f"{total:.1f} kB", yardstick=detail)


def _size(line: Line, address: str) -> int:
    answer = line.ask(request(address, encodings=ENCODINGS))
    if answer.status != 200:
        raise Unmeasured(f"{address} answers {answer.status}")
    return answer.size
