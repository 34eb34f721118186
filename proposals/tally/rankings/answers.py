"""The ranking that somebody answered, checked: it comes from outside, and may be anything that JSON can say."""

from collections.abc import Sequence

from proposals.tally.roll import TallyError


def clean_ranking(
    answer: object, options: Sequence[str], *, may_tie: bool = True, may_truncate: bool = True
) -> list[list[str]]:
    """The order of `{"ranking": [["a"], ["b", "c"]]}`, the best first; equal ones in the order of the ballot paper.

    An option that is left out is in no group; a ranking that leaves out all of them says nothing, and is refused as is
    an unknown option, one that stands there twice, an empty rank, and anything that is no such list. `may_tie` and
    `may_truncate` are the rule's. Raises `TallyError` with a sentence that may be shown to whoever answered.
    """
    if not isinstance(answer, dict) or set(answer) != {"ranking"}:
        raise TallyError("The answer is not a ranking, and nothing else.")
    groups = answer["ranking"]
    if not isinstance(groups, list) or not groups:
        raise TallyError("Rank at least one option.")
    if len(groups) > len(options):
        raise TallyError(f"There are {len(options)} options, and the ranking has {len(groups)} ranks.")
    place = {option: number for number, option in enumerate(options)}
    seen: set[str] = set()
    order = [_rank(group, place, seen, may_tie) for group in groups]
    if not may_truncate and len(seen) < len(place):
        missing = next(option for option in options if option not in seen)
        raise TallyError(f"All options have to be ranked, and {missing[:40]!r} is not.")
    return order


def _rank(group: object, place: dict[str, int], seen: set[str], may_tie: bool) -> list[str]:
    """One rank, whose options join those `seen`."""
    if not isinstance(group, list) or not group:
        raise TallyError("A rank is a list of at least one option.")
    if len(group) > len(place):
        raise TallyError(f"There are {len(place)} options, and a rank has {len(group)}.")
    for option in group:
        if not isinstance(option, str):
            raise TallyError("An option is named by its id, which is text.")
        if option not in place:
            raise TallyError(f"{option[:40]!r} is no option of this ballot.")
        if option in seen:
            raise TallyError(f"The option {option[:40]!r} is ranked twice.")
        seen.add(option)
    if len(group) > 1 and not may_tie:
        raise TallyError("Two options stand on one rank: put one of them first.")
    return sorted(group, key=place.__getitem__)
