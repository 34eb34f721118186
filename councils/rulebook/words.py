"""A rulebook in words: what each rule, threshold and quorum asks, as a sentence for whoever votes by it."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from .clauses import (
    CountriesPresent,
    KindsPresent,
    QuorumPredicate,
    RuleSettings,
    SeatsPresent,
    Threshold,
    YesShare,
    YesWeight,
    fraction_text,
)
from .rules import Rulebook

RULE_NAMES = {
    "seats": pgettext_lazy("rule", "one seat, one vote"),
    "countries": pgettext_lazy("rule", "one country, one vote"),
    "capital": pgettext_lazy("rule", "by capital contribution"),
    "dual_track": pgettext_lazy("rule", "dual track"),
    "double_majority": pgettext_lazy("rule", "double majority"),
    "consensus": pgettext_lazy("rule", "consensus"),
    "unanimity": pgettext_lazy("rule", "unanimity"),
    "schulze": pgettext_lazy("rule", "Schulze"),
    "schulze_quorum": pgettext_lazy("rule", "Schulze with quorum and majority"),
    "irv": pgettext_lazy("rule", "instant runoff"),
    "stv": pgettext_lazy("rule", "single transferable vote"),
    "equal_shares": pgettext_lazy("rule", "equal shares"),
    "greedy": pgettext_lazy("rule", "the most wanted first"),
}
CLASS_NAMES = {
    "fundamental": pgettext_lazy("decision class", "fundamental"),
    "operational": pgettext_lazy("decision class", "operational"),
}
GROUND_NAMES = {
    "insult": pgettext_lazy("ground", "insult"),
    "threat": pgettext_lazy("ground", "threat"),
    "hate": pgettext_lazy("ground", "hate or discrimination"),
    "personal_data": pgettext_lazy("ground", "somebody's personal data"),
    "spam": pgettext_lazy("ground", "spam"),
    "off_topic": pgettext_lazy("ground", "off topic"),
    "falsehood": pgettext_lazy("ground", "a falsehood that harms"),
    "illegal": pgettext_lazy("ground", "against the law"),
}
SHARES = {
    Fraction(1): pgettext_lazy("share", "all"),
    Fraction(1, 2): pgettext_lazy("share", "half"),
    Fraction(1, 3): pgettext_lazy("share", "a third"),
    Fraction(2, 3): pgettext_lazy("share", "two thirds"),
    Fraction(1, 4): pgettext_lazy("share", "a quarter"),
    Fraction(3, 4): pgettext_lazy("share", "three quarters"),
}
BASES = {
    "yes+no": pgettext_lazy("base", "yes and no"),
    "yes+no+abstain": pgettext_lazy("base", "yes, no and abstentions"),
    "roll": pgettext_lazy("base", "the whole roll"),
}
UNITS = {
    "seats": pgettext_lazy("unit", "in seats"),
    "countries": pgettext_lazy("unit", "in countries"),
    "capital": pgettext_lazy("unit", "in contributions"),
}
COUNTED = {
    "seats": gettext_lazy("Each seat counts once."),
    "countries": gettext_lazy("Each country counts once, with what the majority of its seats says."),
    "capital": gettext_lazy(
        "Each country counts with its whole contribution, for what the majority of its seats says."
    ),
    "consensus": gettext_lazy("Adopted if at least one seat says yes and nobody blocks."),
    "unanimity": gettext_lazy("Adopted if at least one seat says yes and nobody says no or blocks."),
}


def rule_name(rule: str) -> str:
    """What a rule is called, with how the seats weigh in it (`schulze/capital`); one that is not known here is called
    by its code.
    """
    plain, _slash, weighting = rule.partition("/")
    if not weighting:
        return str(RULE_NAMES.get(rule, rule))
    names = {"rule": RULE_NAMES.get(plain, plain), "weighting": RULE_NAMES.get(weighting, weighting)}
    return pgettext("rule and weighting", "%(rule)s, %(weighting)s") % names


def class_name(code: str) -> str:
    """What a decision class is called. Councils name classes of their own, whose code is then the name."""
    return str(CLASS_NAMES.get(code, code.replace("_", " ").replace("-", " ")))


def ground_name(code: str) -> str:
    """What a ground of moderation is called."""
    return str(GROUND_NAMES.get(code, code))


def share_words(share: Fraction) -> str:
    """*two thirds*, or the exact fraction where people have no word for it."""
    return str(SHARES.get(share, fraction_text(share)))


def threshold_words(threshold: Threshold) -> str:
    """What a threshold asks: *yes is more than half of yes and no*."""
    data = {"share": share_words(threshold.fraction), "base": BASES[threshold.base]}
    if threshold.strict:
        return _("yes is more than %(share)s of %(base)s") % data
    return _("yes is at least %(share)s of %(base)s") % data


def rule_sentence(rulebook: Rulebook, rule: str, decision_class: str = "") -> str:
    """How `rule` decides, in a sentence or two that say everything it asks but the quorum."""
    settings = rulebook.rules[rule]
    if rule == "dual_track":
        return _track_sentence(rulebook, settings, decision_class)
    if rule == "double_majority":
        by_country, by_capital = (_all_of(settings.tracks[track]) for track in ("countries", "capital"))
        return _(
            "Counted twice, and both must adopt: by country, if %(by_country)s; by contribution, if %(by_capital)s."
        ) % {"by_country": by_country, "by_capital": by_capital}
    if not settings.thresholds:
        return str(COUNTED[rule])
    adopted = _("Adopted if %(conditions)s.") % {"conditions": _all_of(settings.thresholds)}
    return f"{COUNTED[rule]} {adopted}"


def _track_sentence(rulebook: Rulebook, settings: RuleSettings, decision_class: str) -> str:
    rule = settings.classes.get(decision_class)
    if rule is None:
        return _("Each decision class has a rule of its own; a ballot without a class is not counted by this rule.")
    data = {"name": class_name(decision_class), "rule": rule_name(rule)}
    opening = _("A decision of the class “%(name)s” is counted by the rule “%(rule)s”.") % data
    return f"{opening} {rule_sentence(rulebook, rule)}"


def _all_of(thresholds: tuple[Threshold, ...]) -> str:
    return pgettext("between conditions", " and ").join(threshold_words(threshold) for threshold in thresholds)


def quorum_words(predicate: QuorumPredicate, kinds: dict[str, str]) -> str:
    """What a quorum asks. `kinds` says what the kinds of movement are called, which a rulebook does not know."""
    match predicate:
        case SeatsPresent(share, strict):
            data = {"share": share_words(share)}
            more, least = _("more than %(share)s of the seats vote"), _("at least %(share)s of the seats vote")
            return (more if strict else least) % data
        case CountriesPresent(count):
            words = ngettext("at least %(n)d country votes", "at least %(n)d countries vote", count)
            return words % {"n": count}
        case KindsPresent(asked):
            if not asked:
                return _("at least one movement of each kind on the roll votes")
            names = ", ".join(kinds.get(kind, kind) for kind in asked)
            return _("at least one movement of each of these kinds votes: %(kinds)s") % {"kinds": names}
        case YesShare(share, _track, strict):
            data = {"share": share_words(share)}
            more, least = (
                _("yes is more than %(share)s of the whole roll"),
                _("yes is at least %(share)s of the whole roll"),
            )
            return (more if strict else least) % data
        case YesWeight(at_least, _track):
            return _("yes is at least %(amount)s") % {"amount": fraction_text(at_least)}
