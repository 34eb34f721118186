"""A discussion of many: support, mentions, answers, endorsements, and every order and filter of it."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from common import clock
from common.errors import Conflict, Forbidden, Invalid
from ledger.models import Entry
from proposals import todo
from proposals.deliberation import queries
from proposals.deliberation.actions import comment_proposal, edit_comment, retract_comment
from proposals.deliberation.around import SPEAKERS, around
from proposals.deliberation.asked import SORTS, Asked
from proposals.deliberation.endorsing import endorse_proposal, withdraw_endorsement
from proposals.deliberation.questions import questions_of
from proposals.deliberation.stances import endorsed_by_country, endorsements_of, stances_of
from proposals.deliberation.supporting import support_comment, withdraw_support
from proposals.models import Amendment, Comment, CommentSupport, Endorsement, Mention, Proposal, Sponsorship
from tests.factories.pages import counted
from tests.factories.proposals import DISCUSSION, HOUR, Table, member, table
from tests.factories.scenes import seat_of
from tests.proposals.test_comments import fill

pytestmark = pytest.mark.django_db
INSIDE = DISCUSSION + HOUR


@pytest.fixture
def at_table() -> Table:
    return table()


@pytest.fixture
def proposal(at_table: Table) -> Proposal:
    return at_table.sponsored_admitted()


def say(at_table: Table, who: str, seat: str, proposal: Proposal, **facts: object) -> Comment:
    given = {"stance": "neutral", "text": "Digo.", "language": "es", **facts}
    with clock.travel(INSIDE):
        return comment_proposal(person=at_table.people[who], seat=getattr(at_table, seat), proposal=proposal, **given)


def amended(at_table: Table, proposal: Proposal, number: int = 1) -> Amendment:
    return Amendment.objects.create(
        proposal=proposal, number=number, seat=at_table.bystander, proposed_by=at_table.people["bystander"],
        proposed_at=INSIDE, changed_at=INSIDE,
    )  # fmt: skip


# --- support


def test_a_seat_supports_once_and_is_counted(at_table: Table, proposal: Proposal):
    comment = say(at_table, "member", "author", proposal)
    one = {"person": at_table.people["bystander"], "seat": at_table.bystander, "comment": comment}
    other = {"person": at_table.people["sponsor"], "seat": at_table.sponsor, "comment": comment}
    with clock.travel(INSIDE):
        support_comment(**one)
        with pytest.raises(Conflict) as refusal:
            support_comment(**one)
        assert refusal.value.code == "supported_already"
        support_comment(**other)
        comment.refresh_from_db()
        assert comment.support_count == 2
        withdraw_support(**one)
        with pytest.raises(Conflict) as refusal:
            withdraw_support(**one)
        assert refusal.value.code == "not_supported"
        support_comment(**one)
    comment.refresh_from_db()
    assert comment.support_count == comment.supports.filter(withdrawn_at__isnull=True).count() == 2
    entry = Entry.objects.filter(verb="support_comment").latest("pk")
    assert entry.data == {
        "proposal": proposal.number, "comment": comment.pk, "speaker": at_table.bystander.movement.slug,
    }  # fmt: skip


def test_nobody_supports_what_their_own_movement_said_nor_what_was_retracted(at_table: Table, proposal: Proposal):
    comment = say(at_table, "member", "author", proposal)
    with clock.travel(INSIDE):
        with pytest.raises(Forbidden) as refusal:
            support_comment(person=at_table.people["coordinator"], seat=at_table.author, comment=comment)
        assert refusal.value.code == "own_comment"
        retract_comment(person=at_table.people["member"], comment=comment)
        with pytest.raises(Conflict) as conflict:
            support_comment(person=at_table.people["bystander"], seat=at_table.bystander, comment=comment)
        assert conflict.value.code == "comment_retracted"


def test_the_database_knows_one_support_and_one_endorsement_of_a_seat(at_table: Table, proposal: Proposal):
    comment, who = say(at_table, "member", "author", proposal), at_table.people["bystander"]
    for model, row in (
        (CommentSupport, {"comment": comment, "supported_by": who, "supported_at": INSIDE}),
        (Endorsement, {"proposal": proposal, "endorsed_by": who, "endorsed_at": INSIDE}),
    ):
        model.objects.create(seat=at_table.bystander, **row)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(seat=at_table.bystander, **row)


# --- mentions


def test_movements_of_the_council_and_people_who_show_their_name_are_mentioned(at_table: Table, proposal: Proposal):
    shown, hidden = member(at_table.sponsor), member(at_table.sponsor)
    shown.memberships.update(is_named=True)
    elsewhere = seat_of(table().council, "BO").movement.slug
    text = (
        f'@{at_table.sponsor.movement.slug} @{at_table.author.movement.slug} @{elsewhere} @nadie '
        f'@"{shown.name}" @"{hidden.name}" @"{hidden.email}"'
    )  # fmt: skip
    comment = say(at_table, "bystander", "bystander", proposal, text=text)
    assert set(comment.mentions.values_list("seat", "person")) == {
        (at_table.sponsor.pk, None), (at_table.author.pk, None), (None, shown.pk),
    }  # fmt: skip
    entry = Entry.objects.get(verb="comment_proposal")
    assert entry.data["mentions"] == sorted([at_table.sponsor.movement.slug, at_table.author.movement.slug])
    assert shown.name not in str(entry.data)
    [thread] = queries.discussion_of(proposal, queries.Reader(INSIDE)).threads
    home = at_table.sponsor.movement.slug
    assert dict(thread.root.mentions) == {
        f"@{home}": home, f"@{at_table.author.movement.slug}": at_table.author.movement.slug, f'@"{shown.name}"': home,
    }  # fmt: skip
    shown.memberships.update(is_named=False)
    [thread] = queries.discussion_of(proposal, queries.Reader(INSIDE)).threads
    assert f'@"{shown.name}"' not in dict(thread.root.mentions), "who takes the name back is linked no longer"


def test_an_edit_changes_whom_a_comment_mentions(at_table: Table, proposal: Proposal):
    comment = say(at_table, "bystander", "bystander", proposal, text=f"@{at_table.sponsor.movement.slug}")
    with clock.travel(INSIDE):
        edit_comment(
            person=at_table.people["bystander"], comment=comment, text=f"Perdón: @{at_table.author.movement.slug}"
        )
    assert list(Mention.objects.values_list("seat", flat=True)) == [at_table.author.pk]


def test_a_mention_waits_until_it_is_answered(at_table: Table, proposal: Proposal):
    comment = say(at_table, "bystander", "bystander", proposal, text=f"@{at_table.sponsor.movement.slug}, ¿qué dicen?")

    def waiting(who: str, at: object = INSIDE) -> list[str]:
        with clock.travel(at):
            return [item.url for item in todo.mentions(at_table.people[who], at)]

    assert waiting("sponsor") == waiting("sponsor_member") == [comment.get_absolute_url()]
    assert waiting("bystander") == waiting("member") == waiting("outsider") == []
    assert waiting("sponsor", DISCUSSION + 500 * HOUR) == []
    with clock.travel(INSIDE), counted(3):
        list(todo.mentions(at_table.people["sponsor"], INSIDE))
    say(at_table, "member", "author", proposal, parent=comment)
    assert waiting("sponsor") == [comment.get_absolute_url()]
    say(at_table, "sponsor_member", "sponsor", proposal, parent=comment)
    assert waiting("sponsor") == []


# --- questions


def test_the_first_reply_of_who_wrote_or_sponsors_it_answers_a_question(at_table: Table, proposal: Proposal):
    question = say(at_table, "bystander", "bystander", proposal, stance="question")
    say(at_table, "bystander", "bystander", proposal, parent=question)
    first = say(at_table, "sponsor", "sponsor", proposal, parent=question)
    say(at_table, "member", "author", proposal, parent=question)
    question.refresh_from_db()
    assert question.answer == first
    own = say(at_table, "member", "author", proposal, stance="question")
    say(at_table, "member", "author", proposal, parent=own)
    say(at_table, "bystander", "bystander", proposal, stance="support")
    with counted(1):
        assert [row.pk for row in questions_of(proposal, answered=False).shown] == [own.pk], "nobody answers themselves"
    with counted(1):
        assert [row.pk for row in questions_of(proposal, answered=True).shown] == [question.pk]
    told = around(proposal, [])
    assert (told.waiting, told.answered) == (1, 1)


def test_who_only_was_invited_does_not_answer(at_table: Table, proposal: Proposal):
    Sponsorship.objects.update(state=Sponsorship.State.DECLINED)
    question = say(at_table, "bystander", "bystander", proposal, stance="question")
    say(at_table, "sponsor", "sponsor", proposal, parent=question)
    question.refresh_from_db()
    assert question.answer is None


def test_what_becomes_a_question_by_a_correction_may_be_answered_already(at_table: Table, proposal: Proposal):
    comment = say(at_table, "bystander", "bystander", proposal, stance="concern")
    reply = say(at_table, "member", "author", proposal, parent=comment)
    comment.refresh_from_db()
    assert comment.answer is None
    with clock.travel(INSIDE):
        edit_comment(person=at_table.people["bystander"], comment=comment, text="¿Digo?", stance="question")
    comment.refresh_from_db()
    assert comment.answer == reply


# --- amendments


def test_an_amendment_is_discussed_apart(at_table: Table, proposal: Proposal):
    amendment = amended(at_table, proposal)
    on_text = say(at_table, "member", "author", proposal, paragraph="p1")
    first = say(at_table, "member", "author", proposal, amendment=amendment, stance="question")
    reply = say(at_table, "bystander", "bystander", proposal, parent=first)
    assert (reply.amendment, reply.paragraph) == (amendment, "")
    assert first.get_absolute_url().endswith(f"/comments/{first.pk}/#c{first.pk}")
    reader = queries.Reader(INSIDE)
    for asked in (Asked(), Asked(sort="supported"), Asked(stance="question"), Asked(movement=first.seat.movement.slug)):
        [thread] = queries.discussion_of(proposal, reader, asked, amendment=amendment).threads
        assert thread.root.id == first.pk
    shown = queries.discussion_of(proposal, reader)
    assert [said.id for said in shown.everything()] == [on_text.pk]
    assert not queries.discussion_of(proposal, reader, Asked(stance="question")).threads
    assert questions_of(proposal, answered=False).shown == []
    assert sum(row.total for row in stances_of(proposal).movements) == 1
    assert Entry.objects.filter(verb="comment_proposal", data__amendment=1).count() == 2


def test_an_amendment_is_of_the_same_proposal_and_has_no_paragraphs(at_table: Table, proposal: Proposal):
    amendment, other = amended(at_table, proposal), amended(at_table, at_table.admitted())
    for facts, field in (
        ({"amendment": amendment, "paragraph": "p1"}, "paragraph"),
        ({"amendment": other}, "amendment"),
    ):
        with pytest.raises(Invalid) as refusal:
            say(at_table, "member", "author", proposal, **facts)
        assert list(refusal.value.fields) == [field]


# --- endorsements


def test_an_endorsement_is_counted_by_movement_and_country_and_taken_back(at_table: Table, proposal: Proposal):
    regional = seat_of(at_table.council, None)
    for seat, who in ((at_table.bystander, at_table.people["bystander"]), (regional, member(regional, "coordinator"))):
        with clock.travel(INSIDE):
            endorse_proposal(person=who, seat=seat, proposal=proposal)
            with pytest.raises(Conflict) as refusal:
                endorse_proposal(person=who, seat=seat, proposal=proposal)
            assert refusal.value.code == "endorsed_already"
    told = around(proposal, [], [at_table.bystander.pk])
    assert (told.endorsed_by, told.endorsed_in, told.endorsed_for) == (2, 1, [at_table.bystander.pk])
    assert [(row["code"], row["movements"]) for row in endorsed_by_country(proposal)] == [("VE", 1), (None, 1)]
    with clock.travel(INSIDE):
        withdraw_endorsement(person=at_table.people["bystander"], seat=at_table.bystander, proposal=proposal)
        with pytest.raises(Conflict) as refusal:
            withdraw_endorsement(person=at_table.people["bystander"], seat=at_table.bystander, proposal=proposal)
        assert refusal.value.code == "not_endorsed"
    assert [row.seat for row in endorsements_of(proposal)] == [regional]


@pytest.mark.parametrize(("who", "seat"), [("coordinator", "author"), ("titular", "author"), ("sponsor", "sponsor")])
def test_who_wrote_or_sponsors_it_does_not_endorse_it(at_table: Table, proposal: Proposal, who: str, seat: str):
    with clock.travel(INSIDE), pytest.raises(Forbidden) as refusal:
        endorse_proposal(person=at_table.people[who], seat=getattr(at_table, seat), proposal=proposal)
    assert refusal.value.code == "own_proposal"


def test_who_comes_to_sponsor_it_no_longer_counts_among_those_who_endorse(at_table: Table, proposal: Proposal):
    with clock.travel(INSIDE):
        endorse_proposal(person=at_table.people["bystander"], seat=at_table.bystander, proposal=proposal)
    Sponsorship.objects.create(
        proposal=proposal, seat=at_table.bystander, state="accepted", invited_by=at_table.people["member"],
        invited_at=INSIDE,
    )  # fmt: skip
    assert around(proposal, []).endorsed_by == 0
    assert not endorsements_of(proposal).exists()


def test_a_draft_is_not_endorsed(at_table: Table):
    draft = at_table.submitted()
    with clock.travel(INSIDE), pytest.raises(Conflict) as refusal:
        endorse_proposal(person=at_table.people["bystander"], seat=at_table.bystander, proposal=draft)
    assert refusal.value.code == "proposal_submitted"


# --- orders and filters


def varied(at_table: Table, proposal: Proposal, number: int) -> list[Comment]:
    """Comments that differ in everything that can be asked for."""
    seats = [at_table.author, at_table.sponsor, at_table.bystander, None]
    stances, languages = Comment.Stance.values, ["es", "qu", "pt-br"]
    made: list[Comment] = []
    for n in range(number):
        facts = {"seat": seats[n % 4], "stance": stances[n % 3], "language": languages[n % 5 % 3]}
        made.append(
            Comment(
                proposal=proposal,
                revision=proposal.revision,
                text=str(n),
                author=at_table.people["bystander"],
                created_at=INSIDE,
                support_count=n * 7 % 5,
                paragraph="p1" if n % 2 else "",
                **facts,
            )
        )
    roots = Comment.objects.bulk_create(made[: number // 2])
    for n, reply in enumerate(made[number // 2 :]):
        reply.parent = reply.root = roots[n % 7]
    return [*roots, *Comment.objects.bulk_create(made[number // 2 :])]


def walked(proposal: Proposal, asked: Asked) -> list[int]:
    """Everything that is found, page after page."""
    found, after = [], None
    for _page in range(100):
        page = queries.discussion_of(proposal, queries.Reader(INSIDE), Asked(**{**vars(asked), "after": after}))
        found += [thread.root.id for thread in page.threads]
        after = page.more
        if after is None:
            return found
    pytest.fail("the pages do not end")


def matches(comment: Comment, asked: Asked) -> bool:
    movement = comment.seat.movement if comment.seat else None
    return (
        asked.stance in ("", comment.stance)
        and asked.language in ("", comment.language)
        and asked.paragraph in ("", comment.paragraph)
        and asked.movement in ("", movement and movement.slug)
        and asked.country in ("", movement and movement.country_id)
    )


@pytest.mark.parametrize("looked_at", [5_000, 5])
@pytest.mark.parametrize("sort", SORTS)
def test_every_order_and_combination_of_filters_finds_exactly_what_matches(
    at_table: Table, proposal: Proposal, monkeypatch: pytest.MonkeyPatch, sort: str, looked_at: int
):
    monkeypatch.setattr(queries, "LOOKED_AT", looked_at)
    monkeypatch.setattr(queries, "THREADS", 4)
    comments = varied(at_table, proposal, 60)
    amendment = amended(at_table, proposal)
    fill(proposal, at_table, 3, amendment=amendment)
    keys = {"oldest": lambda c: c.pk, "newest": lambda c: -c.pk, "supported": lambda c: (-c.support_count, -c.pk)}
    ordered = sorted(comments, key=keys[sort])
    choices = product(
        ["", "question"], ["", "EC", "CL"], ["", at_table.sponsor.movement.slug, "nobody"], ["", "p1"], ["", "qu"]
    )
    for stance, country, movement, paragraph, language in choices:
        asked = Asked(sort, stance, country, movement, paragraph, language)
        expected = [c.pk for c in ordered if (matches(c, asked) if asked.is_filtered else c.parent is None)]
        assert walked(proposal, asked) == expected, asked


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_costs_one_query_or_two_and_uses_an_index(at_table: Table, proposal: Proposal, sort: str):
    varied(at_table, proposal, 400)
    for asked in (Asked(sort), Asked(sort, stance="concern"), Asked(sort, movement=at_table.author.movement.slug)):
        with counted(1):
            queries.discussion_of(proposal, queries.Reader(INSIDE), asked)
    with counted(2):
        queries.discussion_of(proposal, queries.Reader(INSIDE), Asked(sort, stance="concern", language="qu"))


def test_what_one_supports_is_marked_for_ones_own_seats(at_table: Table, proposal: Proposal):
    comment = say(at_table, "member", "author", proposal)
    with clock.travel(INSIDE):
        support_comment(person=at_table.people["bystander"], seat=at_table.bystander, comment=comment)
    for seats, supported in (((), False), ((at_table.sponsor.pk,), False), ((at_table.bystander.pk,), True)):
        [thread] = queries.discussion_of(proposal, queries.Reader(INSIDE, seats)).threads
        assert (thread.root.is_supported, thread.root.support_count) == (supported, 1)


def test_the_movements_to_choose_from_are_those_who_spoke(at_table: Table, proposal: Proposal):
    seats = [seat_of(at_table.council, "BO") for _ in range(SPEAKERS + 5)]
    for seat in seats:
        fill(proposal, at_table, 2)
        Comment.objects.filter(pk=fill(proposal, at_table, 1)[0].pk).update(seat=seat)
    with counted(1):
        told = around(proposal, [])
    assert len(told.movements) == SPEAKERS
    assert {country["code"] for country in told.countries} == {"BO", "EC", "VE"}
    assert around(at_table.admitted(), []).movements == []


def test_stances_are_counted_by_movement_and_by_country(at_table: Table, proposal: Proposal):
    regional = seat_of(at_table.council, None)
    for seat, stance in (
        (at_table.author, "support"), (at_table.author, "concern"), (at_table.bystander, "support"),
        (regional, "question"), (None, "neutral"), (None, "neutral"), (None, "neutral"),
    ):  # fmt: skip
        Comment.objects.filter(pk=fill(proposal, at_table, 1)[0].pk).update(seat=seat, stance=stance)
    fill(proposal, at_table, 1, retracted_at=INSIDE)
    with counted(1):
        told = stances_of(proposal)
    assert [(row.kind, row.key, row.total) for row in told.countries] == [
        ("observers", "", 3), ("", "BO", 2), ("", "VE", 1), ("regional", "", 1),
    ]  # fmt: skip
    authors = next(row for row in told.movements if row.key == at_table.author.movement.slug)
    assert authors.numbers == {"support": 1, "concern": 1, "question": 0, "neutral": 0}
    assert stances_of(at_table.admitted()).movements == []
