"""Counting again what a position or a package says was counted, and comparing what comes out, rule by rule."""

from collections.abc import Mapping
from typing import Any

from common.proof.commitment import commit
from councils.rulebook.rules import RulebookError
from proposals.tally.choices import recount_choice
from proposals.tally.lot import motion_by_lot
from proposals.tally.recount import recount
from proposals.tally.roll import TallyError

from .troubles import Failed, require

Document = Mapping[str, Any]


def check_recount(document: Document) -> int:
    """Recount a position or a package under every rule, the amendments of its text too; returns how many results agree.

    Raises `Failed` for a result that does not come out again, is missing, or was counted under no rule.
    """
    agreed = _check_results(document, "")
    for amendment in document.get("amendments") or []:
        if "results" in amendment:
            agreed += _check_results(amendment, f"amendment {amendment.get('number')}: ")
    if "outcome" in document:
        _check_outcome(document)
    check_commitments(document)
    return agreed


def _check_results(document: Document, of: str) -> int:
    counted = _counted(document, of)
    published = document.get("results")
    if not isinstance(published, list):
        raise Failed("recount", f"{of}the results are missing.")
    by_rule = {told.get("rule"): told for told in published if isinstance(told, dict)}
    require(len(by_rule) == len(published), "recount", f"{of}two results are of one rule.")
    require(set(by_rule) == set(counted), "recount", f"{of}the results are not those of the rules that apply.")
    for rule, (outcome, result, is_binding) in counted.items():
        told = by_rule[rule]
        require(told.get("outcome") == outcome, "recount", f"{of}by {rule} the outcome is {outcome}.")
        require(told.get("is_binding") is is_binding, "recount", f"{of}the binding rule is another.")
        where = difference(told.get("result"), result)
        require(where is None, "recount", f"{of}by {rule} something else comes out at {where}.")
    return len(counted)


def _counted(document: Document, of: str) -> dict[str, tuple[str, Mapping[str, Any], bool]]:
    try:
        is_motion = document.get("kind", "motion") == "motion" and "options" not in document
        comparison = recount(document) if is_motion else recount_choice(document)
    except (TallyError, RulebookError) as error:
        raise Failed("recount", f"{of}it cannot be counted: {error}") from error
    pivots = {pivot.rule: pivot.as_json() for pivot in comparison.pivots}
    return {
        tally.rule: (
            tally.outcome,
            {**tally.as_json(), "pivots": pivots.get(tally.rule)},
            tally.rule == comparison.binding.rule,
        )
        for tally in comparison.tallies
    }


def difference(told: Any, counted: Any, at: str = "the result") -> str | None:
    """Where what was published differs from what was counted; None where it does not.

    A later release may show more of its working than an earlier one published: what was not told is not compared.
    """
    if isinstance(told, Mapping) and isinstance(counted, Mapping):
        for name, value in told.items():
            if name not in counted:
                return f"{at}/{name}"
            if found := difference(value, counted[name], f"{at}/{name}"):
                return found
        return None
    if isinstance(told, list) and isinstance(counted, list | tuple):
        if len(told) != len(counted):
            return at
        pairs = enumerate(zip(told, counted, strict=True))
        return next((found for n, pair in pairs if (found := difference(*pair, f"{at}/{n}"))), None)
    return None if told == counted else at


def _check_outcome(document: Document) -> None:
    """The outcome is the binding rule's, or for a motion what the lot made of its tie."""
    binding = next((told for told in document["results"] if told["is_binding"]), None)
    require(binding and document.get("binding_rule") == binding["rule"], "recount", "the binding rule is another.")
    assert binding is not None  # noqa: S101 - narrows the type after `require`
    lot, outcome = document.get("lot"), binding["outcome"]
    if isinstance(lot, Mapping) and "options" not in document:
        outcome = motion_by_lot(str(lot.get("seed")), str(lot.get("ballot")))
    if isinstance(document.get("annulment"), Mapping):
        outcome = "annulled"
    require(document["outcome"] == outcome, "recount", f"the outcome is {outcome}.")


def check_commitments(document: Document) -> None:
    """Every vote that says with what salt it was committed to opens its commitment."""
    ballot = document.get("ballot")
    if not isinstance(ballot, Mapping) or not isinstance(document.get("votes"), list):
        return
    for vote in document["votes"]:
        if not vote.get("salt") or not vote.get("commitment"):
            continue
        facts = {name: vote.get(name) for name in ("seat", "serial", "answer", "salt")}
        opened = commit(ballot=str(ballot.get("url")), **facts)
        require(
            opened == vote["commitment"], "commitment", f"the vote of {vote.get('seat')} is not what was committed to."
        )
