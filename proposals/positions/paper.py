"""What could be chosen, as the pages of a result name it: numbered in the order of the ballot paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_uppercase
from typing import Any

from proposals.voting.answer_words import option_name
from proposals.voting.words import few

BAR = 1000
MARK = 4


@dataclass(frozen=True)
class Listed:
    """One option: its number on the paper, what it is called in which language (empty: none), and what it costs."""

    number: int
    id: str
    name: str
    language: str
    cost: str = ""

    @property
    def letter(self) -> str:
        """A, B, …, Z, AA, …: what stands for it in a table of pairs, where a number would be taken for its place."""
        letters, left = "", self.number
        while left > 0:
            left, place = divmod(left - 1, len(ascii_uppercase))
            letters = ascii_uppercase[place] + letters
        return letters

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Piece:
    """A piece of a bar, in thousandths of its length."""

    choice: str
    x: int
    width: int


@dataclass(frozen=True)
class Paper:
    """The options in order, and by their ids."""

    options: tuple[Listed, ...]
    by_id: Mapping[str, Listed]

    def one(self, identifier: str) -> Listed:
        """The option of this id; what is none is called by it."""
        return self.by_id.get(identifier) or Listed(0, identifier, identifier, "")

    def some(self, identifiers: Iterable[str]) -> list[Listed]:
        """The options of these ids, in the order of the ids."""
        return [self.one(identifier) for identifier in identifiers]

    def ordered(self, identifiers: Iterable[str]) -> list[Listed]:
        """The options of these ids in the order of the paper: what is stored by id has lost its own."""
        return sorted(self.some(identifiers), key=lambda option: option.number)

    def names(self, identifiers: Sequence[str], most: int = 12) -> str:
        """The names of some of them in a sentence."""
        return few([self.one(identifier).name for identifier in identifiers], most)


def paper_of(options: Iterable[Mapping[str, Any]]) -> Paper:
    """The ballot paper of a published ballot."""
    listed = []
    for number, option in enumerate(options, 1):
        language, name = option_name(option)
        listed.append(Listed(number, option["id"], name, language, option.get("cost", "")))
    return Paper(tuple(listed), {option.id: option for option in listed})


def bar_up_to(value: Fraction, whole: Fraction, mark: Fraction | None = None, fill: str = "yes") -> list[Piece]:
    """A bar of `value` on a scale that ends at `whole`, with a line at `mark`: a quota, say. The picture is rounded."""
    if not whole:
        return []
    pieces = [Piece(fill, 0, max(min(int(value * BAR / whole), BAR), 1))] if value > 0 else []
    if mark is not None and mark <= whole:
        pieces.append(Piece("line", min(int(mark * BAR / whole), BAR - MARK), MARK))
    return pieces
