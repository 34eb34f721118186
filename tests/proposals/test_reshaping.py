"""Two proposals become one and one becomes two: who may, when, what becomes of the paragraphs, and what stands in the
way.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from common import clock
from common.errors import Conflict, DomainError, Forbidden, Invalid
from ledger.models import Entry
from proposals.drafting.actions import revise_proposal, withdraw_proposal
from proposals.models import Amendment, AmendmentText, Proposal, Reshaping
from proposals.reshaping.actions import answer_reshaping, plan_merge, plan_split, withdraw_reshaping
from proposals.voting.opening import prepare_ballots
from tests.factories.proposals import (
    DISCUSSION,
    DRAFTING,
    ENDS,
    HOUR,
    SETTLEMENT,
    TICK,
    VOTING,
    Table,
    suspend,
    table,
)
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]

SEEDS, WATER = "Las semillas propias se guardan en cada comunidad.", "El riego comunal se administra en asamblea."
ROADS = "Los caminos vecinales se reparan cada año en minga."
WHEN = DISCUSSION + HOUR
TEXT = f"{SEEDS}\n\n{WATER}"


@pytest.fixture
def at_table() -> Table:
    return kept(table)


def two(at_table: Table) -> tuple[Proposal, Proposal]:
    """A proposal with a sponsor, and another of the same movement without one."""
    return at_table.sponsored_admitted(), at_table.admitted(title="Caminos", text=ROADS)


def merge(at_table: Table, proposal: Proposal, other: Proposal, **facts: Any) -> Reshaping:
    given = {
        "person": at_table.people["coordinator"],
        "seat": at_table.author,
        "reason": "Dicen lo mismo.",
        "language": "es",
        "title": "Semillas y caminos",
        "text": f"{TEXT}\n\n{ROADS}",
        **facts,
    }
    return plan_merge(proposal=proposal, other=other, **given)


def split(at_table: Table, proposal: Proposal, **facts: Any) -> Reshaping:
    given = {
        "person": at_table.people["coordinator"],
        "seat": at_table.author,
        "reason": "Son dos cosas.",
        "language": "es",
        "title": "Semillas",
        "text": SEEDS,
        "new_language": "es",
        "new_title": "Riego",
        "new_text": WATER,
        **facts,
    }
    return plan_split(proposal=proposal, **given)


def agree(at_table: Table, plan: Reshaping, accept: bool = True) -> Reshaping:
    return answer_reshaping(person=at_table.people["sponsor"], seat=at_table.sponsor, reshaping=plan, accept=accept)


@pytest.fixture
def in_discussion(at_table: Table) -> Iterator[None]:
    with clock.travel(WHEN):
        yield


@pytest.mark.usefixtures("in_discussion")
def test_a_merge_waits_for_the_sponsors_and_then_happens_at_once(at_table: Table) -> None:
    proposal, other = two(at_table)
    comment = at_table.comment(other, paragraph="p1")
    plan = merge(at_table, proposal, other)
    assert plan.state == "proposed"
    assert sorted(plan.consents.values_list("seat", "is_given")) == [
        (at_table.author.pk, True),
        (at_table.sponsor.pk, None),
    ]
    plan = agree(at_table, plan)
    proposal.refresh_from_db()
    other.refresh_from_db()
    assert (plan.state, plan.settled_at) == ("done", WHEN)
    assert (proposal.stage, other.stage) == ("admitted", "merged")
    assert (proposal.revision.number, proposal.revision.source) == (2, "merge")
    assert [p["id"] for p in proposal.revision.paragraphs] == ["p1", "p2", "p3"]
    assert plan.anchors == [{"from": [2, "p1"], "to": [1, "p3"]}]
    comment.refresh_from_db()
    assert (comment.proposal_id, comment.paragraph) == (other.pk, "p1")
    verbs = Entry.objects.order_by("-id").values_list("verb", flat=True)
    assert set(verbs[:2]) == {"merge_proposal", "answer_reshaping"}


@pytest.mark.usefixtures("in_discussion")
def test_a_split_makes_the_next_proposal_with_all_that_the_first_has(at_table: Table) -> None:
    proposal = at_table.sponsored_admitted()
    at_table.admitted(title="Otra")
    plan = agree(at_table, split(at_table, proposal, new_amount="1000.50", new_implementing_body="Comité"))
    new = plan.other
    new.refresh_from_db()
    proposal.refresh_from_db()
    assert (new.number, new.stage, new.decision_class, new.admitted_at) == (3, "admitted", "operational", WHEN)
    assert (str(new.amount), new.implementing_body) == ("1000.50", "Comité")
    assert [theme.slug for theme in new.themes.all()] == ["food"]
    assert sorted(new.countries.values_list("code", flat=True)) == ["BO", "EC"]
    assert list(new.sponsorships.values_list("seat", "state")) == [(at_table.sponsor.pk, "accepted")]
    assert [p["id"] for p in proposal.revision.paragraphs] == ["p1"]
    assert [p["id"] for p in new.revision.paragraphs] == ["p2"]
    assert new.revision.source == proposal.revision.source == "split"
    assert plan.anchors == [{"from": [1, "p2"], "to": [3, "p2"]}]


@pytest.mark.usefixtures("in_discussion")
def test_whom_nobody_else_is_concerned_by_splits_at_once(at_table: Table) -> None:
    assert split(at_table, at_table.admitted()).state == "done"


@pytest.mark.usefixtures("in_discussion")
def test_an_id_of_a_new_paragraph_was_never_used(at_table: Table) -> None:
    proposal = at_table.admitted()
    plan = split(at_table, proposal, new_text=f"{WATER}\n\n{ROADS}")
    assert [p["id"] for p in plan.other.revision.paragraphs] == ["p2", "p3"]


@pytest.mark.usefixtures("in_discussion")
def test_who_declines_ends_it(at_table: Table) -> None:
    proposal, other = two(at_table)
    plan = agree(at_table, merge(at_table, proposal, other), accept=False)
    assert plan.state == "declined"
    with pytest.raises(Conflict, match="reshaping_settled"):
        agree(at_table, plan)
    proposal.refresh_from_db()
    assert proposal.revision.number == 1
    assert merge(at_table, proposal, other).state == "proposed"


@pytest.mark.usefixtures("in_discussion")
def test_a_plan_is_taken_back_by_who_made_it(at_table: Table) -> None:
    proposal, other = two(at_table)
    plan = merge(at_table, proposal, other)
    with pytest.raises(Forbidden, match="not_the_planner"):
        withdraw_reshaping(person=at_table.people["sponsor"], seat=at_table.sponsor, reshaping=plan)
    plan = withdraw_reshaping(person=at_table.people["titular"], seat=at_table.author, reshaping=plan)
    assert plan.state == "withdrawn"
    with pytest.raises(Conflict, match="reshaping_settled"):
        withdraw_reshaping(person=at_table.people["titular"], seat=at_table.author, reshaping=plan)


def revise(at_table: Table, proposal: Proposal, text: str = "Otra cosa.") -> None:
    revise_proposal(
        person=at_table.people["member"],
        seat=at_table.author,
        proposal=proposal,
        base=1,
        language="es",
        title="Otro",
        text=text,
    )


@pytest.mark.usefixtures("in_discussion")
@pytest.mark.parametrize("which", [0, 1])
def test_who_agreed_had_read_another_text(at_table: Table, which: int) -> None:
    pair = two(at_table)
    plan = merge(at_table, *pair)
    revise(at_table, pair[which])
    with pytest.raises(Conflict, match="revised_since_plan"):
        agree(at_table, plan)
    assert agree(at_table, plan, accept=False).state == "declined"


@pytest.mark.usefixtures("in_discussion")
def test_what_was_withdrawn_is_not_merged(at_table: Table) -> None:
    proposal, other = two(at_table)
    plan = merge(at_table, proposal, other)
    withdraw_proposal(person=at_table.people["coordinator"], seat=at_table.author, proposal=other, reason="No.")
    with pytest.raises(Conflict, match="proposal_withdrawn"):
        agree(at_table, plan)
    with pytest.raises(Conflict, match="proposal_withdrawn"):
        merge(at_table, other, proposal)


@pytest.mark.usefixtures("in_discussion")
def test_one_plan_at_a_time(at_table: Table) -> None:
    proposal, other = two(at_table)
    third = at_table.admitted(title="Tercera")
    merge(at_table, proposal, other)
    for pair in [(third, proposal), (third, other), (other, third)]:
        with pytest.raises(Conflict, match="reshaping_waits"):
            merge(at_table, *pair)
    with pytest.raises(Conflict, match="reshaping_waits"):
        split(at_table, proposal)


@pytest.mark.usefixtures("in_discussion")
def test_what_cannot_be_merged(at_table: Table) -> None:
    proposal = at_table.admitted()
    with pytest.raises(Invalid, match="not_to_merge"):
        merge(at_table, proposal, proposal)
    with pytest.raises(Conflict, match="proposal_submitted"):
        merge(at_table, proposal, at_table.submitted())
    with pytest.raises(Invalid, match="not_to_merge"):
        merge(at_table, proposal, table().admitted())


def amend(at_table: Table, proposal: Proposal, state: str = "open", **change: str) -> Amendment:
    amendment = Amendment.objects.create(
        proposal=proposal,
        number=proposal.amendments.count() + 1,
        seat=at_table.bystander,
        proposed_by=at_table.people["bystander"],
        proposed_at=WHEN,
        state=state,
        changed_at=WHEN,
    )
    amendment.text = AmendmentText.objects.create(
        amendment=amendment,
        number=1,
        revision=proposal.revision,
        changes=[{"op": "delete", **change}],
        reasons="…",
        language="es",
        author=at_table.people["bystander"],
        created_at=WHEN,
        sha256="0" * 64,
    )
    amendment.save(update_fields=["text"])
    return amendment


@pytest.mark.usefixtures("in_discussion")
@pytest.mark.parametrize("change", [{"paragraph": "p2"}, {"paragraph": "", "after": "p2"}])
def test_no_open_amendment_loses_its_paragraph(at_table: Table, change: dict[str, str]) -> None:
    proposal, other = two(at_table)
    amend(at_table, proposal, **change)
    with pytest.raises(Conflict, match="amendments_open"):
        split(at_table, proposal)
    assert merge(at_table, proposal, other).state == "proposed"


@pytest.mark.usefixtures("in_discussion")
def test_the_amendments_of_what_is_absorbed_are_settled_first(at_table: Table) -> None:
    proposal, other = two(at_table)
    amend(at_table, other, "withdrawn", paragraph="p1")
    plan = merge(at_table, proposal, other)
    amend(at_table, other, paragraph="p1")
    with pytest.raises(Conflict, match="amendments_open"):
        agree(at_table, plan)


HOSTILE = [
    {"reason": ""},
    {"reason": "x" * 5_000},
    {"title": ""},
    {"title": "x" * 201},
    {"title": "a\x00b"},
    {"language": "xx"},
    {"text": ""},
    {"text": "x" * 20_001},
    {"text": "\n\n".join("abc" for _n in range(201))},
    {"text": "\ud800"},
]


@pytest.mark.usefixtures("in_discussion")
@pytest.mark.parametrize("given", HOSTILE)
def test_what_is_not_well_formed_is_refused_by_its_field(at_table: Table, given: dict[str, str]) -> None:
    proposal, other = two(at_table)
    with pytest.raises(Invalid) as refusal:
        merge(at_table, proposal, other, **given)
    assert set(refusal.value.fields) == set(given)
    name = next(iter(given))
    sent = given if name == "reason" else {f"new_{name}": given[name]}
    with pytest.raises(Invalid) as refusal:
        split(at_table, proposal, **sent)
    assert set(refusal.value.fields) == set(sent)
    assert not Reshaping.objects.exists()


@pytest.mark.usefixtures("in_discussion")
@pytest.mark.parametrize("amount", ["x", "-1", "0", "1.001", "9" * 50, "NaN"])
def test_the_amount_of_a_new_proposal_is_one(at_table: Table, amount: str) -> None:
    with pytest.raises(Invalid) as refusal:
        split(at_table, at_table.admitted(), new_amount=amount, new_implementing_body="X")
    assert set(refusal.value.fields) == {"new_amount"}


def test_a_round_with_an_envelope_wants_an_amount() -> None:
    at_table = table(envelope=1_000_000)
    proposal = at_table.admitted()
    with clock.travel(WHEN):
        with pytest.raises(Invalid) as refusal:
            split(at_table, proposal)
        assert set(refusal.value.fields) == {"new_amount"}
        with pytest.raises(Invalid):
            split(at_table, proposal, new_amount="2000000", new_implementing_body="X")


ACTS = ["plan_merge", "plan_split", "answer_reshaping", "withdraw_reshaping"]
BINDING = {"coordinator", "titular", "alternate"}
ROLES = {
    "plan_merge": BINDING,
    "plan_split": BINDING,
    "answer_reshaping": {"sponsor"},
    "withdraw_reshaping": BINDING,
}


def refusal_of(verb: str, role: str) -> type[DomainError]:
    """The authors' movement is asked too, and has answered by planning."""
    return Conflict if verb == "answer_reshaping" and role in BINDING else Forbidden


