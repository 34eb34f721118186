"""The votes of a published ballot in the format of their field: a budget as `.pb`, rankings as PrefLib has them, an
election as `.blt`. Only the tally package is lossless: these hold the votes, and not who cast them.
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from proposals.tally.allocations.profile import BudgetProfile
from proposals.tally.answers import read_ranking, read_wishes
from proposals.tally.formats.pb_writing import write_pb
from proposals.tally.formats.writing import write_blt, write_preflib
from proposals.tally.imported import votes_of
from proposals.tally.rankings.profile import RankingProfile, profile_of
from proposals.tally.roll import TallyError
from proposals.tally.terms import read_options, read_terms

MOST_TITLE = 300


def votes_file(document: Mapping[str, Any]) -> tuple[str, bytes] | None:
    """What the file is called and its bytes; None for a motion, and for votes that no such format holds."""
    try:
        if document.get("kind") == "allocation":
            return "votes.pb", _budget(document)
        if document.get("kind") not in ("ranking", "election"):
            return None
        profile = _rankings(document)
        if document["kind"] == "election":
            seats, gone = read_terms(document["terms"]).places, _withdrawn(document)
            return "votes.blt", write_blt(profile, seats, _names(document), _title(document), gone)
        ending, content = write_preflib(profile, _names(document), _title(document))
    except TallyError:
        return None
    return f"votes{ending}", content


def _rankings(document: Mapping[str, Any]) -> RankingProfile:
    if document.get("is_imported") is True:
        imported = votes_of(document).rankings
        assert imported is not None  # noqa: S101 - narrows the type: it is no allocation
        return imported
    ids = [option.id for option in read_options(document["options"])]
    return profile_of(ids, ((read_ranking(vote["answer"], ids), 1) for vote in document["votes"]))


def _budget(document: Mapping[str, Any]) -> bytes:
    terms = read_terms(document["terms"])
    binding = next((result for result in document.get("results", ()) if result["is_binding"]), None)
    facts: dict[str, Any] = {
        "meta": _meta(document, binding),
        "names": _names(document),
        "selected": binding["result"].get("selected") if binding else None,
    }
    if document.get("is_imported") is True:
        file = votes_of(document).pb
        assert file is not None  # noqa: S101 - as above
        return write_pb(file.profile, file.meta["vote_type"], unit=file.unit, **facts)
    options = read_options(document["options"])
    ids = [option.id for option in options]
    place = {name: number for number, name in enumerate(ids)}
    ballots: dict[tuple[tuple[int, int], ...], int] = {}
    for vote in document["votes"]:
        wishes = read_wishes(vote["answer"], ids, terms.input, terms.most)
        ballot = tuple((place[name], points) for name, points in wishes.items())
        ballots[ballot] = ballots.get(ballot, 0) + 1
    profile = BudgetProfile(tuple(option.as_project() for option in options), Fraction(terms.budget), ballots)
    return write_pb(profile, terms.input, **facts)


def _meta(document: Mapping[str, Any], binding: Mapping[str, Any] | None) -> dict[str, str]:
    ballot, council = document.get("ballot", {}), document.get("council", {})
    said = document["terms"].get("file", {}).get("rule") or (binding["rule"] if binding else "")
    meta = {
        "description": _title(document),
        "unit": str(council.get("code", "")),
        "instance": str(document.get("reference", "")),
        "rule": said,
        "currency": str(document["terms"].get("currency", "")),
    }
    for key, instant in (("date_begin", ballot.get("opens_at")), ("date_end", ballot.get("closes_at"))):
        if instant:
            meta[key] = datetime.fromisoformat(instant).strftime("%d.%m.%Y")
    threshold = document["terms"].get("file", {}).get("threshold")
    return meta if threshold is None else {**meta, "min_project_score_threshold": threshold}


def _title(document: Mapping[str, Any]) -> str:
    return _words(document.get("ballot", {}).get("title"))[:MOST_TITLE]


def _names(document: Mapping[str, Any]) -> dict[str, str]:
    return {option["id"]: _words(option.get("name")) or option["id"] for option in document["options"]}


def _words(text: object) -> str:
    """A name, or the first language of a text that is in several, in the order of their codes."""
    if isinstance(text, Mapping):
        return str(next((text[language] for language in sorted(text) if text[language]), ""))
    return text if isinstance(text, str) else ""


def _withdrawn(document: Mapping[str, Any]) -> list[int]:
    return [number for number, entry in enumerate(document["options"]) if entry.get("is_withdrawn") is True]
