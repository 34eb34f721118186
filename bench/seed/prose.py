"""What people write, and what never repeats itself as seeds do: a page of one sentence would compress to nothing."""

import random
from functools import cache

SYLLABLES = [consonant + vowel for consonant in "bcdglmnprstv" for vowel in "aeiou"]


class Writer:
    """The same words in every run, for each name others."""

    def __init__(self, name: str) -> None:
        self._dice = random.Random(name)

    def prose(self, sentences: int) -> str:
        """So many sentences of twelve words."""
        return " ".join(self._dice.choices(_sentences(), k=sentences))


@cache
def _sentences() -> list[str]:
    dice = random.Random(1804)
    said = [["".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _word in range(12)] for _one in range(5_000)]
    return [f"{' '.join(words).capitalize()}." for words in said]
