"""What the words of a vote mean, in the reader's language."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from councils.models import Movement

CHOICES: dict[str, Promise] = {
    "yes": pgettext_lazy("choice", "Yes"),
    "no": pgettext_lazy("choice", "No"),
    "abstain": pgettext_lazy("choice", "Abstain"),
    "block": pgettext_lazy("choice", "Block"),
}
MEANINGS: dict[str, Promise] = {
    "yes": _("We adopt this text."),
    "no": _("We do not adopt this text."),
    "abstain": _("We take no side. We count as present."),
    "block": _("A no of principle: where the rule is consensus, it stops the text; under every other rule it is a no."),
}
# The same where the question is whether an answer to a position is adequate.
MEANINGS_OF_ANSWERS: dict[str, Promise] = {
    "yes": _("The answer is adequate."),
    "no": _("It is not: the body is to be asked again."),
    "abstain": MEANINGS["abstain"],
    "block": _("A no of principle: where the rule is consensus, one is enough; under every other rule it is a no."),
}
COUNTED: dict[str, Promise] = {**CHOICES, "absent": pgettext_lazy("choice", "Absent")}
KINDS = {kind.value: kind.label for kind in Movement.Kind}
# Why an answer could not be counted, by the code of `proposals.tally.answers`.
ANSWERS: dict[str, Promise] = {
    "unranked": _("Rank at least one option, and each at most once."),
    "ranked_twice": _("An option is ranked twice."),
    "too_many": _("At most %(most)s may be chosen, not %(n)s."),
    "equal_ranks": _("Two options stand on one rank: put one of them first."),
    "too_high": _("Give an option at most %(most)s points."),
    "too_many_points": _("There are %(most)s points to give away, not %(n)s."),
    "not_an_answer": _("The answer is not of the kind that this ballot asks for."),
    "nothing_chosen": _("Choose at least one option, and each at most once."),
    "chosen_twice": _("An option is chosen twice."),
    "no_points": _("Give at least one point."),
    "not_points": _("Points are whole numbers above 0."),
    "unknown_choice": _("Choose yes, no, abstain or block."),
    "not_one": _("The parts sum to %(total)s, not to 1."),
    "not_a_part": _("A part is a whole number or a fraction such as 2/3, and not negative."),
    "too_fine": _("A vote is divided into at most %(most)s parts."),
    "no_option": _("%(name)s is no option of this ballot."),
}
FEW = 12


def choice_word(choice: str) -> str:
    """What a choice, or being absent, is called; a word that is not known here stays as it is."""
    return str(COUNTED.get(choice, choice))


def meanings(*, of_answer: bool) -> dict[str, Promise]:
    """What the choices of a motion mean: on a text, or on an answer."""
    return MEANINGS_OF_ANSWERS if of_answer else MEANINGS


def kind_word(kind: str) -> str:
    """What a kind of movement is called."""
    return str(KINDS.get(kind, kind))


def few(names: Sequence[str], most: int = FEW) -> str:
    """The first names of a list, and how many more there are: a page is read on a phone, also with 1,000 seats."""
    shown, rest = ", ".join(names[:most]), len(names) - most
    if rest <= 0:
        return shown
    return ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", rest) % {"names": shown, "n": rest}
