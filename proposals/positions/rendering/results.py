"""The result under every rule, as blocks of a sheet: what was counted, what was asked, and whom it chose."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.templatetags.minga import fraction
from proposals.voting.words import choice_word

from .. import choices_reading as choosing
from .. import reading as motions

Block = dict[str, Any]

# What a sheet lists at the most; a short one lists no options beyond what was chosen.
MOST_OPTIONS = 300
MOST_CALLS = 60
MOST_SENTENCES = 100
LONGEST_SHORT = 4_000


def result_blocks(reading: motions.Reading | choosing.ChoiceReading, *, is_short: bool) -> list[Block]:
    """Every rule with its outcome in words, the binding one first, then how was voted."""
    blocks = _motion(reading) if isinstance(reading, motions.Reading) else _choice(reading, is_short=is_short)
    return [*blocks, *([] if is_short else _calls(reading.roll_call))]


def _motion(reading: motions.Reading) -> list[Block]:
    blocks: list[Block] = []
    for row in reading.rows[:MOST_SENTENCES]:
        said = [_said(counted.name, counted.words) if counted.name else counted.words for counted in row.counts]
        said += [f"{asked.words} {_holds(asked.is_met)}" for asked in [*row.quorum, *row.asked]]
        said += row.differences
        blocks += [_head(row), _lead(row.word), *_list([*said, row.reason])]
    binding = reading.rows[0]
    blocks += [{"kind": "sub", "text": _("Working of the rule that binds")}, *_list(binding.working[:MOST_SENTENCES])]
    if reading.countries:
        unit = f" ({reading.currency})" if reading.currency else ""
        head = [_("Country"), _("Says"), choice_word("yes"), choice_word("no"), _("Carries") + unit]
        rows = [[row.name, row.word, row.yes, row.no, fraction(row.weight)] for row in reading.countries]
        blocks += [{"kind": "sub", "text": _("By country")}, {"kind": "table", "head": head, "rows": rows}]
    return blocks


def _choice(reading: choosing.ChoiceReading, *, is_short: bool) -> list[Block]:
    blocks: list[Block] = [_para(reading.counts)] if reading.counts else []
    for row in reading.rows[:MOST_SENTENCES]:
        said = [
            row.chosen and _("Chosen: %(names)s") % {"names": row.chosen},
            row.between and _("Tied between: %(names)s") % {"names": row.between},
            row.cost and _("Cost together: %(amount)s") % {"amount": row.cost},
            *(f"{asked.words} {_holds(asked.is_met)}" for asked in (reading.quorum if row.is_binding else ())),
            row.differs,
            row.reason,
        ]
        blocks += [_head(row), _lead(row.word), *_list([part[:LONGEST_SHORT] for part in said if part])]
    return [*blocks, *([] if is_short else _options(reading))]


def _options(reading: choosing.ChoiceReading) -> list[Block]:
    """The place of each option under each rule that counted, as on the page."""
    if not reading.counted or not reading.options:
        return []
    has_costs = any(row.cost for row in reading.options)
    # Rules have long names, and a page is narrow: they are numbered above the table.
    names = [f"{number}. {row.name}" for number, row in enumerate(reading.counted, 1)]
    head = [_("Option"), *([_("Cost")] if has_costs else []), *(str(n) for n in range(1, len(names) + 1))]
    rows = [
        [f"{row.option.number}. {row.option}", *([row.cost] if has_costs else []), *row.marks]
        for row in reading.options[:MOST_OPTIONS]
    ]
    blocks = [{"kind": "sub", "text": _("Every option under every rule")}, *_list(names)]
    blocks.append({"kind": "table", "head": head, "rows": rows})
    if more := len(reading.options) - MOST_OPTIONS:
        blocks += [_para(_("And %(n)s more, in the data.") % {"n": more})] if more > 0 else []
    return blocks


def _calls(calls: list[motions.RollCall]) -> list[Block]:
    heads = [f"{call.word}, {call.number}" for call in calls]
    rows = [_said(head, call.names) if call.names else head for head, call in zip(heads, calls, strict=True)]
    return [{"kind": "sub", "text": _("How was voted")}, *_list(rows[:MOST_CALLS])] if rows else []


def _head(row: motions.RuleRow | choosing.RuleRow) -> Block:
    name = _("%(rule)s (binding)") % {"rule": row.name} if row.is_binding else str(row.name)
    return {"kind": "sub", "text": capfirst(name)}


def _said(what: str, words: str) -> str:
    return _("%(what)s: %(words)s") % {"what": what, "words": words}


def _holds(is_met: bool) -> str:
    return _("That holds.") if is_met else _("That does not hold.")


def _words_language() -> str:
    return (get_language() or "es").split("-")[0]


def _para(words: str) -> Block:
    return {"kind": "para", "text": words, "lang": _words_language()}


def _lead(words: str) -> Block:
    return {"kind": "lead", "text": words, "lang": _words_language()}


def _list(items: list[str]) -> list[Block]:
    said = [str(item) for item in items if item]
    return [{"kind": "list", "items": said, "lang": _words_language()}] if said else []
