"""The passages of a text, and the translations that there are of them."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from councils.wellformed import LANGUAGES
from proposals.drafting.models import Proposal, Revision
from proposals.drafting.paragraphs import read
from proposals.drafting.veiling import covered_of

from .choosing import REVIEWED, SUMMARY, TITLE, Original, Version, Versions, best, by_place, is_stale, missing
from .models import MachineRequest, Translation

# Of each passage and language only what `choosing` may choose between: the last of each standing, of the present
# wording and of earlier ones. So a text that was translated a hundred times costs what one translated once does.
VERSIONS = """
SELECT DISTINCT ON (t.passage, t.language, t.is_fresh, t.standing)
    t.passage, t.language, t.serial, t.shown, t.source_sha256, t.standing, t.id, t.made_by_id, coalesce(m.name, '')
FROM (
    SELECT t.*, t.source_sha256 = o.sha256 AS is_fresh,
        CASE WHEN t.reviewed_at IS NULL THEN t.origin ELSE 'reviewed' END AS standing,
        CASE WHEN %s THEN t.text ELSE '' END AS shown
    FROM proposals_translation t
    JOIN unnest(%s::text[], %s::text[]) AS o(passage, sha256) ON o.passage = t.passage
    WHERE t.proposal_id = %s AND t.language = ANY(%s)
        AND minga_translation_is_public(t.proposal_id, t.passage, t.source_sha256, t.made_at)
) t
LEFT JOIN councils_seat s ON s.id = t.seat_id LEFT JOIN councils_movement m ON m.id = s.movement_id
ORDER BY t.passage, t.language, t.is_fresh, t.standing, t.serial DESC
"""
REVIEWED_PASSAGES = """
SELECT DISTINCT t.proposal_id, t.passage, t.language, t.source_sha256
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS o(proposal, passage, sha256)
JOIN proposals_translation t ON t.proposal_id = o.proposal AND t.passage = o.passage AND t.source_sha256 = o.sha256
WHERE t.reviewed_at IS NOT NULL AND t.language = ANY(%s)
"""


def originals_of(revision: Revision | None) -> list[Original]:
    """What there is to translate: the title, the summary if there is one, and each paragraph."""
    if revision is None:
        return []
    covered, parts = covered_of(revision), [(TITLE, "", revision.title)]
    if revision.summary:
        parts.append((SUMMARY, "", revision.summary))
    parts += [(p.id, p.language, p.text) for p in read(revision.paragraphs)]
    return [Original(name, language or revision.language, text, name in covered) for name, language, text in parts]


def versions_of(
    proposal_id: int,
    originals: Sequence[Original],
    languages: Iterable[str],
    *,
    person: User | None = None,
    with_texts: bool = True,
) -> Versions:
    """The translations that may be shown of these passages in these languages; of what is covered none, because they
    say what was hidden. One query; none without languages.

    `person` is whose own ones are to be told apart, for nobody reviews those of their own.
    """
    wanted, read_by_all = list(languages), [one for one in originals if not one.is_covered]
    if not wanted or not read_by_all:
        return {}
    passages, hashes = [one.passage for one in read_by_all], [one.sha256 for one in read_by_all]
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, [with_texts, passages, hashes, proposal_id, wanted])
        rows = cursor.fetchall()
    me = person.pk if person else 0
    return by_place(Version(*row[:7], row[7] == me, row[8]) for row in rows)  # type: ignore[call-arg] # as is asked for


def missing_in(revisions: Iterable[Revision], languages: Collection[str]) -> list[dict[str, list[str]]]:
    """For each revision the passages without a reviewed translation of its own wording, by language. One query."""
    texts = [(revision.proposal_id, originals_of(revision)) for revision in revisions]
    asked = [(proposal, one.passage, one.sha256) for proposal, originals in texts for one in originals]
    found: dict[int, list[Version]] = {}
    if asked and languages:
        with connection.cursor() as cursor:
            cursor.execute(REVIEWED_PASSAGES, [*(list(column) for column in zip(*asked, strict=True)), list(languages)])
            for proposal, passage, language, sha256 in cursor.fetchall():
                found.setdefault(proposal, []).append(Version(passage, language, 1, "", sha256, REVIEWED))
    return [missing(originals, by_place(found.get(proposal, ())), languages) for proposal, originals in texts]


def reviewed_texts(revision: Revision) -> dict[str, dict[str, object]]:
    """The reviewed translations of the revision's own wording, as a position publishes them:
    `{language: {"title", "summary", "paragraphs": [{"id", "text"}]}}`, without what is not translated.
    """
    originals = originals_of(revision)
    versions = versions_of(revision.proposal_id, originals, LANGUAGES)
    found: dict[str, dict[str, object]] = {}
    for language in sorted(LANGUAGES):
        texts = {}
        for original in originals:
            version = best(versions.get((original.passage, language), ()), original)
            if version and version.standing == REVIEWED and not is_stale(version, original):
                texts[original.passage] = version.text
        if texts:
            paragraphs = [{"id": o.passage, "text": texts.pop(o.passage)} for o in originals[1:] if _is_in(o, texts)]
            found[language] = {**texts, "paragraphs": paragraphs}
    return found


def _is_in(original: Original, texts: Collection[str]) -> bool:
    return original.passage != SUMMARY and original.passage in texts


def last_translation(proposal: Proposal, passage: str, language: str) -> Translation | None:
    """The translation with the highest serial."""
    made = Translation.objects.filter(proposal=proposal, passage=passage, language=language)
    return made.order_by("-serial").first()


def machine_requests(proposal: Proposal, language: str) -> QuerySet[MachineRequest]:
    """What was asked of the machine, the latest first."""
    return MachineRequest.objects.filter(proposal=proposal, language=language).order_by("-pk")
