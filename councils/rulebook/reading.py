"""Reading clauses from untrusted data: a form, an upload, a stored version, a published package.

A reader never stops at the first problem: whoever wrote the rulebook is told everything at once. It never recurses
further than a rulebook is deep, and never repeats more than a few signs of what it was given, so that neither nesting
nor length of the input costs anything.
"""

import re
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import TypeVar, cast

from councils.rulebook.clauses import (
    BASES,
    DOUBLE_MAJORITY_TRACKS,
    RULES,
    TRACKS,
    Base,
    CountriesPresent,
    KindsPresent,
    Problem,
    QuorumPredicate,
    RuleSettings,
    SeatsPresent,
    Threshold,
    YesShare,
    YesWeight,
)

T = TypeVar("T")

CODE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")
FRACTION = re.compile(r"[0-9]{1,40}(?:/[0-9]{1,40})?\Z")
LONGEST_CODE = 100
LONGEST_LIST = 500
MOST_UNKNOWN_KEYS_NAMED = 20
HALF = Fraction(1, 2)
STAND_INS = {
    "fraction": "1/2",
    "base": "yes+no",
    "strict": True,
    "share": "1/2",
    "count": 1,
    "at_least": "1",
    "track": "seats",
}
QUORUM_KEYS = {
    "seats_present": ("share", "strict"),
    "countries_present": ("count",),
    "kinds_present": ("kinds",),
    "yes_share": ("share", "track", "strict"),
    "yes_weight": ("at_least", "track"),
}


def shown(value: object) -> str:
    """What was found, short enough to be repeated in a sentence."""
    if isinstance(value, str):
        return repr(value[:40]) + ("…" if len(value) > 40 else "")
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int):
        return str(value) if -(10**20) < value < 10**20 else "a very large number"
    return f"a {type(value).__name__}"


