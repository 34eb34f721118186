"""A tally package counted again: by the rules that it holds, with nothing from outside."""

from collections.abc import Mapping
from typing import Any

from councils.rulebook.rules import RulebookError
from proposals.tally.choices import recount_choice
from proposals.tally.recount import recount
from proposals.tally.roll import TallyError


def count_package(document: Mapping[str, Any]) -> tuple[str, dict[str, dict[str, Any]]]:
    """The name of the binding rule, and the results by rule, all that there are for the kind of the ballot.

    Raises `TallyError` for a document that cannot be counted.
    """
    try:
        comparison = recount(document) if document.get("kind", "motion") == "motion" else recount_choice(document)
    except RulebookError as error:
        raise TallyError(f"The rules of the package cannot be read: {error}") from error
    return comparison.binding.rule, {tally.rule: tally.as_json() for tally in comparison.tallies}
