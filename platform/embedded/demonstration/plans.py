"""What the content says, as data: facts of the literature, an invented council with its people, and the rounds."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.text import slugify

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Case:
    """What the moderation makes of a comment: `reports` are (by, ground, words), and the rest may not have come yet."""

    reports: list[tuple[str, str, str]]
    by: str = ""
    kind: str = ""
    ground: str = ""
    reason: str = ""
    quotes: list[str] = field(default_factory=list)
    appeal: str = ""
    heard_by: str = ""
    outcome: str = ""
    heard: str = ""


@dataclass(frozen=True)
class Comment:
    """What somebody says. `paragraph` is counted from 1, and so are `amendment` and `reply_to` among what came
    before it.
    """

    by: str
    text: str
    stance: str
    language: str = ""
    paragraph: int = 0
    amendment: int = 0
    reply_to: int = 0
    edited: str = ""
    retracted: str = ""
    supported_by: list[str] = field(default_factory=list)
    case: Case | None = None

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Comment":
        return cls(**{**raw, "case": Case(**raw["case"]) if "case" in raw else None})


@dataclass(frozen=True)
class Amendment:
    """An amendment and what becomes of it. `at` is the share of the discussion that has gone by; the paragraphs of
    `changes` are counted from 1 in the text of that moment, and 0 is its beginning.
    """

    by: str
    at: float
    reasons: str
    changes: list[Mapping[str, Any]]
    language: str = ""
    sponsors: list[str] = field(default_factory=list)
    accepted_by: str = ""
    declined_by: str = ""
    declined: str = ""
    calls: list[str] = field(default_factory=list)
    votes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Translation:
    """A passage in another language: `title`, `summary`, or the number of a paragraph of the text of that moment."""

    by: str
    at: float
    passage: str
    language: str
    text: str
    reviewed_by: str = ""


@dataclass(frozen=True)
class Reshaping:
    """A plan of a merge with the proposal `other`, or of a split into a `new` one, and who has agreed to it."""

    at: float
    reason: str
    wording: Mapping[str, Any]
    other: int = 0
    new: Mapping[str, str] = field(default_factory=dict)
    agreed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    """A statement of vote, a challenge or a recusal: by whom, and in which words."""

    by: str
    text: str = ""
    kind: str = ""
    language: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Motion:
    """A proposal and what becomes of it. `ends` is where it stands in drafting; `votes` are cast in this order."""

    by: str
    language: str
    title: str
    summary: str
    themes: list[int]
    countries: list[str]
    texts: list[str]
    decision_class: str = ""
    amount: str = ""
    body: str = ""
    notes: list[str] = field(default_factory=list)
    sponsors: Mapping[str, bool | str] = field(default_factory=dict)
    ends: str = "admitted"
    reason: str = ""
    withdrawn: str = ""
    comments: tuple[Comment, ...] = ()
    endorsed_by: list[str] = field(default_factory=list)
    amendments: tuple[Amendment, ...] = ()
    translations: tuple[Translation, ...] = ()
    reshaping: Reshaping | None = None
    challenge: Said | None = None
    recusal: Said | None = None
    votes: list[tuple[str, str]] = field(default_factory=list)
    again: list[tuple[str, str]] = field(default_factory=list)
    statements: tuple[Said, ...] = ()

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Motion":
        facts = dict(raw)
        facts["comments"] = tuple(Comment.read(comment) for comment in facts.get("comments", ()))
        facts["amendments"] = tuple(Amendment(**amendment) for amendment in facts.get("amendments", ()))
        facts["translations"] = tuple(Translation(**made) for made in facts.get("translations", ()))
        facts["reshaping"] = Reshaping(**facts["reshaping"]) if "reshaping" in facts else None
        facts["statements"] = tuple(Said(**said) for said in facts.get("statements", ()))
        for name in ("challenge", "recusal"):
            facts[name] = Said(**facts[name]) if name in facts else None
        return cls(**facts)


@dataclass(frozen=True)
class Question:
    """A question of the secretariat that is no motion, called at its share of the settlement. `options` are texts by
    their code; without them the proposals of the round that ask for an amount are put, under their numbers.
    `candidates` are nominated in the hours after; those with a statement have accepted, and votes name them by their
    parts.
    """

    key: str
    kind: str
    at: float
    title: Mapping[str, str]
    terms: Mapping[str, Any]
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    votes: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    candidates: list[Mapping[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """What a body does with what it was sent of a proposal, the `asked`th time; days are counted from today. `votes`
    say whether the answer is adequate; `reports` are the body's own, and the movements'.
    """

    proposal: int
    by: str
    asked: int = 1
    acknowledged: int = 0
    day: int = 0
    kind: str = ""
    reasons: str = ""
    paragraphs: list[Mapping[str, Any]] = field(default_factory=list)
    votes: list[tuple[str, str]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class RoundPlan:
    """A round. `days` are those, counted from today, on which drafting opens and each stage up to the vote closes; with
    a plenary, its close is among them.
    """

    number: int
    days: list[int]
    title: Mapping[str, str]
    call: Mapping[str, str]
    addressees: list[str]
    proposals: tuple[Motion, ...]
    response: list[int]
    has_plenary: bool = False
    closes_in_minutes: int = 0
    second_call: list[int] = field(default_factory=list)
    envelope: int | None = None
    extended: Mapping[str, Any] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    answers: tuple[Answer, ...] = ()

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "RoundPlan":
        proposals = tuple(Motion.read(motion) for motion in raw["proposals"])
        questions = tuple(Question(**question) for question in raw.get("questions", ()))
        answers = tuple(Answer(**answer) for answer in raw.get("answers", ()))
        return cls(**{**raw, "proposals": proposals, "questions": questions, "answers": answers})


@dataclass(frozen=True)
class Movement:
    """A movement of the demonstration and its people, by name. `applicant` is who applied, if not the titular."""

    key: str
    kind: str
    name: str
    language: str
    titular: str
    description: Mapping[str, str]
    country: str = ""
    alternate: str = ""
    member: str = ""
    applicant: str = ""
    waits: bool = False
    suspended: Mapping[str, Any] = field(default_factory=dict)

    @property
    def coordinator(self) -> str:
        return self.applicant or self.titular

    @property
    def people(self) -> list[str]:
        """Everybody once, whoever coordinates first."""
        return [name for name in dict.fromkeys([self.coordinator, self.titular, self.alternate, self.member]) if name]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


@cache
def facts() -> Mapping[str, Any]:
    """What is real: countries, contributions with their source, themes."""
    return _read("facts.toml")


@cache
def council() -> Mapping[str, Any]:
    """What is invented: the council, its officers and addressees, and its rulebooks."""
    return _read("council.toml")


@cache
def movements() -> Mapping[str, Movement]:
    """The movements by their short key."""
    return {raw["key"]: Movement(**raw) for raw in council()["movements"]}


@cache
def rounds() -> tuple[RoundPlan, ...]:
    """The rounds of the story, in the order in which they are convened."""
    found = (_read(f"rounds/{path.name}") for path in sorted((CONTENT / "rounds").glob("*.toml")))
    return tuple(RoundPlan.read(raw) for raw in found)


@cache
def asking() -> Mapping[str, Any]:
    """What is asked besides positions: letters, evaluations, referrals."""
    return _read("asking.toml")


@cache
def again() -> tuple[Mapping[str, str], Mapping[str, str], tuple[Motion, ...]]:
    """Title, call and questions of the votes that later starts convene."""
    raw = _read("again.toml")
    return raw["title"], raw["call"], tuple(Motion.read(question) for question in raw["questions"])


def email_of(name: str) -> str:
    """An address that nobody can have: example.org is kept for examples."""
    return f"{slugify(name).replace('-', '.')}@example.org"


def name_of(ref: str) -> str:
    """Who plays a part: `ve1` is a movement's titular, `ve1.alternate` its alternate, `observer` an officer and
    `directorio` who answers for that body.
    """
    key, _dot, role = ref.partition(".")
    if movement := movements().get(key):
        return str(getattr(movement, role or "titular"))
    answering = {body["slug"]: body["respondent"] for body in council()["addressees"]}
    return str({**council()["officers"], **answering}[key])
