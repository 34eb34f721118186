"""Any answer in one line, for whoever instructs and whoever is instructed."""

from collections.abc import Mapping
from typing import Any

from ..answer_words import answer_words, option_names
from ..models import Ballot
from ..veiling import left_on


def said(ballot: Ballot, answer: Mapping[str, Any]) -> str:
    """A motion's choice or parts; of another kind its ranks, its points, or what it approves."""
    return answer_words(answer, option_names(left_on(ballot)))
