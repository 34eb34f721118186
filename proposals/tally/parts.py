"""The parts of a divided vote: read exactly, from fractions or from numbers of delegates, and compared."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from councils.rulebook.rules import CHOICES, fraction_text
from proposals.tally.answers import AnswerError

PART = re.compile(r"[0-9]{1,9}(?:/[0-9]{1,9})?")
MOST_PARTS = 100_000


def read_parts(answer: Mapping[str, object]) -> dict[str, str]:
    """The parts of a motion's answer in their shortest form, those of 0 left out; raises `AnswerError`.

    Each is a fraction as text, none with more than `MOST_PARTS` in its denominator, together exactly 1.
    """
    if not answer or not set(answer) <= set(CHOICES):
        raise AnswerError("unknown_choice", "Choose yes, no, abstain or block.")
    parts = {choice: _part(part) for choice, part in answer.items()}
    total = sum(parts.values(), Fraction(0))
    if total != 1:
        raise AnswerError("not_one", "The parts sum to %(total)s, not to 1.", total=str(total))
    return {choice: fraction_text(parts[choice]) for choice in sorted(parts) if parts[choice]}


def _part(value: object) -> Fraction:
    if not isinstance(value, str) or not PART.fullmatch(value):
        raise AnswerError("not_a_part", "A part is a whole number or a fraction such as 2/3, and not negative.")
    above, _slash, below = value.partition("/")
    if below and not int(below):
        raise AnswerError("not_a_part", "A part is a whole number or a fraction such as 2/3, and not negative.")
    if int(below or 1) > MOST_PARTS:
        raise AnswerError("too_fine", "A vote is divided into at most %(most)s parts.", most=MOST_PARTS)
    return Fraction(int(above), int(below or 1))


def parts_of(written: Mapping[str, str]) -> dict[str, str]:
    """Parts as somebody writes them into fields: all of them fractions, or all numbers of delegates, of which there are
    as many as stand there together. What is empty is 0; nothing is judged that `read_parts` will judge.
    """
    given = {choice: text.strip() for choice, text in written.items() if text.strip()}
    numbers = [int(text) for text in given.values() if PART.fullmatch(text) and "/" not in text]
    total = sum(numbers)
    if len(numbers) < len(given) or not total:
        return given
    return {choice: f"{int(text)}/{total}" for choice, text in given.items()}


def same_answer(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two answers of one ballot say the same, whatever the order in which they are written down."""
    return _plain(one) == _plain(other)


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    plain = dict(answer)
    if isinstance(plain.get("ranking"), list):
        plain["ranking"] = [sorted(group) for group in plain["ranking"]]
    if isinstance(plain.get("approved"), list):
        plain["approved"] = sorted(plain["approved"])
    return plain
