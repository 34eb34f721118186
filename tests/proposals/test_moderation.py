"""Reporting, deciding, appealing and hearing: who may, when, and what is then so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from common.proof.canonical import sha256
from councils.mandates.acting import act_for
from councils.mandates.permissions import why_not_silenced
from councils.mandates.silence import Silence
from councils.models import Office
from ledger.models import Entry
from proposals.deliberation.actions import comment_proposal, edit_comment, retract_comment
from proposals.deliberation.screening import likeness
from proposals.drafting.actions import begin_proposal, revise_proposal, submit_proposal
from proposals.drafting.hiding import veil_of
from proposals.models import Case, Comment, Decision
from proposals.moderation.actions import appeal_decision, decide_case, hear_appeal, report_text
from tests.factories.moderation import AT, DAY, SAID, Matter, matter
from tests.factories.proposals import DISCUSSION, DRAFTING, ENDS, HOUR, TICK, WINDOWS

pytestmark = pytest.mark.django_db

MODERATORS = {"secretary", "moderator", "second", "moderator_of_reporter"}
EDGES = sorted({edge for bounds in WINDOWS.values() for edge in bounds})
INSTANTS = [instant for edge in EDGES for instant in (edge - TICK, edge, edge + HOUR)] + [ENDS + 400 * DAY]
REASON = "Insulta a un pueblo entero."


@dataclass(frozen=True)
class Row:
    """One verb: what it is done on, how, and by whom."""

    verb: str
    set_up: Callable[[Matter], Any]
    act: Callable[[Matter, Any, Any], object]
    roles: set[str]


ROWS = [
    Row(
        "report_text",
        lambda m: m.comment,
        lambda _m, person, on: report_text(person=person, text=on, ground="insult"),
        {"EVERYBODY"},
    ),
    Row(
        "decide_case",
        lambda m: m.report(),
        lambda _m, person, on: decide_case(person=person, case=on, kind="hide", ground="insult", reason=REASON),
        MODERATORS,
    ),
    Row(
        "appeal_decision",
        lambda m: m.decide(),
        lambda _m, person, on: appeal_decision(person=person, decision=on, text="No."),
        {"bystander"},
    ),
    Row(
        "hear_appeal",
        lambda m: m.appeal(),
        lambda _m, person, on: hear_appeal(person=person, appeal=on, outcome="upheld", reason="Sí."),
        {"secretary", "second"},
    ),
]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def outcome(row: Row, of: Matter, role: str, on: Any, at: datetime) -> str:
    with clock.travel(at), undone():
        try:
            row.act(of, of.people[role], on)
        except DomainError as refusal:
            assert refusal.sentence
            return f"{refusal.status} {refusal.code}"
        assert Entry.objects.filter(verb=row.verb).exists()
    return "done"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.verb)
def test_every_verb_is_for_its_roles_alone(row: Row) -> None:
    of = matter()
    on = row.set_up(of)
    roles = set(of.people) - {"bystander"} if row.roles == {"EVERYBODY"} else row.roles
    found = {role: outcome(row, of, role, on, AT + 3 * DAY) for role in of.people}
    assert {role for role, answer in found.items() if answer == "done"} == roles
    assert {answer.split()[0] for role, answer in found.items() if role not in roles} == {"403"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.verb)
def test_moderation_is_open_in_every_stage(row: Row) -> None:
    of = matter(appeal_days=3650)
    on = row.set_up(of)
    best = {"report_text": "sponsor", "appeal_decision": "bystander"}.get(row.verb, "second")
    later = [at for at in INSTANTS if at > AT + 2 * DAY]
    assert {outcome(row, of, best, on, at) for at in later} == {"done"}


def test_an_appeal_is_open_until_the_day_of_the_rulebook() -> None:
    of = matter(appeal_days=5)
    decision = of.decide()
    limit = decision.decided_at + 5 * DAY
    assert decision.appeal_until == limit
    row = ROWS[2]
    assert outcome(row, of, "bystander", decision, limit - TICK) == "done"
    assert outcome(row, of, "bystander", decision, limit) == "409 appeal_closed"
    assert outcome(row, of, "sponsor", decision, limit) == "403 not_the_text_author"


def test_a_hearing_is_late_and_still_one() -> None:
    of = matter(hearing_days=2)
    appeal = of.appeal()
    assert appeal.due_at == appeal.appealed_at + 2 * DAY
    for at in (appeal.due_at - TICK, appeal.due_at, appeal.due_at + 90 * DAY):
        assert outcome(ROWS[3], of, "second", appeal, at) == "done"


def test_nobody_hears_what_they_decided_wrote_or_reported_nor_for_their_movement() -> None:
    of = matter()
    appeal = of.appeal()
    codes = {role: outcome(ROWS[3], of, role, appeal, AT + 3 * DAY) for role in of.people}
    assert codes["moderator"] == "403 you_decided"
    assert codes["moderator_of_author"] == codes["moderator_of_reporter"] == "403 on_a_side"
    Office.objects.create(
        council=of.table.council, person=of.people["bystander"], kind="moderator", starts_at=of.table.council.founded_at
    )
    assert outcome(ROWS[3], of, "bystander", appeal, AT + 3 * DAY) == "403 on_a_side"


def test_nobody_decides_on_their_own_text_nor_on_one_of_their_movement() -> None:
    of = matter()
    case = of.report()
    assert outcome(ROWS[1], of, "moderator_of_author", case, AT + HOUR) == "403 own_movement"
    Office.objects.create(
        council=of.table.council, person=of.people["bystander"], kind="secretary", starts_at=of.table.council.founded_at
    )
    assert outcome(ROWS[1], of, "bystander", case, AT + HOUR) == "403 own_text"


def test_duplicates_join_one_case_and_a_person_reports_once() -> None:
    of = matter()
    first, second = of.report(), of.report(by="member", ground="hate", words="Mírenlo.")
    assert first == second
    assert sorted(first.reports.values_list("ground", "text")) == [("hate", "Mírenlo."), ("insult", "")]
    assert {report.text_sha256 for report in first.reports.all()} == {sha256(SAID.encode())}
    with pytest.raises(Conflict) as refused:
        of.report(by="member", ground="spam")
    assert refused.value.code == "reported_already"
    assert (first.number, first.due_at - first.opened_at) == (1, timedelta(days=3))


def test_the_ledger_names_no_reporter() -> None:
    of = matter()
    of.report(words="Un secreto.")
    entry = Entry.objects.get(verb="report_text")
    assert (entry.actor, entry.actor_mark, entry.on_behalf_of) == (None, "", "")
    assert entry.data == {"case": 1, "text": "comment", "ground": "insult"}


def test_what_is_not_public_cannot_be_reported() -> None:
    of = matter()
    draft = of.table.begin(title="Otro borrador")
    with clock.travel(AT), pytest.raises(Forbidden) as refused:
        report_text(person=of.people["outsider"], text=draft, ground="insult")
    assert refused.value.code == "not_public"
    of.decide()
    with pytest.raises(Forbidden):
        of.report(by="member")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ground": "dislike"}, "ground"),
        ({"ground": "\x00"}, "ground"),
        ({"ground": ""}, "ground"),
        ({"words": "x" * 2_001}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"words": "\ud800"}, "words"),
    ],
)
def test_a_report_is_well_formed_or_refused(facts: dict, field: str) -> None:
    of = matter()
    with pytest.raises(Invalid) as refused:
        of.report(**facts)
    assert list(refused.value.fields) == [field]
    assert not Case.objects.exists()


def test_a_ground_is_one_of_the_rulebook() -> None:
    of = matter(moderation_grounds=["spam"])
    with pytest.raises(Invalid):
        of.report()
    case = of.report(ground="spam")
    with pytest.raises(Invalid):
        of.decide(case=case)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "burn"}, "kind"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 4_001}, "reason"),
        ({"ground": "x"}, "ground"),
        ({"kind": "hide_part"}, "quotes"),
        ({"kind": "hide_part", "quotes": ["no está"]}, "quotes"),
        ({"kind": "hide_part", "quotes": ["x"] * 51}, "quotes"),
        ({"kind": "hide_part", "quotes": "El agua"}, "quotes"),
        ({"kind": "suspend"}, "until"),
        ({"kind": "suspend", "until": AT}, "until"),
        ({"kind": "suspend", "until": AT + 400 * DAY}, "until"),
        ({"until": AT.replace(tzinfo=None)}, "until"),
    ],
)
def test_a_decision_is_well_formed_or_refused(facts: dict, field: str) -> None:
    of = matter()
    case = of.report()
    with pytest.raises(Invalid) as refused:
        of.decide(**{"kind": "hide", "case": case, **facts})
    assert list(refused.value.fields) == [field]
    assert not Decision.objects.exists()
    assert of.fresh().hidden_at is None


def test_keeping_closes_the_case_and_the_same_words_are_not_tried_twice_on_that_ground() -> None:
    of = matter()
    decision = of.decide("keep")
    assert (decision.appeal_until, decision.case.state) == (None, "closed")
    with pytest.raises(Conflict) as refused:
        of.report(by="member")
    assert refused.value.code == "kept_already"
    assert of.report(by="member", ground="hate").number == 2
    with clock.travel(AT + DAY), pytest.raises(Conflict) as nothing:
        appeal_decision(person=of.people["bystander"], decision=decision, text="Gracias.")
    assert nothing.value.code == "nothing_to_appeal"


def test_hiding_says_by_which_rule_and_why_and_destroys_nothing() -> None:
    of = matter()
    decision = of.decide(until=AT + 10 * DAY)
    hidden = of.fresh()
    assert hidden.text == SAID
    assert (hidden.hidden_ground, hidden.hidden_reason, hidden.moderated_case) == ("insult", decision.reason, 1)
    assert veil_of(hidden, AT + 10 * DAY - TICK).kind == "whole"
    assert veil_of(hidden, AT + 10 * DAY) is None
    assert (decision.office, decision.case.state) == ("moderator", "decided")
    with pytest.raises(Conflict) as refused:
        of.decide("keep", by="secretary", case=decision.case)
    assert refused.value.code == "case_decided"


def test_hiding_a_part_names_the_passage_and_keeps_no_words_in_the_decision() -> None:
    of = matter()
    decision = of.decide("hide_part", quotes=["unos ladrones"])
    veil = veil_of(of.fresh(), AT + DAY)
    assert [(p.start, p.end, p.words) for p in veil.passages] == [(26, 39, "unos ladrones")]
    assert decision.passages == [{"passage": "", "start": 26, "end": 39, "sha256": sha256(b"unos ladrones")}]


def test_a_warning_leaves_the_text() -> None:
    of = matter()
    of.decide("warn")
    assert veil_of(of.fresh(), AT + DAY) is None
    assert of.appeal(Decision.objects.get()).pk


def test_who_is_suspended_writes_nothing_and_votes() -> None:
    of = matter()
    until = AT + 8 * DAY
    of.decide("suspend", until=until)
    who, seat = of.people["bystander"], of.table.bystander
    assert veil_of(of.fresh(), AT + DAY).kind == "whole"

    def say(at: datetime, seat: Any = seat, person: Any = who) -> Comment:
        with clock.travel(at), undone():
            return comment_proposal(
                person=person, seat=seat, proposal=of.proposal, stance="neutral", text="¿Y ahora?", language="es"
            )

    for at in (AT + HOUR, until - TICK):
        with pytest.raises(Conflict) as refused:
            say(at)
        assert refused.value.code == "silenced"
    assert say(until).pk
    assert say(AT + DAY, person=of.people["colleague"]).pk, "the movement goes on speaking"
    assert say(AT + DAY, of.table.author, of.people["member"]).pk
    with clock.travel(AT + DAY), pytest.raises(Conflict):
        retract_comment(person=who, comment=of.comment, note="Perdón.")
    with clock.travel(AT + DAY), undone():
        assert retract_comment(person=who, comment=of.comment).retracted_at
    with clock.travel(AT + DAY):
        act_for(_Request(who), seat=seat, at=AT + DAY)


class _Request:
    """As much of a request as choosing for whom one acts asks for."""

    def __init__(self, user: Any) -> None:
        self.user, self.session = user, {}


def test_every_writing_verb_asks_whether_one_is_silenced() -> None:
    of = matter()
    who, seat = of.people["member"], of.table.author
    draft = of.table.describe(of.table.begin(title="Otra"))
    Silence.objects.create(
        council=of.table.council, person=who, starts_at=DRAFTING, ends_at=DISCUSSION, reason="Insultos."
    )
    words = {"language": "es", "title": "Agua", "text": "Agua."}
    acts = {
        "begin": lambda: begin_proposal(person=who, seat=seat, round_=of.table.round, **words),
        "revise": lambda: revise_proposal(person=who, seat=seat, proposal=draft, base=1, **words),
        "submit": lambda: submit_proposal(person=who, seat=seat, proposal=draft),
        "edit": lambda: edit_comment(person=of.people["bystander"], comment=of.comment, text="x"),
    }
    for name in ("begin", "revise", "submit"):
        with clock.travel(DISCUSSION - TICK), pytest.raises(Conflict) as refused:
            acts[name]()
        assert refused.value.code == "silenced", name
    assert why_not_silenced(who, of.table.council, DISCUSSION) is None
    Silence.objects.create(
        council=of.table.council, person=of.people["bystander"], starts_at=DRAFTING, ends_at=ENDS, reason="x"
    )
    with clock.travel(DISCUSSION + HOUR), pytest.raises(Conflict) as edited:
        acts["edit"]()
    assert edited.value.code == "silenced"


@pytest.mark.parametrize("kind", ["hide", "suspend", "warn"])
def test_upheld_it_stays_reversed_it_is_as_it_was(kind: str) -> None:
    of = matter()
    until = AT + 8 * DAY if kind == "suspend" else None
    decision = of.decide(kind, until=until)
    appeal = of.hear("reversed", of.appeal(decision))
    assert (appeal.outcome, appeal.heard_by, appeal.decision.case.state) == ("reversed", of.people["second"], "closed")
    assert veil_of(of.fresh(), AT + 3 * DAY) is None
    assert why_not_silenced(of.people["bystander"], of.table.council, AT + 2 * DAY) is None
    assert [one.kind for one in decision.case.decisions.all()] == [kind, "keep"]
    with pytest.raises(Conflict) as refused:
        of.hear("upheld", appeal)
    assert refused.value.code == "appeal_heard"
    with pytest.raises(Conflict) as again:
        of.appeal(decision)
    assert again.value.code == "appealed_already"


def test_changed_into_something_milder_and_never_into_something_worse() -> None:
    of = matter()
    appeal = of.appeal()
    with pytest.raises(Invalid) as refused:
        of.hear("changed", appeal, kind="suspend", until=AT + 9 * DAY)
    assert list(refused.value.fields) == ["kind"]
    with pytest.raises(Invalid):
        of.hear("changed", appeal)
    assert of.fresh().hidden_passages == []
    of.hear("changed", appeal, kind="hide_part", quotes=["unos ladrones"])
    assert veil_of(of.fresh(), AT + 3 * DAY).kind == "part"


def test_upheld_nothing_changes() -> None:
    of = matter()
    of.hear("upheld")
    assert veil_of(of.fresh(), AT + 3 * DAY).kind == "whole"
    assert Decision.objects.count() == 1


def test_what_another_case_hides_stays_hidden_when_one_is_reversed() -> None:
    of = matter()
    of.decide("hide_part", quotes=["unos ladrones"])
    other = of.report(by="member", ground="hate")
    decision = of.decide("hide", by="secretary", case=other)
    of.hear("reversed", of.appeal(decision))
    veil = veil_of(of.fresh(), AT + 3 * DAY)
    assert [p.words for p in veil.passages] == ["unos ladrones"]


def test_reports_pin_the_words_and_editing_ends_when_they_are_hidden() -> None:
    of = matter()
    of.report()
    who = of.people["bystander"]
    with clock.travel(DISCUSSION + HOUR + timedelta(minutes=5)):
        edit_comment(person=who, comment=of.comment, text="Otra cosa.")
    case = Case.objects.get()
    assert case.reports.get().text_sha256 == sha256(SAID.encode())
    with pytest.raises(Conflict) as refused:
        of.decide(case=case, seen=sha256(SAID.encode()))
    assert refused.value.code == "text_changed"
    with clock.travel(DISCUSSION + HOUR + timedelta(minutes=6)):
        decide_case(person=of.people["moderator"], case=case, kind="hide", ground="insult", reason="Insulta.")
        with pytest.raises(Conflict) as hidden:
            edit_comment(person=who, comment=of.comment, text="Otra vez.")
    assert hidden.value.code == "comment_hidden"


def test_nobody_answers_what_is_hidden() -> None:
    of = matter()
    of.decide()
    with clock.travel(AT + DAY), pytest.raises(Conflict) as refused:
        comment_proposal(
            person=of.people["member"], seat=of.table.author, proposal=of.proposal, stance="neutral", text="¿Qué?",
            language="es", parent=of.comment,
        )  # fmt: skip
    assert refused.value.code == "comment_not_read"


LONG = "Compren las semillas mejoradas de nuestra empresa, ahora con descuento."


def say(of: Matter, text: str, who: str = "bystander", at: datetime = AT) -> Comment:
    seat = {"bystander": of.table.bystander, "member": of.table.author, "sponsor": of.table.sponsor}[who]
    with clock.travel(at):
        return comment_proposal(
            person=of.people[who], seat=seat, proposal=of.proposal, stance="neutral", text=text, language="es"
        )


def test_what_repeats_itself_or_holds_many_links_waits_for_a_person() -> None:
    of = matter()
    assert say(of, LONG).held_at is None
    held = say(of, LONG.upper())
    assert held.held_at == AT
    case = Case.objects.get()
    assert (case.is_automated, case.cause, case.author) == (True, "repeated", of.people["bystander"])
    assert Entry.objects.get(verb="hold_text").data == {"case": 1, "text": "comment", "cause": "repeated"}
    assert say(of, LONG, "member").held_at is None, "one other person may say the same"
    assert say(of, LONG, at=AT + 2 * DAY).held_at is None, "and a day later oneself"
    links = say(of, " ".join(f"https://a.example/{n}" for n in range(9)), "sponsor")
    assert links.held_at
    assert Case.objects.get(comment=links).cause == "links"
    with clock.travel(AT + timedelta(minutes=1)), pytest.raises(Conflict) as refused:
        edit_comment(person=of.people["sponsor"], comment=links, text="Sin enlaces.")
    assert refused.value.code == "comment_held"


def test_a_correction_that_would_be_held_is_refused_and_what_was_published_stays() -> None:
    of = matter()
    who, links = of.people["bystander"], " ".join(f"https://a{n}.example" for n in range(9))
    said = say(of, LONG)
    again = say(of, "Otra cosa que digo, y que es bastante larga para que se compare.")
    for text in (links, LONG.upper()):
        with clock.travel(AT), pytest.raises(DomainError) as refused:
            edit_comment(person=who, comment=again, text=text)
        assert (refused.value.code, refused.value.status) == ("edit_would_wait", 409)
    again.refresh_from_db()
    assert (again.held_at, again.edited_at, again.text[:4]) == (None, None, "Otra")
    assert not Case.objects.filter(comment=again).exists()
    Comment.objects.filter(pk=said.pk).update(text=links)
    with clock.travel(AT):
        kept = edit_comment(person=who, comment=said, text=links, stance="concern")
        edited = edit_comment(person=who, comment=again, text="Una cosa distinta, que también es bastante larga aquí.")
        assert Client().get(f"/api/v1/comments/{again.pk}/").json()["text"] == edited.text
    assert kept.stance == "concern", "only new words are looked at"
    again.refresh_from_db()
    assert again.likeness == likeness(edited.text)


def test_keeping_what_was_held_publishes_it_and_hiding_hides_it() -> None:
    of = matter()
    for number, kind in enumerate(("keep", "hide")):
        comment = say(of, f"{number} " + " ".join(f"https://{number}.example/{n}" for n in range(9)))
        of.decide(kind, case=Case.objects.get(comment=comment), ground="spam")
        veil = veil_of(Comment.objects.get(pk=comment.pk), AT + DAY)
        assert (veil.kind if veil else None) == {"keep": None, "hide": "whole"}[kind]


def test_a_new_account_speaks_so_often_in_an_hour(settings: Any) -> None:
    settings.NEW_ACCOUNT_COMMENTS = 2
    of = matter()
    who = of.people["bystander"]
    who.date_joined = AT - DAY
    who.save(update_fields=["date_joined"])
    first = say(of, "Uno.")
    say(of, "Dos.", at=AT + timedelta(minutes=10))
    with pytest.raises(Conflict) as refused:
        say(of, "Tres.", at=AT + HOUR - TICK)
    assert refused.value.code == "too_many_comments"
    assert refused.value.data["until"].at == first.created_at + HOUR
    assert say(of, "Tres.", at=AT + HOUR).pk
    for number in range(5):
        assert say(of, f"Otra voz {number}.", "member").pk
