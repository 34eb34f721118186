"""A tally package counted again: by the rules that it holds, with nothing from outside."""

from collections.abc import Mapping
from typing import Any

from councils.rulebook.rules import RulebookError
from proposals.tally.choices import recount_choice
from proposals.tally.lot import motion_by_lot
from proposals.tally.recount import recount
from proposals.tally.roll import TallyError


def count_package(document: Mapping[str, Any]) -> tuple[str, dict[str, dict[str, Any]]]:
    """The name of the binding rule, and the results by rule, all that there are for the kind of the ballot.

    A tie that the package's lot decided is decided by it again. Raises `TallyError` for a document that cannot be
    counted.
    """
    is_motion = document.get("kind", "motion") == "motion"
    try:
        comparison = recount(document) if is_motion else recount_choice(document)
    except RulebookError as error:
        raise TallyError(f"The rules of the package cannot be read: {error}") from error
    bound, results = comparison.binding.rule, {tally.rule: tally.as_json() for tally in comparison.tallies}
    lot = document.get("lot")
    if is_motion and isinstance(lot, Mapping) and results[bound].get("lot_required"):
        decided = motion_by_lot(str(lot.get("seed", "")), str(lot.get("ballot", "")))
        results[bound] = {**results[bound], "outcome": decided, "decided_by_lot": True}
    return bound, results