def do(at_table: Table, verb: str, role: str) -> object:
    """The verb by somebody, for the seat that they would act for."""
    seats = {"sponsor": at_table.sponsor, "sponsor_member": at_table.sponsor, "bystander": at_table.bystander}
    person, seat = at_table.people[role], seats.get(role, at_table.author)
    proposal, other = Proposal.objects.order_by("number")[:2]
    facts = {"person": person, "seat": seat}
    if verb == "plan_merge":
        return merge(at_table, proposal, other, **facts)
    if verb == "plan_split":
        return split(at_table, proposal, **facts)
    plan = Reshaping.objects.get()
    if verb == "withdraw_reshaping":
        return withdraw_reshaping(reshaping=plan, **facts)
    return answer_reshaping(reshaping=plan, accept=True, **facts)


def prepared(at_table: Table, verb: str) -> None:
    pair = two(at_table)
    if not verb.startswith("plan"):
        with clock.travel(DRAFTING + 5 * HOUR):
            merge(at_table, *pair)


@pytest.mark.parametrize("verb", ACTS)
def test_each_verb_as_each_role(at_table: Table, verb: str) -> None:
    prepared(at_table, verb)
    for role in at_table.people:
        with clock.travel(WHEN), transaction.atomic():
            if role in ROLES[verb]:
                do(at_table, verb, role)
            else:
                with pytest.raises(refusal_of(verb, role)):
                    do(at_table, verb, role)
            transaction.set_rollback(True)


