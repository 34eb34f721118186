"""A text as one reader is shown it: in a language of theirs as far as it is translated, and what is said beside it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.languages import language_name, reading_order
from councils.wellformed import LANGUAGES
from proposals.drafting.models import Revision

from .choosing import SUMMARY, TITLE, Original, Shown, choose
from .queries import originals_of, versions_of

FIELD = "text"
ORIGINAL = "original"


@dataclass(frozen=True)
class Choice:
    """Another language in which the text can be read: where, and what it is called."""

    code: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Reading:
    """The passages as they are shown. `choices` are there where there is something to choose."""

    title: Shown
    summary: Shown | None
    paragraphs: list[Shown]
    choices: list[Choice]

    @property
    def passages(self) -> list[Shown]:
        """Every passage, the title first."""
        return [self.title, *([self.summary] if self.summary else []), *self.paragraphs]

    @property
    def is_translated(self) -> bool:
        """Whether any of it is not in its authors' own words."""
        return any(passage.is_translated for passage in self.passages)

    @property
    def has_unreviewed(self) -> bool:
        """Whether somebody should still look at what is shown."""
        return any(p.is_translated and p.standing != "reviewed" for p in self.passages)

    @property
    def has_stale(self) -> bool:
        """Whether an original changed since."""
        return any(passage.is_stale for passage in self.passages)


def read_for(request: HttpRequest, revision: Revision, translated: Collection[str]) -> Reading:
    """The revision for whoever asks: in the language of the address (`?text=qu`, `?text=original`), else in the
    reader's own. One query, or none where the text is theirs or nothing is translated.

    `translated` are the languages in which there is anything at all.
    """
    originals = originals_of(revision)
    wanted = asked_for(request)
    order = [] if wanted == ORIGINAL else reading_order(wanted)
    useful = [language for language in _before_original(order, originals) if language in translated]
    versions = versions_of(revision.proposal_id, originals, useful)
    shown = {one.passage: choose(one, versions, order) for one in originals}
    title = shown.pop(TITLE)
    return Reading(
        title=title,
        summary=shown.pop(SUMMARY, None),
        paragraphs=list(shown.values()),
        choices=_choices(request.GET, revision, translated, title.language if title.is_translated else wanted),
    )


def asked_for(request: HttpRequest) -> str:
    """The language of the address; what is none is not heeded, and the reader's own takes its place."""
    asked = request.GET.get(FIELD, "").lower()
    return asked if asked == ORIGINAL or asked in LANGUAGES else get_language() or settings.LANGUAGE_CODE


def _before_original(order: list[str], originals: list[Original]) -> list[str]:
    """The languages of the reader's that any passage is looked up in: none after the one in which all are written."""
    written = {original.language for original in originals}
    if len(written) == 1 and (whole := written.pop()) in order:
        return order[: order.index(whole)]
    return order


def _choices(asked: QueryDict, revision: Revision, languages: Collection[str], wanted: str) -> list[Choice]:
    if not languages:
        return []
    codes = sorted(languages, key=language_name)
    name = _("original (%(language)s)") % {"language": language_name(revision.language)}
    current = wanted if wanted in codes else ORIGINAL
    named = [(ORIGINAL, name), *((code, language_name(code)) for code in codes)]
    return [Choice(code, label, _address(asked, code), code == current) for code, label in named]


def _address(asked: QueryDict, code: str) -> str:
    changed = asked.copy()
    changed[FIELD] = code
    return f"?{changed.urlencode()}"
