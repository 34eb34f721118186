"""A machine that translates, spoken to by LibreTranslate's API: `POST /translate` with a list of texts.

What it answers is somebody else's: it is read up to a size and a time, and is either exactly what was asked for or a
`TranslatorError` with one of a few codes.
"""

import http.client
import json
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

SECONDS = 10.0
LARGEST_ANSWER = 2_000_000
PIECE = 65_536
# What the machine calls a language, where it is not what we call it.
CODES = {"pt-br": "pt"}

UNREACHABLE, SLOW, BROKEN, REFUSED, GARBAGE = "unreachable", "slow", "broken", "refused", "garbage"


class TranslatorError(Exception):
    """The machine gave no translation. `code` says why; `is_final` that asking again would not help."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = code == REFUSED


def translate(
    texts: Sequence[str], source: str, target: str, *, url: str, key: str = "", seconds: float = SECONDS
) -> list[str]:
    """The texts in another language, in their order. No redirection is followed: the text goes where it was sent."""
    asked = {"q": list(texts), "source": _code(source), "target": _code(target), "format": "text"}
    if key:
        asked["api_key"] = key
    try:
        status, answer = _post(url, json.dumps(asked).encode(), time.monotonic() + seconds, seconds)
    except TimeoutError as error:
        raise TranslatorError(SLOW) from error
    except (OSError, http.client.HTTPException) as error:
        raise TranslatorError(UNREACHABLE) from error
    if status != http.client.OK:
        # 4xx says that this will never do, such as a language that it does not know; 429 only that it is too much now.
        is_ours = 400 <= status < 500 and status != http.client.TOO_MANY_REQUESTS
        raise TranslatorError(REFUSED if is_ours else BROKEN)
    return _read(answer, len(texts))


def _code(language: str) -> str:
    return CODES.get(language, language)


def _post(url: str, body: bytes, until: float, seconds: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    try:
        path = f"{parts.path.rstrip('/')}/translate"
        connection.request("POST", path, body, {"Content-Type": "application/json", "Accept": "application/json"})
        response = connection.getresponse()
        found = bytearray()
        while piece := response.read1(PIECE):
            found += piece
            if len(found) > LARGEST_ANSWER:
                raise TranslatorError(GARBAGE)
            if time.monotonic() > until:
                raise TimeoutError
        return response.status, bytes(found)
    finally:
        connection.close()


def _read(answer: bytes, count: int) -> list[str]:
    try:
        found = json.loads(answer)["translatedText"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TranslatorError(GARBAGE) from error
    if not isinstance(found, list) or len(found) != count or not all(isinstance(t, str) and t.strip() for t in found):
        raise TranslatorError(GARBAGE)
    return found