INSTANTS: list[tuple[datetime, str]] = [
    (DRAFTING + 6 * HOUR, ""),
    (DISCUSSION - TICK, ""),
    (DISCUSSION, ""),
    (SETTLEMENT - TICK, ""),
    (SETTLEMENT, "closed"),
    (VOTING, "closed"),
    (ENDS, "closed"),
]


@pytest.mark.parametrize("verb", ACTS)
@pytest.mark.parametrize(("instant", "code"), INSTANTS)
def test_each_verb_at_each_end_of_each_stage(at_table: Table, verb: str, instant: datetime, code: str) -> None:
    prepared(at_table, verb)
    role = sorted(ROLES[verb])[0]
    with clock.travel(instant):
        if not code:
            do(at_table, verb, role)
        else:
            with pytest.raises(Conflict, match=code):
                do(at_table, verb, role)


@pytest.mark.parametrize("verb", ACTS)
def test_a_suspended_movement_does_not_reshape(at_table: Table, verb: str) -> None:
    prepared(at_table, verb)
    role = sorted(ROLES[verb])[0]
    suspend(at_table.sponsor if role == "sponsor" else at_table.author, WHEN - HOUR)
    with clock.travel(WHEN), pytest.raises(Conflict, match="movement_suspended"):
        do(at_table, verb, role)


def test_a_merged_proposal_gets_no_ballot(at_table: Table) -> None:
    proposal, other = two(at_table)
    with clock.travel(WHEN):
        agree(at_table, merge(at_table, proposal, other))
    with clock.travel(SETTLEMENT + HOUR):
        assert [ballot.proposal_id for ballot in prepare_ballots(at_table.round)] == [proposal.pk]
