"""Which version of a passage somebody is shown, and what can be said of it. Pure.

A passage is a paragraph by its id, `title` or `summary`. A translation was made of one wording of its original, which
it names by hash; once the original reads otherwise it is stale. Nothing of this is stored: it follows from the texts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from common.proof.canonical import sha256

TITLE, SUMMARY = "title", "summary"
MACHINE, HUMAN, REVIEWED = "machine", "human", "reviewed"
# The better one last.
STANDINGS = (MACHINE, HUMAN, REVIEWED)


@dataclass(frozen=True)
class Original:
    """A passage as its authors wrote it; `is_covered` where the moderation hid something of it from who reads."""

    passage: str
    language: str
    text: str
    is_covered: bool = False

    @property
    def sha256(self) -> str:
        """By which a translation says what it was made of: SHA-256 of the text in UTF-8."""
        return sha256(self.text.encode())


@dataclass(frozen=True)
class Version:
    """One translation of a passage. `standing` is machine, human or reviewed; the later of two has the higher serial.
    `key` is the stored row's.
    """

    passage: str
    language: str
    serial: int
    text: str
    source_sha256: str
    standing: str
    key: int = 0
    is_mine: bool = False
    movement: str = ""


@dataclass(frozen=True)
class Shown:
    """A passage as a reader is shown it, with what has to be said beside it: by whom the words are (`""` for the
    authors' own), and whether the original has changed since.
    """

    id: str
    language: str
    text: str
    standing: str = ""
    is_stale: bool = False

    @property
    def is_translated(self) -> bool:
        """Whether these are not the authors' own words."""
        return self.standing != ""


Versions = Mapping[tuple[str, str], Sequence[Version]]


def by_place(versions: Iterable[Version]) -> Versions:
    """The versions by (passage, language)."""
    found: dict[tuple[str, str], list[Version]] = {}
    for version in versions:
        found.setdefault((version.passage, version.language), []).append(version)
    return found


def is_stale(version: Version, original: Original) -> bool:
    """Whether the original reads otherwise than when this was made of it."""
    return version.source_sha256 != original.sha256


def best(versions: Iterable[Version], original: Original) -> Version | None:
    """The version that stands for the original in one language: one of the present wording before a stale one, then
    reviewed before human before machine, then the latest.

    So nobody takes a reviewed translation away by writing another over it: that is shown once it is reviewed too.
    """
    return max(
        versions,
        key=lambda one: (not is_stale(one, original), STANDINGS.index(one.standing), one.serial),
        default=None,
    )


def latest(versions: Iterable[Version]) -> Version | None:
    """The version on which the next one is written, and which is reviewed."""
    return max(versions, key=lambda one: one.serial, default=None)


def choose(original: Original, versions: Versions, order: Sequence[str]) -> Shown:
    """The passage for a reader of the languages in `order`: the first of them in which there is something, if only a
    stale translation, which is then marked; else the original.

    A language in which the passage was written needs no translation.
    """
    for language in order:
        if language == original.language:
            break
        version = best(versions.get((original.passage, language), ()), original)
        if version is not None:
            return Shown(original.passage, language, version.text, version.standing, is_stale(version, original))
    return Shown(original.passage, original.language, original.text)


def missing(originals: Iterable[Original], versions: Versions, languages: Iterable[str]) -> dict[str, list[str]]:
    """The passages that lack a reviewed translation of their present wording, by language; none for one that is whole.

    A passage needs none in its own language.
    """
    texts = list(originals)
    lacking = {
        language: [
            original.passage
            for original in texts
            if original.language != language and not is_reviewed(original, versions, language)
        ]
        for language in languages
    }
    return {language: passages for language, passages in lacking.items() if passages}


def is_reviewed(original: Original, versions: Versions, language: str) -> bool:
    """Whether the present wording has a reviewed translation."""
    version = best(versions.get((original.passage, language), ()), original)
    return version is not None and version.standing == REVIEWED and not is_stale(version, original)


@dataclass(frozen=True)
class Progress:
    """How far a text is in one language: how many passages need a translation, and how many of each state they have."""

    language: str
    total: int
    reviewed: int
    human: int
    machine: int
    stale: int

    @property
    def missing(self) -> int:
        """Passages without any translation."""
        return self.total - self.reviewed - self.human - self.machine - self.stale


def progress(originals: Iterable[Original], versions: Versions, language: str) -> Progress:
    """The state of each passage counted once, by the version that stands for it."""
    wanted = [original for original in originals if original.language != language]
    counts = dict.fromkeys((*STANDINGS, "stale"), 0)
    for original in wanted:
        version = best(versions.get((original.passage, language), ()), original)
        if version is not None:
            counts["stale" if is_stale(version, original) else version.standing] += 1
    return Progress(language, len(wanted), counts[REVIEWED], counts[HUMAN], counts[MACHINE], counts["stale"])
