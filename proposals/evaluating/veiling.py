"""What is left of an evaluation over which something lies: of its words, while its cost stands."""

from collections.abc import Mapping
from typing import Any

from proposals.drafting.hiding import Veil, masked
from proposals.drafting.veiling import Block

TEXTS = ("technical", "risks")


def left_of(said: Mapping[str, Any], veil: Veil | None, *, block: Block) -> dict[str, Any]:
    """The columns of an evaluation with what is left of their words, in each language."""
    left: dict[str, Any] = {"office": masked(said["office"], veil, "office", block)}
    for name in TEXTS:
        told = {code: masked(words, veil, f"{name}.{code}", block) for code, words in (said[name] or {}).items()}
        left[name] = {code: words for code, words in told.items() if words}
    return {**said, **left}
