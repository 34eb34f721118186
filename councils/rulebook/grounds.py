"""What the grounds are called for which a text may be reported, and what each of them means."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

NAMES: dict[str, str | Promise] = {
    "insult": pgettext_lazy("ground", "insult"),
    "threat": pgettext_lazy("ground", "threat"),
    "hate": pgettext_lazy("ground", "hate"),
    "personal_data": pgettext_lazy("ground", "personal data"),
    "spam": pgettext_lazy("ground", "spam"),
    "off_topic": pgettext_lazy("ground", "off topic"),
    "falsehood": pgettext_lazy("ground", "deliberate falsehood"),
    "illegal": pgettext_lazy("ground", "against the law"),
}
MEANINGS: dict[str, str | Promise] = {
    "insult": pgettext_lazy("ground", "It insults or belittles a person or a movement."),
    "threat": pgettext_lazy("ground", "It threatens somebody, or calls for violence."),
    "hate": pgettext_lazy("ground", "It attacks people for what they are: their people, sex, faith, descent or body."),
    "personal_data": pgettext_lazy("ground", "It makes known of somebody what they did not make public themselves."),
    "spam": pgettext_lazy("ground", "It advertises, or repeats itself."),
    "off_topic": pgettext_lazy("ground", "It has nothing to do with the proposal."),
    "falsehood": pgettext_lazy("ground", "It states as a fact what its author knows to be false."),
    "illegal": pgettext_lazy("ground", "A law forbids it."),
}


def ground_name(ground: str) -> str:
    """What a ground is called; one that is not known here is called by its code."""
    return str(NAMES.get(ground, ground))


def ground_meaning(ground: str) -> str:
    """What it means, in a sentence."""
    return str(MEANINGS.get(ground, ""))
