"""Reading from a site: over HTTP with the standard library, never more than was asked for, and never from elsewhere."""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from .troubles import Unreadable

LARGEST = 300 * 2**20
SECONDS = 60
TRIES = 5
LONGEST_WAIT = 60


class _Nowhere(HTTPRedirectHandler):
    """A site that sends its readers elsewhere is not the site that they meant."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


OPENER = build_opener(_Nowhere)


class Site:
    """The public API of one site."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Unreadable(f"{address} is no address.")
        self.origin = f"{parts.scheme}://{parts.netloc}"

    def read(self, path: str, **query: object) -> bytes:
        """The bytes at a path of the site; raises `LookupError` where there are none."""
        address = f"{self.origin}{path}{'?' + urlencode(query) if query else ''}"
        for _try in range(TRIES):
            try:
                with OPENER.open(Request(address, headers={"Accept": "*/*"}), timeout=SECONDS) as answer:  # noqa: S310 - http(s)
                    data = answer.read(LARGEST + 1)
            except HTTPError as error:
                if error.code == 404:
                    raise LookupError(address) from error
                if error.code != 429:
                    raise Unreadable(f"{address} answers {error.code}.") from error
                time.sleep(min(int(error.headers.get("Retry-After") or 1), LONGEST_WAIT))
            except (URLError, OSError, ValueError) as error:
                raise Unreadable(f"{address} cannot be read: {error}") from error
            else:
                if len(data) > LARGEST:
                    raise Unreadable(f"{address} answers with more than {LARGEST} bytes.")
                return data
        raise Unreadable(f"{address} limits its readers, and let us wait {TRIES} times.")

    def table(self, path: str, **query: object) -> Mapping[str, Any]:
        """The JSON at a path."""
        try:
            found = json.loads(self.read(path, **query))
        except ValueError as error:
            raise Unreadable(f"{self.origin}{path} answers with no JSON.") from error
        if not isinstance(found, dict):
            raise Unreadable(f"{self.origin}{path} answers with something else than was asked for.")
        return found

    def rows(self, path: str, **query: object) -> Iterator[Mapping[str, Any]]:
        """Everything in a list, page after page."""
        page = self.table(path, **query, page_size=100)
        while True:
            yield from page["results"]
            following = page.get("next")
            if not following:
                return
            parts = urlsplit(following)
            page = self.table(f"{parts.path}?{parts.query}")
