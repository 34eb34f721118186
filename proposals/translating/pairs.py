"""The side-by-side page: each passage beside its translation, and what somebody typed there, which is never lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from common.errors import Conflict, DomainError, Invalid
from proposals.drafting.models import Proposal

from .choosing import REVIEWED, SUMMARY, TITLE, Original, Version, Versions, best, is_stale, latest
from .models import Translation

ALL = "all"


@dataclass
class Pair:
    """A passage and its translation. `last` is the version on which the next is written, `seen` the one that readers
    see; `text`, `base` and `source` are what stands in the form.
    """

    original: Original
    last: Version | None
    seen: Version | None
    text: str
    base: int
    source: str
    is_touched: bool = False
    is_saved: bool = False
    error: str = ""
    theirs: str = ""

    @property
    def id(self) -> str:
        """The passage."""
        return self.original.passage

    @property
    def is_title(self) -> bool:
        """Whether it is one line."""
        return self.id == TITLE

    @property
    def is_summary(self) -> bool:
        """Whether it is the summary."""
        return self.id == SUMMARY

    @property
    def rows(self) -> int:
        """How high a field that shows the whole of it has to be, about."""
        return min(20, 2 + max(len(self.original.text), len(self.text)) // 45)

    @property
    def is_stale(self) -> bool:
        """Whether the last version is of another wording."""
        return self.last is not None and is_stale(self.last, self.original)

    @property
    def can_be_reviewed(self) -> bool:
        """Whether a second person has something to look at."""
        return self.last is not None and self.last.standing != REVIEWED and not self.is_stale

    @property
    def is_behind(self) -> bool:
        """Whether readers see another version than the last."""
        return self.last is not None and self.seen is not None and self.last.serial != self.seen.serial


def pairs_of(originals: Iterable[Original], versions: Versions, language: str) -> list[Pair]:
    """The passages that need a translation into the language, as they stand."""
    found = []
    for original in originals:
        if original.language != language:
            made = versions.get((original.passage, language), ())
            last = latest(made)
            text, base = (last.text, last.serial) if last else ("", 0)
            found.append(Pair(original, last, best(made, original), text, base, original.sha256))
    return found


@dataclass
class Sent:
    """What a browser sent from the page: per passage the text, the version and the original that were read."""

    texts: dict[str, str] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


def read_sent(posted: Mapping[str, str], pairs: Sequence[Pair]) -> Sent:
    """The fields of the passages on the page, with one kind of line end."""
    sent = Sent()
    for pair in pairs:
        text = posted.get(f"text-{pair.id}")
        if text is not None:
            sent.texts[pair.id] = text.replace("\r\n", "\n")
            base = posted.get(f"base-{pair.id}", "")
            sent.bases[pair.id] = int(base) if base.isascii() and base.isdigit() and len(base) < 9 else 0
            sent.sources[pair.id] = posted.get(f"source-{pair.id}", "")[:64]
    return sent


def put_back(pairs: Sequence[Pair], sent: Sent, proposal: Proposal, language: str) -> None:
    """What was typed stands in the form again. A field that nobody touched shows what is saved now instead."""
    before = _texts_before(pairs, sent, proposal, language)
    for pair in pairs:
        typed = sent.texts.get(pair.id)
        if typed is None:
            continue
        pair.is_touched = typed.strip() != before.get(pair.id, pair.text if sent.bases[pair.id] else "").strip()
        if pair.is_touched:
            pair.text, pair.base, pair.source = typed, sent.bases[pair.id], sent.sources[pair.id]


def _texts_before(pairs: Sequence[Pair], sent: Sent, proposal: Proposal, language: str) -> dict[str, str]:
    """The text on which somebody wrote, where another version was saved since. One query at the most."""
    older = {p.id: sent.bases[p.id] for p in pairs if p.id in sent.texts and sent.bases[p.id] not in (0, p.base)}
    if not older:
        return {}
    rows = Translation.objects.filter(
        proposal=proposal, language=language, passage__in=older, serial__in=set(older.values())
    )
    texts = rows.values_list("passage", "serial", "text")
    return {passage: text for passage, serial, text in texts if older[passage] == serial}


def mark_saved(pair: Pair, made: Translation) -> None:
    """The pair as it stands after its text was saved."""
    version = Version(
        made.passage, made.language, made.serial, made.text, made.source_sha256, made.origin, made.pk, is_mine=True
    )
    pair.last, pair.text, pair.base, pair.source = version, made.text, made.serial, made.source_sha256
    pair.is_touched, pair.is_saved = False, True


def mark_refused(pair: Pair, refusal: DomainError) -> None:
    """What stands against it, beside what was typed. Whoever was told of another version or another original goes on
    from there: saved again, it is no longer overlooked.
    """
    pair.error = refusal.sentence
    if refusal.code == "translated_meanwhile" and pair.last is not None:
        pair.theirs, pair.base = pair.last.text, pair.last.serial
    if refusal.code == "original_changed":
        pair.source = pair.original.sha256


def wanted(pairs: Sequence[Pair], save: str) -> list[Pair]:
    """The pairs that a button saves: one, or all in which something was typed."""
    if save == ALL:
        return [pair for pair in pairs if pair.is_touched]
    return [pair for pair in pairs if pair.id == save]


REFUSALS = (Invalid, Conflict)
