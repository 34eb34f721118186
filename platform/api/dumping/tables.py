"""The tables of a dump and where their columns come from: the shapes of the public API, so that no file says more."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rest_framework.fields import Field

from common.api.shapes import Address, Amount, Data, Flag, Instant, Keys, Listed, Number, Page, Shape, Texts, Word
from councils.mandates.api import CouncilShape, SeatShape
from councils.movements.api import CountryShape, MovementShape
from councils.rounds.api import RoundShape
from councils.rulebook.api import RulebookShape
from proposals.amending.api import AmendmentShape
from proposals.answering.api import ResponseShape, TransmittalShape
from proposals.answering.following.api import FollowUpShape
from proposals.deliberation.api import CommentShape, EndorsementShape
from proposals.drafting.api import ProposalShape, RevisionShape
from proposals.evaluating.api import EvaluationShape
from proposals.letters.api import LetterSignatureShape, OneLetterShape
from proposals.meetings.api import AgendaItemShape, AttendanceShape, MinutesShape, OneMeetingShape
from proposals.positions.api import PositionShape
from proposals.referring.api import DocumentShape, OneReferralShape
from proposals.translating.api import TranslationShape
from proposals.voting.api import BallotShape
from proposals.voting.shapes import ResultShape, RollSeatShape, StatementShape, VoteShape, WeightShape

from ..ledger import EntryShape

SCHEMA = "minga-dump/1"
PROPOSAL = {"council": "The council's slug.", "round": "The number of the round.", "proposal": "The proposal's number."}
BALLOT = {"council": "The council's slug.", "round": "The number of the round.", "ballot": "The ballot's number."}

LETTER = {"council": "The council's slug.", "letter": "The letter's number."}
MEETING = {"council": "The council's slug.", "meeting": "The meeting's number."}
REFERRAL = {"council": "The council's slug.", "referral": "The referral's number."}


@dataclass(frozen=True)
class Table:
    """A table: what stands in it, the shape of its rows, columns `before` and `after` those of the shape, and the
    parts of the shape that have a table of their own.
    """

    name: str
    shape: type[Shape] | None = None
    before: tuple[tuple[str, str], ...] = ()
    after: tuple[tuple[str, str], ...] = ()
    without: frozenset[str] = frozenset()
    words: str = ""

    @property
    def about(self) -> str:
        """What stands in a row, in a sentence or two."""
        return self.words or " ".join((self.shape.__doc__ or "").split())

    @cached_property
    def columns(self) -> dict[str, str]:
        """The columns in their order, each with what is to be known of it."""
        fields = self.shape().get_fields() if self.shape else {}
        own = {name: _about(field) for name, field in fields.items() if name not in self.without}
        return {**dict(self.before), **own, **dict(self.after)}

    @cached_property
    def texts(self) -> list[str]:
        """The columns that hold a text by language."""
        fields = self.shape().get_fields() if self.shape else {}
        return [name for name, field in fields.items() if isinstance(field, Texts) and name not in self.without]


# What is to be known of a column of which its shape says no more.
KINDS: dict[type, str] = {
    Address: "An address in the API.",
    Page: "The address of its page.",
    Instant: "An instant.",
    Amount: "Decimal text.",
    Number: "A whole number.",
    Flag: "true or false.",
    Texts: "A text by language.",
    Keys: "A list of keys.",
    Listed: "A list.",
    Data: "Data with a form of its own.",
}


def _about(field: Field) -> str:
    kind = next((words for known, words in KINDS.items() if isinstance(field, known)), "Text.")
    kind = f"One of: {', '.join(word or 'empty' for word in field.words)}." if isinstance(field, Word) else kind
    return str(field.help_text or kind)


def table(name: str, shape: type[Shape] | None = None, **more: object) -> Table:
    """A table, with its columns beside the shape given as mappings."""
    columns = {key: tuple(value.items()) for key, value in more.items() if isinstance(value, dict)}
    return Table(name, shape, **{**more, **columns})  # type: ignore[arg-type] # as the fields of a table are


TABLES = {
    made.name: made
    for made in (
        table("councils", CouncilShape),
        table("countries", CountryShape),
        table("movements", MovementShape),
        table("seats", SeatShape),
        table("rulebooks", RulebookShape),
        table("rounds", RoundShape),
        table("proposals", ProposalShape),
        table("revisions", RevisionShape, before=PROPOSAL, without=frozenset({"title", "summary", "paragraphs"})),
        table(
            "paragraphs",
            before={
                **PROPOSAL,
                "revision": "The number of the revision.",
                "place": "In which place it stands, from 1; title and summary have 0.",
                "passage": "The id of a paragraph, or title, or summary.",
                "language": "In which it was written. What it says in others stands in `translations`.",
                "text": "As it stands in this revision.",
            },
            words="The text of a revision, passage by passage.",
        ),
        table("translations", TranslationShape),
        table("amendments", AmendmentShape),
        table("comments", CommentShape),
        table("endorsements", EndorsementShape),
        table("ballots", BallotShape),
        table("rolls", RollSeatShape, before=BALLOT),
        table("weights", WeightShape, before=BALLOT),
        table(
            "votes",
            VoteShape,
            before=BALLOT,
            after={"code": "Of a vote in a secret ballot, where the rulebook has codes."},
        ),
        table("tallies", ResultShape, before=BALLOT),
        table("statements", StatementShape, before=BALLOT),
        table("positions", PositionShape),
        table("evaluations", EvaluationShape),
        table("letters", OneLetterShape, without=frozenset({"paragraphs", "countries", "signatures"})),
        table(
            "letterparagraphs",
            before={
                **LETTER,
                "place": "In which place it stands, from 1.",
                "passage": "The id of the paragraph.",
                "language": "In which it was written.",
                "text": "What it says.",
            },
            words="The text of a letter, paragraph by paragraph.",
        ),
        table("signatures", LetterSignatureShape, before=LETTER),
        table("transmittals", TransmittalShape),
        table("responses", ResponseShape, before={"transmittal_url": "What was answered."}),
        table("followups", FollowUpShape),
        table("referrals", OneReferralShape, without=frozenset({"documents"})),
        table("documents", DocumentShape, before=REFERRAL),
        table("meetings", OneMeetingShape, without=frozenset({"agenda", "attendance", "minutes"})),
        table("agenda", AgendaItemShape, before=MEETING),
        table("attendance", AttendanceShape, before=MEETING),
        table("minutes", MinutesShape, before=MEETING),
        table("ledger", EntryShape),
        table(
            "texts",
            before={
                "table": "The table in which it stands.",
                "url": "The address of what it belongs to.",
                "column": "The column.",
                "language": "The language.",
                "text": "The text in this language.",
            },
            words="Every text that exists in several languages, once for each of them.",
        ),
    )
}


def readme(*, day: str, site: str, licence: str) -> str:
    """What is in the files, for people."""
    head = f"""# {site}, {day}

What {site}/api/v1/ shows, as it stood when this dump began. Schema: `{SCHEMA}`. Licence: {licence}.

Each table stands here as CSV (RFC 4180, UTF-8, a line of headings) and as JSON Lines (one object a line), and all of
them in `minga.zip`. `manifest.json` says when they were made, how many rows they have, and the SHA-256 of every file.

Instants are ISO 8601 in UTC. Amounts and fractions are decimal text: read them as such. In CSV an empty cell is null or
empty, and what has parts is JSON in its cell. Texts are as people wrote them: a spreadsheet may take one that begins
with `=` for a formula. What the moderation has hidden is replaced here as it is in the API.
"""
    return "\n".join([head, *_chapters()])


def _chapters() -> Iterator[str]:
    for one in TABLES.values():
        lines = [f"| `{name}` | {' '.join(words.split())} |" for name, words in one.columns.items()]
        yield "\n".join([f"## {one.name}", "", one.about, "", "| column | |", "|---|---|", *lines, ""])
