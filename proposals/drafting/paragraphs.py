"""The paragraphs of a text, and how their ids live on from one revision to the next. Pure.

A comment, an amendment and a translation are tied to a paragraph by its id, so the id has to follow the paragraph
through edits, moves, splits and merges, and must never come to mean another one.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

LONGEST_PARAGRAPH = 20_000
MOST_PARAGRAPHS = 200
LONGEST_TEXT = 200_000

# A paragraph of which half the words stayed is the same one, edited. Between the same two neighbours a quarter is
# enough: it was rewritten where it stood.
SAME, SAME_IN_PLACE = 0.5, 0.25
# One part of a split has few of the words, but nearly all of its own are the other's.
CONTAINED, LEAST_SHARED = 0.8, 5
LONG_WORD = 24

BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
ID = re.compile(r"p([1-9][0-9]*)\Z")
# How an author says that a paragraph is in another language than the rest: `[qu]` before its first word.
MARK = re.compile(r"\[([a-z]{2}(?:-[a-z]{2})?)\]\s*(?=\S)")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: an id such as `p7`, its text, and its language where that is not the language of the revision."""

    id: str
    text: str
    language: str = ""


def split(text: str) -> list[str]:
    """The paragraphs of a text, which are what blank lines divide; spaces at their ends are dropped.

    Lines are ended by `\\n`. Joining the parts with a blank line and splitting again gives the same parts.
    """
    return [part for part in (piece.strip() for piece in BLANK_LINES.split(text)) if part]


def join(paragraphs: Iterable[Paragraph]) -> str:
    """The text that `split` takes apart into these paragraphs, each with the mark of a language of its own."""
    return "\n\n".join(f"[{p.language}] {p.text}" if p.language else p.text for p in paragraphs)


def read_mark(part: str, known: Collection[str]) -> tuple[str, str]:
    """(language, text) of a part that `split` gave: the language of its mark, or "" where it has none.

    What stands in brackets and is no known language is text, such as the number of a footnote. Of several marks the
    last counts: a text never begins with what the next editing would take for one.
    """
    language = ""
    while (match := MARK.match(part)) and match[1] in known:
        language, part = match[1], part[match.end() :]
    return language, part


def in_languages(paragraphs: Iterable[Paragraph], languages: Iterable[str], main: str) -> list[Paragraph]:
    """The paragraphs in these languages, one for each; the language of the whole text, `main`, is not said again."""
    pairs = zip(paragraphs, languages, strict=True)
    return [replace(paragraph, language="" if language == main else language) for paragraph, language in pairs]


def read(stored: Iterable[dict[str, str]]) -> list[Paragraph]:
    """The paragraphs of a stored revision, a list of `{"id", "text"}`, with `"language"` where it is another."""
    return [Paragraph(row["id"], row["text"], row.get("language", "")) for row in stored]


def write(paragraphs: Iterable[Paragraph]) -> list[dict[str, str]]:
    """The stored form, which says a language only where it is another: so texts in one language keep their hash."""
    return [
        {"id": p.id, "text": p.text, "language": p.language} if p.language else {"id": p.id, "text": p.text}
        for p in paragraphs
    ]


def carry_ids(old: Sequence[Paragraph], new_texts: Sequence[str], used: Iterable[str] = ()) -> list[Paragraph]:
    """`new_texts` with the ids of the paragraphs that they continue, and new ids for the others.

    `used` are all ids that any revision of the proposal has had; none of them is given to a new paragraph. The answer
    depends on nothing else. A paragraph that goes on keeps its language. Of a split, the part that is most like the
    whole keeps the id; of a merge, the merged paragraph has the id of the part that it is most like.
    """
    pairs = _unchanged(old, new_texts)
    pairs |= _edited(old, new_texts, pairs)
    numbers = [int(match[1]) for name in {*used, *(p.id for p in old)} if (match := ID.match(name))]
    fresh = max(numbers, default=0)
    carried = []
    for position, text in enumerate(new_texts):
        source = pairs.get(position)
        if source is None:
            fresh += 1
            carried.append(Paragraph(f"p{fresh}", text))
        else:
            carried.append(replace(old[source], text=text))
    return carried


def _unchanged(old: Sequence[Paragraph], new: Sequence[str]) -> dict[int, int]:
    """New position → old position of equal texts: those that kept their order first, then those that moved."""
    texts = [paragraph.text for paragraph in old]
    pairs: dict[int, int] = {}
    for block in SequenceMatcher(None, texts, list(new), autojunk=False).get_matching_blocks():
        pairs.update((block.b + step, block.a + step) for step in range(block.size))
    waiting: dict[str, list[int]] = {}
    for position in sorted(set(range(len(texts))) - set(pairs.values()), reverse=True):
        waiting.setdefault(texts[position], []).append(position)
    for position, text in enumerate(new):
        if position not in pairs and waiting.get(text):
            pairs[position] = waiting[text].pop()
    return pairs


def _edited(old: Sequence[Paragraph], new: Sequence[str], pairs: dict[int, int]) -> dict[int, int]:
    """New position → old position of texts that are alike, the most alike first and ties by place."""
    taken = set(pairs.values())
    left = {position: _words(p.text) for position, p in enumerate(old) if position not in taken}
    right = {position: _words(text) for position, text in enumerate(new) if position not in pairs}
    gap_of_old, gap_of_new = _gaps(len(old), taken), _gaps(len(new), pairs.keys())
    candidates = []
    for a, before in left.items():
        for b, after in right.items():
            in_place = gap_of_old[a] == gap_of_new[b]
            likeness = _likeness(before, after, SAME_IN_PLACE if in_place else SAME)
            if likeness:
                candidates.append((-likeness, not in_place, abs(a - b), b, a))
    found: dict[int, int] = {}
    for _unlike, _place, _distance, b, a in sorted(candidates):
        if b not in found and a in left:
            found[b] = a
            del left[a]
    return found


def _gaps(length: int, anchors: Iterable[int]) -> list[int]:
    """For each position, how many unchanged paragraphs stand before it: equal numbers are the same place."""
    fixed, gaps, count = set(anchors), [], 0
    for position in range(length):
        gaps.append(count)
        count += position in fixed
    return gaps


def _words(text: str) -> Counter[str]:
    """How often each word occurs. What is written without spaces is taken in pieces of three signs."""
    words: Counter[str] = Counter()
    for word in text.casefold().split():
        if len(word) <= LONG_WORD:
            words[word] += 1
        else:
            words.update(word[at : at + 3] for at in range(0, len(word) - 2))
    return words


def _likeness(before: Counter[str], after: Counter[str], least: float) -> float:
    """The share of words that two paragraphs have in common (Dice), or 0 when they are not the same paragraph."""
    few, many = (before, after) if len(before) <= len(after) else (after, before)
    shared = sum(min(count, many[word]) for word, count in few.items() if word in many)
    sizes = before.total(), after.total()
    dice = 2 * shared / sum(sizes) if shared else 0.0
    if dice >= least or (shared >= LEAST_SHARED and shared >= CONTAINED * min(sizes)):
        return dice
    return 0.0
