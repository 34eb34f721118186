"""Secrets that a demonstration makes for itself, marked so that production settings know and refuse them."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

MARK = "demonstration-"


def demonstration_signing_key(folder: Path) -> str:
    """The key that the demonstration's worker signs with; nothing marks it, for a key is 32 bytes and no more."""
    return kept_secret(folder, "signing-key", lambda: secrets.token_hex(32))


def demonstration_secret(folder: Path, name: str) -> str:
    """The secret kept in `folder` under `name`, with the mark."""
    return kept_secret(folder, name, lambda: MARK + secrets.token_urlsafe(48))


def kept_secret(folder: Path, name: str, make: Callable[[], str]) -> str:
    """The secret kept in `folder` under `name`; made on the first call, the same ever after."""
    place = folder / name
    try:
        return place.read_text()
    except FileNotFoundError:
        pass
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = make()
    draft = folder / f".{name}-{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secret)
    try:
        # A link is refused where one stands: of two processes that start at once, both read the first one's secret.
        os.link(draft, place)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return place.read_text()