class Reader:
    """Typed getters that note a problem and answer with a harmless stand-in, so that reading goes on."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, path: str, code: str, sentence: str) -> None:
        self.problems.append(Problem(path, code, sentence))

    def table(self, value: object, path: str, allowed: Collection[str]) -> Mapping[str, object]:
        """A mapping with no other keys than those allowed."""
        if not isinstance(value, Mapping):
            self.refuse(path, "not_a_table", f"A table of named values is expected here, not {shown(value)}.")
            return {}
        unknown = [key for key in value if key not in allowed]
        for key in unknown[:MOST_UNKNOWN_KEYS_NAMED]:
            where = f"{path}.{shown(key)}" if path else shown(key)
            known = ", ".join(allowed)
            self.refuse(where.replace("'", ""), "unknown_key", f"{shown(key)} is not known here; known are: {known}.")
        if len(unknown) > MOST_UNKNOWN_KEYS_NAMED:
            rest = len(unknown) - MOST_UNKNOWN_KEYS_NAMED
            self.refuse(path, "unknown_key", f"{rest} more names are not known here.")
        return value

    def items(self, value: object, path: str, read: Callable[[object, str], T | None]) -> tuple[T, ...]:
        if not isinstance(value, list | tuple):
            self.refuse(path, "not_a_list", f"A list is expected here, not {shown(value)}.")
            return ()
        if len(value) > LONGEST_LIST:
            self.refuse(path, "too_long", f"At most {LONGEST_LIST} entries may stand here, not {len(value)}.")
            return ()
        found = [read(item, f"{path}[{index}]") for index, item in enumerate(value)]
        return tuple(item for item in found if item is not None)

    def required(self, table: Mapping[str, object], key: str, path: str) -> object:
        if key not in table:
            self.refuse(f"{path}.{key}", "missing", f"{key} must be stated.")
        # The stand-ins are well-formed wherever they can be asked for, so that what is missing is named only once.
        return table.get(key, STAND_INS.get(key))

    def one_of(self, value: object, path: str, options: Collection[str]) -> str:
        if isinstance(value, str) and value in options:
            return value
        self.refuse(path, "not_an_option", f"{shown(value)} is not one of: {', '.join(options)}.")
        return next(iter(options))

    def boolean(self, value: object, path: str) -> bool:
        if isinstance(value, bool):
            return value
        self.refuse(path, "not_a_boolean", f"True or false is expected here, not {shown(value)}.")
        return False

    def integer(self, value: object, path: str, low: int, high: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(path, "not_an_integer", f"A whole number is expected here, not {shown(value)}.")
            return low
        if not low <= value <= high:
            self.refuse(path, "out_of_range", f"A number from {low} to {high} is expected here, not {shown(value)}.")
            return low
        return value

    def code(self, value: object, path: str) -> str | None:
        if isinstance(value, str) and len(value) <= LONGEST_CODE and CODE.match(value):
            return value
        sentence = (
            f"A code of at most {LONGEST_CODE} small letters, digits and hyphens is expected, not {shown(value)}."
        )
        self.refuse(path, "not_a_code", sentence)
        return None

    def codes(self, value: object, path: str) -> tuple[str, ...]:
        found = self.items(value, path, self.code)
        if len(set(found)) < len(found):
            self.refuse(path, "repeated", "The same code stands here twice.")
        return found

    def fraction(self, value: object, path: str, highest: int | None = 1) -> Fraction:
        """`"2/3"` or `"1"`, or a whole number; never a float, because 0.1 is not a tenth there."""
        exact: Fraction | None = None
        if isinstance(value, int) and not isinstance(value, bool):
            exact = Fraction(value) if abs(value) < 10**40 else None
        elif isinstance(value, str) and len(value) <= 81 and FRACTION.match(value):
            above, _, below = value.partition("/")
            exact = Fraction(int(above), int(below or 1)) if int(below or 1) else None
        if exact is None:
            sentence = f'An exact fraction written like "2/3" is expected here, not {shown(value)}.'
            self.refuse(path, "not_a_fraction", sentence)
            return HALF
        if exact < 0 or (highest is not None and exact > highest):
            limit = "of 0 or more" if highest is None else f"from 0 to {highest}"
            self.refuse(path, "out_of_range", f"A fraction {limit} is expected here, not {shown(value)}.")
            return HALF
        return exact

    def threshold(self, value: object, path: str) -> Threshold | None:
        table = self.table(value, path, ("fraction", "base", "strict"))
        if not isinstance(value, Mapping):
            return None
        return Threshold(
            fraction=self.fraction(self.required(table, "fraction", path), f"{path}.fraction"),
            base=cast(Base, self.one_of(self.required(table, "base", path), f"{path}.base", BASES)),
            strict=self.boolean(self.required(table, "strict", path), f"{path}.strict"),
        )

    def thresholds(self, value: object, path: str, at_least_one: bool = True) -> tuple[Threshold, ...]:
        found = self.items(value, path, self.threshold)
        if at_least_one and isinstance(value, list | tuple) and not value:
            self.refuse(path, "empty", "At least one threshold must be stated here.")
        return found

    def quorum(self, value: object, path: str) -> tuple[QuorumPredicate, ...]:
        return self.items(value, path, self.predicate)

    def predicate(self, value: object, path: str) -> QuorumPredicate | None:
        if not isinstance(value, Mapping):
            self.table(value, path, ())
            return None
        kind = self.required(value, "kind", path)
        if "kind" not in value:
            return None
        if not isinstance(kind, str) or kind not in QUORUM_KEYS:
            self.one_of(kind, f"{path}.kind", QUORUM_KEYS)
            return None
        table = self.table(value, path, ("kind", *QUORUM_KEYS[kind]))
        if kind == "countries_present":
            return CountriesPresent(self.integer(self.required(table, "count", path), f"{path}.count", 1, 1000))
        if kind == "kinds_present":
            return KindsPresent(self.codes(table.get("kinds", ()), f"{path}.kinds"))
        return self.share_or_weight(kind, table, path)

    def share_or_weight(self, kind: str, table: Mapping[str, object], path: str) -> QuorumPredicate:
        if kind == "yes_weight":
            track = self.one_of(self.required(table, "track", path), f"{path}.track", TRACKS)
            at_least = self.fraction(self.required(table, "at_least", path), f"{path}.at_least", highest=None)
            return YesWeight(at_least, track)
        share = self.fraction(self.required(table, "share", path), f"{path}.share")
        strict = self.boolean(table.get("strict", False), f"{path}.strict")
        if kind == "seats_present":
            return SeatsPresent(share, strict)
        named = table.get("track")
        return YesShare(share, None if named is None else self.one_of(named, f"{path}.track", TRACKS), strict)

    def settings(self, rule: str, value: object, path: str, default: RuleSettings) -> RuleSettings:
        """The settings of one rule; what is not stated is as in `default`."""
        own = {"dual_track": "classes", "double_majority": "tracks"}.get(rule, "thresholds")
        table = self.table(value, path, (own, "quorum"))
        quorum = self.quorum(table.get("quorum", ()), f"{path}.quorum")
        if own not in table:
            return RuleSettings(default.thresholds, quorum, default.tracks, default.classes)
        where = f"{path}.{own}"
        if own == "classes":
            return RuleSettings(quorum=quorum, classes=self.classes(table[own], where))
        if own == "tracks":
            return RuleSettings(quorum=quorum, tracks=self.tracks(table[own], where, default))
        needs_one = rule not in ("consensus", "unanimity")
        return RuleSettings(self.thresholds(table[own], where, at_least_one=needs_one), quorum)

    def tracks(self, value: object, path: str, default: RuleSettings) -> dict[str, tuple[Threshold, ...]]:
        table = self.table(value, path, DOUBLE_MAJORITY_TRACKS)
        found = dict(default.tracks)
        for track in DOUBLE_MAJORITY_TRACKS:
            if track in table:
                found[track] = self.thresholds(table[track], f"{path}.{track}")
        return found

    def classes(self, value: object, path: str) -> dict[str, str]:
        if not isinstance(value, Mapping):
            self.table(value, path, ())
            return {}
        if len(value) > LONGEST_LIST:
            self.refuse(path, "too_long", f"At most {LONGEST_LIST} entries may stand here, not {len(value)}.")
            return {}
        found: dict[str, str] = {}
        for key in value:
            code = self.code(key, path)
            if code is not None:
                options = [rule for rule in RULES if rule != "dual_track"]
                found[code] = self.one_of(value[key], f"{path}.{code}", options)
        return found

    def integers(self, value: object, path: str, low: int, high: int) -> tuple[int, ...]:
        """Whole numbers, each once, the highest first."""
        found = self.items(value, path, lambda item, where: self.integer(item, where, low, high))
        return tuple(sorted(set(found), reverse=True))

    def hours(self, value: object, path: str, default: Mapping[str, int], highest: int) -> dict[str, int]:
        table = self.table(value, path, tuple(default))
        stated = {kind: self.integer(table[kind], f"{path}.{kind}", 0, highest) for kind in default if kind in table}
        return {**default, **stated}
