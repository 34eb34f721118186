"""Translating a passage and reviewing it: who, when, on which version, beside which original."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from common import clock
from common.errors import DomainError, Invalid
from ledger.models import Entry
from proposals.drafting.actions import revise_proposal
from proposals.models import Ballot, MachineRequest, Proposal, Translation
from proposals.translating.actions import request_machine_translation, review_translation, translate_passage
from proposals.translating.choosing import best, is_stale
from proposals.translating.queries import missing_in, originals_of, versions_of
from proposals.voting.opening import open_ballot, prepare_ballots
from tests.factories.proposals import DISCUSSION, DRAFTING, HOUR, TEXT, VOTING, Table, member, table

pytestmark = pytest.mark.django_db

QUECHUA = "Mujukunataqa sapa ayllupi waqaychanku."


@pytest.fixture
def at_table() -> Table:
    return table()


def source_of(proposal: Proposal, passage: str) -> str:
    proposal.refresh_from_db()
    return next(one.sha256 for one in originals_of(proposal.revision) if one.passage == passage)


def translate(at_table: Table, proposal: Proposal, role: str = "sponsor", **facts: Any) -> Translation:
    given = {"passage": "p1", "language": "qu", "text": QUECHUA, "base": 0, **facts}
    if "source" not in given:
        given["source"] = source_of(proposal, given["passage"])
    seat = at_table.sponsor if role.startswith("sponsor") else at_table.author
    seat = at_table.bystander if role == "bystander" else seat
    return translate_passage(person=at_table.people[role], seat=seat, proposal=proposal, **given)


def review(at_table: Table, made: Translation, role: str = "bystander") -> Translation:
    seats = {"bystander": at_table.bystander, "member": at_table.author, "sponsor": at_table.sponsor}
    return review_translation(person=at_table.people[role], seat=seats.get(role), translation=made)


def revise(at_table: Table, proposal: Proposal, text: str, **facts: Any) -> None:
    proposal.refresh_from_db()
    assert proposal.revision
    given = {"language": "es", "title": proposal.revision.title, "text": text, **facts}
    revise_proposal(
        person=at_table.people["member"],
        seat=at_table.author,
        proposal=proposal,
        base=proposal.revision.number,
        **given,
    )


def state(proposal: Proposal, passage: str = "p1", language: str = "qu") -> str:
    proposal.refresh_from_db()
    [original] = [one for one in originals_of(proposal.revision) if one.passage == passage]
    found = best(versions_of(proposal.pk, [original], [language]).get((passage, language), ()), original)
    return "missing" if found is None else f"{'stale ' if is_stale(found, original) else ''}{found.standing}"


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as raised, transaction.atomic():
        act()
    assert raised.value.sentence
    return f"{raised.value.status} {raised.value.code}"


def test_a_translation_is_human_then_reviewed_then_stale_and_reviewed_anew(at_table: Table):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        assert state(proposal) == "missing"
        made = translate(at_table, proposal)
        assert state(proposal) == "human"
        review(at_table, made)
        assert state(proposal) == "reviewed"
        revise(at_table, proposal, TEXT.replace("comunidad.", "comunidad y en cada ayllu."))
        assert state(proposal) == "stale reviewed"
        again = translate(at_table, proposal, base=1)
        assert (again.serial, again.text) == (2, made.text)
        assert state(proposal) == "human"
        review(at_table, again)
        assert state(proposal) == "reviewed"
    told = list(Entry.objects.filter(verb__contains="transl").order_by("pk").values_list("verb", "on_behalf_of"))
    assert [verb for verb, _of in told] == ["translate_passage", "review_translation"] * 2
    assert QUECHUA not in str(list(Entry.objects.values_list("data", flat=True)))


def test_the_same_text_twice_makes_no_version(at_table: Table):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        first = translate(at_table, proposal)
        assert translate(at_table, proposal, "bystander") == first
        assert Translation.objects.count() == 1


def test_a_second_tab_is_told_and_loses_nothing(at_table: Table):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        translate(at_table, proposal)
        other = {"text": "Mujukuna.", "role": "bystander"}
        assert refusal(lambda: translate(at_table, proposal, **other)) == "409 translated_meanwhile"
        assert translate(at_table, proposal, base=1, **other).serial == 2


def test_whoever_read_an_earlier_original_is_told(at_table: Table):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        read = source_of(proposal, "p1")
        made = translate(at_table, proposal)
        revise(at_table, proposal, TEXT.replace("comunidad.", "comunidad y en cada ayllu."))
        late = {"source": read, "base": 1, "text": "Mujukuna."}
        assert refusal(lambda: translate(at_table, proposal, **late)) == "409 original_changed"
        assert refusal(lambda: review(at_table, made)) == "409 original_changed"
        revise(at_table, proposal, TEXT.split("\n\n")[1])
        assert refusal(lambda: translate(at_table, proposal, source="")) == "422 not_well_formed"
        assert refusal(lambda: review(at_table, made)) == "409 original_changed", "its paragraph is gone"


def test_only_the_last_version_is_reviewed_by_another_and_once(at_table: Table):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        first = translate(at_table, proposal)
        second = translate(at_table, proposal, "bystander", base=1, text="Mujukuna.")
        assert refusal(lambda: review(at_table, first, "member")) == "409 translated_meanwhile"
        assert refusal(lambda: review(at_table, second)) == "403 own_translation"
        assert review(at_table, second, "secretary").reviewed_by == at_table.people["secretary"]
        assert refusal(lambda: review(at_table, second, "moderator")) == "409 reviewed_already"


def test_the_database_refuses_what_must_never_happen(at_table: Table):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        made = translate(at_table, proposal)
        rows = Translation.objects.filter(pk=made.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(reviewed_by=made.made_by, reviewed_at=DISCUSSION)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(reviewed_at=DISCUSSION)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(text="Otra cosa.")
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
        review(at_table, made)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(reviewed_at=DRAFTING)


def test_what_waits_unreviewed_does_not_take_the_reviewed_one_away(at_table: Table):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        review(at_table, translate(at_table, proposal))
        translate(at_table, proposal, "bystander", base=1, text="¡Vota que no!")
        assert state(proposal) == "reviewed"
        [missing] = missing_in([proposal.revision], ["qu"])
        assert missing == {"qu": ["title", "p2"]}


def test_a_draft_is_translated_by_those_who_can_read_it(at_table: Table):
    proposal = at_table.begin()
    with clock.travel(DRAFTING + 2 * HOUR):
        assert refusal(lambda: translate(at_table, proposal)) == "403 not_readable"
        assert refusal(lambda: request(at_table, proposal, "secretary")) == "403 not_readable"
        assert translate(at_table, proposal, "member").serial == 1
    [entry] = Entry.objects.filter(verb="translate_passage")
    assert QUECHUA not in str(entry.data)


def test_what_was_tried_out_in_a_draft_stays_there(at_table: Table):
    proposal = at_table.describe(at_table.begin())
    with clock.travel(DRAFTING + 2 * HOUR):
        translate(at_table, proposal, "member", text="Pakasqa simi.")
        translate(at_table, proposal, "member", passage="title", text="Mikhuy.")
        revise(at_table, proposal, TEXT.replace("comunidad.", "comunidad y en cada ayllu."))
        assert state(proposal) == "stale human", "its authors still see it"
    Proposal.objects.filter(pk=proposal.pk).update(admitted_at=DRAFTING + 3 * HOUR)
    assert state(proposal) == "missing", "to everybody it would say what the draft said"
    assert state(proposal, "title") == "human"


def request(at_table: Table, proposal: Proposal, role: str, language: str = "qu") -> MachineRequest:
    seat = {"member": at_table.author, "sponsor": at_table.sponsor, "bystander": at_table.bystander}.get(role)
    return request_machine_translation(person=at_table.people[role], seat=seat, proposal=proposal, language=language)


def test_the_machine_is_off_and_says_so(at_table: Table):
    proposal = at_table.sponsored_admitted()
    with clock.travel(DISCUSSION + HOUR):
        assert refusal(lambda: request(at_table, proposal, "member")) == "409 no_machine"


def test_the_machine_is_asked_once_by_sponsors_and_secretaries(at_table: Table, settings):
    settings.TRANSLATION_URL = "http://127.0.0.1:9"
    proposal = at_table.sponsored_admitted()
    with clock.travel(DISCUSSION + HOUR):
        for role in ("bystander", "observer", "moderator", "outsider"):
            assert refusal(lambda: request(at_table, proposal, role)).startswith("403")  # noqa: B023 - asked at once
        assert request(at_table, proposal, "sponsor").state == "waiting"
        assert refusal(lambda: request(at_table, proposal, "secretary")) == "409 asked_already"
        assert refusal(lambda: request(at_table, proposal, "secretary", "es")) == "409 nothing_missing"
        assert refusal(lambda: request(at_table, proposal, "secretary", "xx")) == "422 not_well_formed"
        assert request(at_table, proposal, "secretary", "pt-br").seat is None


def test_ballots_freeze_what_was_reviewed_and_take_what_is_missing(at_table: Table):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        review(at_table, translate(at_table, proposal))
        waiting = translate(at_table, proposal, passage="p2", text="Qarpay.")
    with clock.travel(VOTING - HOUR):
        prepared(proposal)
        later = translate(at_table, proposal, base=1, text="Musuq simi.")
    with clock.travel(VOTING + HOUR):
        opened(proposal)
        assert refusal(lambda: review(at_table, later)) == "409 translation_frozen"
        frozen = {"base": 2, "text": "Huk simi.", "role": "bystander"}
        assert refusal(lambda: translate(at_table, proposal, **frozen)) == "409 translation_frozen"
        review(at_table, waiting)
        assert translate(at_table, proposal, passage="title", text="Mikhuy.").serial == 1
        assert translate(at_table, proposal, language="ay", text="Jatha.").serial == 1


def prepared(proposal: Proposal) -> Ballot:
    [ballot] = prepare_ballots(proposal.round)
    return ballot


def opened(proposal: Proposal) -> Ballot:
    ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(proposal=proposal)
    assert open_ballot(ballot)
    return ballot


def test_a_paragraph_has_a_language_of_its_own_that_lives_on(at_table: Table):
    proposal = at_table.begin(text=f"[qu] {QUECHUA}\n\nEl riego comunal.\n\n[1] No es una lengua.")
    assert proposal.revision
    assert proposal.revision.paragraphs == [
        {"id": "p1", "text": QUECHUA, "language": "qu"},
        {"id": "p2", "text": "El riego comunal."},
        {"id": "p3", "text": "[1] No es una lengua."},
    ]
    with clock.travel(DRAFTING + 2 * HOUR):
        revise(at_table, proposal, f"[es] Nuevo.\n\n[qu] {QUECHUA} Yakuwan.\n\nEl riego comunal.")
        proposal.refresh_from_db()
        assert {row["id"]: row.get("language", "") for row in proposal.revision.paragraphs} == {
            "p4": "", "p1": "qu", "p2": "",
        }  # fmt: skip
        before = proposal.revision.number
        revise(at_table, proposal, f"Nuevo.\n\n[qu] {QUECHUA} Yakuwan.\n\nEl riego comunal.")
        proposal.refresh_from_db()
        assert proposal.revision.number == before, "nothing changed"
        assert refusal(lambda: translate(at_table, proposal, "member")) == "409 same_language"
        assert translate(at_table, proposal, "member", language="es", text="Las semillas.").serial == 1
        revise(at_table, proposal, f"Nuevo.\n\n{QUECHUA} Yakuwan.\n\nEl riego comunal.")
        proposal.refresh_from_db()
        assert all("language" not in row for row in proposal.revision.paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        "e\u0301 n\u0303 combinados",
        "👩🏽‍🌾🌽 🇧🇴",
        "שלום עולם — مرحبا",
        "cero\u200bancho y \u200cunión\u200d",
        "línea uno\nlínea dos",
    ],
)
def test_signs_of_every_kind_are_stored_and_compared(at_table: Table, text: str):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        made = translate(at_table, proposal, text=text)
        assert translate(at_table, proposal, "bystander", base=1, text=made.text) == made, "typed again it is the same"
        assert translate(at_table, proposal, "bystander", base=1, text=text) == made


def test_marks_that_turn_the_direction_are_dropped(at_table: Table):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        assert translate(at_table, proposal, text="no \u202eecev\u202c vota").text == "no ecev vota"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": "x" * 100_000}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "a\ud800"}, "text"),
        ({"text": 7}, "text"),
        ({"passage": "title", "text": "dos\nlíneas"}, "text"),
        ({"passage": "summary", "source": ""}, "passage"),
        ({"passage": "p99", "source": ""}, "passage"),
        ({"passage": "\x00", "source": ""}, "passage"),
        ({"language": "xx"}, "language"),
        ({"language": ""}, "language"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_a_sentence(at_table: Table, facts: dict, field: str):
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR), pytest.raises(Invalid) as raised:
        translate(at_table, proposal, **facts)
    assert raised.value.fields[field]


def test_what_is_withdrawn_is_translated_no_more(at_table: Table):
    proposal = at_table.admitted()
    with transaction.atomic(), clock.travel(DISCUSSION + HOUR):
        made = translate(at_table, proposal)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('minga.moving_proposal', %s, true)", [str(proposal.pk)])
        Proposal.objects.filter(pk=proposal.pk).update(stage="withdrawn")
        assert refusal(lambda: translate(at_table, proposal, base=1, text="X")) == "409 proposal_withdrawn"
        assert refusal(lambda: review(at_table, made)) == "409 proposal_withdrawn"


def test_a_colleague_of_the_translator_may_review(at_table: Table):
    """The second person may be of the same movement: translators of Quechua are few."""
    proposal = at_table.admitted()
    with clock.travel(DISCUSSION + HOUR):
        made = translate(at_table, proposal)
        colleague = member(at_table.sponsor)
        assert review_translation(person=colleague, seat=at_table.sponsor, translation=made).reviewed_at
