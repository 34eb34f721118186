"""The gate: a ballot does not open before its text is reviewed in every language that the rulebook requires."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy, ngettext, override

from common.errors import Conflict, DomainError
from common.languages import language_name
from councils.mandates.queries import rulebook_at
from councils.models import Council
from councils.rulebook.rules import RulebookError, read_rulebook
from proposals.drafting.models import Revision
from proposals.translating.queries import missing_in

from .models import Ballot

MOST = 50


class TranslationsMissing(Conflict):
    """The gate is shut. `missing` are the passages without a reviewed translation, by language."""

    def __init__(self, missing: dict[str, list[str]]) -> None:
        self.missing = missing
        super().__init__(
            "translations_missing",
            gettext_lazy(
                "The vote cannot open: the text is not reviewed yet in all the languages that the rulebook requires "
                "(%(languages)s)."
            ),
            data={"languages": Listed(self.missing)},
        )


class Listed:
    """Languages that lack passages, put into words when they are read: *Quechua: 3, Portuguese: 1*."""

    def __init__(self, missing: Mapping[str, Sequence[str]]) -> None:
        self.missing = missing

    def __str__(self) -> str:
        return "; ".join(missing_words(language, passages) for language, passages in self.missing.items())


def missing_words(language: str, passages: Sequence[str]) -> str:
    """What one language lacks: *Quechua: 3 passages*."""
    words = ngettext("%(language)s: %(n)d passage", "%(language)s: %(n)d passages", len(passages))
    return words % {"language": language_name(language), "n": len(passages)}


def why_not_translated(
    ballot: Ballot, revision: Revision | None, required: Sequence[str]
) -> TranslationsMissing | None:
    """The gate's answer for this text, if the ballot asks for one: the plenary votes on changes, not on a text."""
    languages = [language for language in required if language not in ballot.waived_languages]
    if ballot.amendment_id or revision is None or not languages:
        return None
    [missing] = missing_in([revision], languages)
    return TranslationsMissing(missing) if missing else None


def in_words_of(council: Council, refusal: DomainError) -> str:
    """The sentence in the first of the council's languages, for what is kept and not only shown."""
    with override(next(iter(council.languages), settings.LANGUAGE_CODE)):
        return refusal.sentence


def untranslated(council: Council) -> list[tuple[Ballot, dict[str, list[str]]]]:
    """The council's ballots that lack translations to open, the first to open first, with what each lacks.

    As many queries as there are windows in which they open, and sets of languages that they lack.
    """
    waiting = Ballot.objects.filter(round__council=council, state=Ballot.State.PROVISIONAL, amendment__isnull=True)
    related = waiting.select_related("round__council", "window", "proposal__revision")
    by_rules: dict[tuple[str, ...], list[Ballot]] = {}
    required: dict[int, tuple[str, ...]] = {}
    for ballot in related.order_by("window__opens_at", "pk")[:MOST]:
        if ballot.window_id not in required:
            required[ballot.window_id] = required_languages(ballot)
        asked = [language for language in required[ballot.window_id] if language not in ballot.waived_languages]
        by_rules.setdefault(tuple(asked), []).append(ballot)
    found = []
    for languages, ballots in by_rules.items():
        texts = [(ballot, ballot.text) for ballot in ballots if ballot.text]
        lacking = missing_in([revision for _ballot, revision in texts], languages)
        found += [(ballot, missing) for (ballot, _text), missing in zip(texts, lacking, strict=True) if missing]
    return sorted(found, key=lambda pair: (pair[0].window.opens_at, pair[0].pk))


def missing_now(ballot: Ballot, required: Sequence[str]) -> dict[str, list[str]]:
    """What the gate would miss if the ballot opened with the text as it stands; nothing once it is open or over."""
    if ballot.state != Ballot.State.PROVISIONAL:
        return {}
    refusal = why_not_translated(ballot, ballot.text, required)
    return refusal.missing if refusal else {}


def required_languages(ballot: Ballot) -> tuple[str, ...]:
    """What the rulebook in force at the opening requires; nothing where there is none that can be read."""
    version = rulebook_at(ballot.round.council, ballot.window.opens_at)
    try:
        return read_rulebook(version.data).required_languages if version else ()
    except RulebookError:
        return ()
