"""Any answer in one line, for whoever instructs and whoever is instructed."""

from collections.abc import Mapping
from typing import Any

from common.languages import say

from ..models import Ballot
from ..words import answer_words


def said(ballot: Ballot, answer: Mapping[str, Any]) -> str:
    """A motion's choice or parts; of another kind its ranks, its points, or what it approves."""
    if ballot.kind == Ballot.Kind.MOTION:
        return answer_words(answer)
    names = {str(option["id"]): option.get("name") for option in ballot.options or ()}

    def called(option: str) -> str:
        name = names.get(option)
        return (say(name) if isinstance(name, Mapping) else name) or option

    if "ranking" in answer:
        groups = enumerate(answer["ranking"], 1)
        return " · ".join(f"{place}. {' = '.join(map(called, group))}" for place, group in groups)
    if "points" in answer:
        return ", ".join(f"{called(option)}: {points}" for option, points in answer["points"].items())
    return ", ".join(map(called, answer.get("approved", ())))
