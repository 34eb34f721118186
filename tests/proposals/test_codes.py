"""Codes on paper: who has them made and takes them back, what they open, once, for how long; and nothing else."""

import re
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common import clock
from common.errors import DomainError, Invalid
from councils.mandates.actions import enrol_member
from councils.models import Membership
from ledger.models import Entry
from notices.models import Notice
from notices.queueing import begin_walks, walk_one_chunk
from proposals.assisting import limits
from proposals.assisting.coding import ALPHABET, Made, hash_of, make_codes, new_code, use_code, withdraw_codes
from proposals.consulting.closing import cancel_consultation
from proposals.models import AccessCode, CodeBatch, Consultation, ConsultationAnswer, Vote
from proposals.voting.closing import cancel_ballot
from tests.factories.consulting import CLOSE, again, consulted
from tests.factories.pages import BEFORE, CLOSES, INSIDE, OPENS, TICK, prepared, slug, text
from tests.factories.papers import Desk, desk
from tests.factories.printed import squeezed, words_of
from tests.factories.proposals import member
from tests.factories.scenes import FOUNDED, Scene, mandate, person
from tests.factories.threads import in_thread, wait_until, waiting_for_a_row
from tests.proposals.test_answering import code_of

pytestmark = pytest.mark.django_db
LATER = INSIDE + timedelta(minutes=5)
MAY_NOT = {
    **dict.fromkeys(("secretary", "second", "moderator", "observer", "stranger"), "403 not_a_coordinator"),
    "titular": "403 not_a_coordinator",
}


@pytest.fixture
def found() -> Desk:
    cache.clear()
    made = desk()
    seat = made.scene.seats["BR"]
    made.people["coordinator"] = member(seat, Membership.Role.COORDINATOR)
    made.people["elsewhere"] = member(made.scene.seats["AR"], Membership.Role.COORDINATOR)
    made.people["rosa"] = unwired(made.scene, "Rosa")
    mandate(seat, made.people["rosa"], order=3)
    return made


def unwired(scene: Scene, name: str, country: str = "BR") -> User:
    """A member without e-mail, since the founding."""
    who = User.objects.create_without_line(name)
    Membership.objects.create(movement=scene.seats[country].movement, person=who, starts_at=FOUNDED)
    return who


def codes(found: Desk, *people: User, who: str = "coordinator", at: datetime = INSIDE, **facts: Any) -> Made:
    ids = [one.pk for one in people or (found.people["rosa"],)]
    with clock.travel(at):
        given = {"seat": found.scene.seats["BR"], "ballot": found.ballot(), "people": ids, **facts}
        return make_codes(person=found.people[who], **given)


def ask(found: Desk) -> Consultation:
    return again(consulted(found.scene, who=found.people["coordinator"]))


@pytest.mark.parametrize(
    ("at", "refused"),
    [
        (OPENS - TICK, ""),
        (OPENS, ""),
        (CLOSES - TICK, ""),
        (CLOSES, "409 closed"),
        (CLOSES + timedelta(days=1), "409 closed"),
    ],
)
def test_who_has_codes_made_for_a_seat_and_takes_them_back_and_when(found: Desk, at: datetime, refused: str) -> None:
    given = {"seat": found.scene.seats["BR"], "ballot": found.ballot(), "people": [found.people["rosa"].pk]}
    for role, refusal in {**MAY_NOT, "elsewhere": "403 not_a_coordinator"}.items():
        assert code_of(make_codes, at, person=found.people[role], **given) == refusal, role
    assert code_of(make_codes, at, person=found.people["coordinator"], **given) == refused
    batch = CodeBatch.objects.last() or codes(found).batch
    for role in ("titular", "observer", "stranger", "elsewhere"):
        assert code_of(withdraw_codes, at, person=found.people[role], batch=batch) == "403 not_a_coordinator", role
    for role in ("coordinator", "secretary", "moderator"):
        assert code_of(withdraw_codes, at, person=found.people[role], batch=batch) in ("", "409 codes_withdrawn")
    assert Entry.objects.get(verb="withdraw_codes").data["codes"] == 1
    made = Entry.objects.get(verb="make_codes")
    assert made.data == {"seat": slug(found.scene), "ballot": 1, "codes": 1}
    assert "Rosa" not in str(made.data)


def test_a_consultation_is_answered_by_a_code_until_it_closes(found: Desk) -> None:
    scene = found.scene
    late, elsewhere = person(), unwired(scene, "Ana", "AR")
    rosa, consultation = found.people["rosa"], ask(found)
    with clock.travel(INSIDE):
        late = enrol_member(movement=scene.seats["BR"].movement, name="Tarde", actor=found.people["coordinator"]).person
    for who in (late, elsewhere, scene.titulars["BR"]):
        with pytest.raises(Invalid) as raised:
            codes(found, rosa, who, consultation=consultation)
        assert raised.value.code == "not_these_people"
    [(whose, code)] = codes(found, consultation=consultation).codes
    assert (whose, AccessCode.objects.get().code_hash) == (rosa, hash_of(code))
    client = Client(headers={"accept-language": "en"})
    with clock.travel(LATER):
        answer = client.post(reverse("code_sign_in"), {"code": code.lower().replace("-", " ")})
        assert (answer.status_code, answer["Location"]) == (302, consultation.get_absolute_url())
        assert client.session.get_expiry_age() <= 1800
        sent = client.post(f"{consultation.get_absolute_url()}answer/", {"choice": "yes", "acting_for": slug(scene)})
        assert sent.status_code == 302, sent.content
    assert ConsultationAnswer.objects.get().person == rosa
    assert not Entry.objects.filter(actor=rosa).exists(), "that somebody answered stands in no ledger"
    with clock.travel(CLOSE), pytest.raises(DomainError) as closed:
        make_codes(
            person=found.people["coordinator"],
            seat=scene.seats["BR"],
            ballot=found.ballot(),
            consultation=consultation,
            people=[rosa.pk],
        )
    assert closed.value.code == "closed"
    with clock.travel(INSIDE):
        cancel_consultation(person=found.people["coordinator"], consultation=consultation, reason="Error.")
    with pytest.raises(DomainError):
        codes(found, consultation=again(consultation))


def test_a_code_opens_one_thing_and_no_account(found: Desk) -> None:
    [(_whose, code)] = codes(found).codes
    client, ballot = Client(headers={"accept-language": "en"}), found.ballot().get_absolute_url()
    with clock.travel(LATER):
        assert client.post(reverse("code_sign_in"), {"code": code})["Location"] == ballot
        for elsewhere in ("account_email", "account_set_password", "account_change_password", "me"):
            refused = client.post(reverse(elsewhere), {"email": "mine@example.org", "action_add": "", "name": "x"})
            assert refused.status_code == 403, elsewhere
        assert client.post(f"{ballot}recusal/", {"reason": "x", "acting_for": slug(found.scene)}).status_code == 403
        fields = {"choice": "yes", "acting_for": slug(found.scene)}
        assert client.post(f"{ballot}vote/", fields).status_code == 200
        assert client.post(f"{ballot}vote/", {**fields, "confirm": "1"}).status_code == 302
        assert client.post(reverse("language"), {"language": "es"}).status_code in (302, 204)
    vote = Vote.objects.get()
    assert (vote.cast_by, vote.is_on_paper) == (found.people["rosa"], False)
    assert User.objects.get(pk=found.people["rosa"].pk).email.endswith("@no-line.invalid")


@pytest.mark.parametrize("why", ["used", "withdrawn", "expired", "unknown", "empty", "long", "left"])
def test_a_code_that_is_good_no_more_is_refused_in_one_sentence(found: Desk, why: str) -> None:
    made = codes(found)
    [(whose, code)] = made.codes
    at = CLOSES if why == "expired" else LATER
    with clock.travel(at):
        if why == "used":
            assert use_code(code=code).person == whose
        elif why == "withdrawn":
            withdraw_codes(person=found.people["secretary"], batch=made.batch)
        elif why == "left":
            User.objects.filter(pk=whose.pk).update(is_active=False)
        tried = {"unknown": new_code(), "empty": "", "long": code + "2" * 20}.get(why, code)
        with pytest.raises(Invalid) as raised:
            use_code(code=tried)
        assert (raised.value.code, list(raised.value.fields)) == ("unknown_code", ["code"])
        page = Client(headers={"accept-language": "en"}).post(reverse("code_sign_in"), {"code": tried})
        assert page.status_code == 422
        assert "_auth_user_id" not in page.client.session


@pytest.mark.parametrize("tried", ["\x00", None, 7, "'; DROP TABLE accounts_user; --", "٠" * 16, "x" * 100_000])
def test_what_is_no_code_opens_nothing(found: Desk, tried: Any) -> None:
    codes(found)
    with clock.travel(LATER), pytest.raises(Invalid):
        use_code(code=tried)
    page = Client().post(reverse("code_sign_in"), {"code": tried if isinstance(tried, str) else ""})
    assert page.status_code in (200, 422)


def test_codes_cannot_be_guessed_or_misread(found: Desk) -> None:
    many = {new_code() for _n in range(500)}
    assert len(many) == 500
    assert all(re.fullmatch(f"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", code) for code in many)
    assert not set("01OILUAE") & set(ALPHABET)
    assert len(ALPHABET) ** 16 > 2**60


def test_guessing_is_slow(found: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TRIES", 2)
    client = Client(headers={"accept-language": "en"})
    guessing = [f"2001:db8:1:2:{n}::{n}" for n in range(1, 5)]  # whoever has a line of today has as many addresses
    for addresses in (["203.0.113.9"] * 4, guessing):
        guesses = [{"data": {"code": new_code()}, "REMOTE_ADDR": address} for address in addresses]
        assert [client.post(reverse("code_sign_in"), **guess).status_code for guess in guesses] == [422, 422, 429, 429]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_has_the_code(found: Desk) -> None:
    """The second has read the code as unused, and waits for the first, which has used it and not yet committed."""
    [(_whose, code)] = codes(found).codes
    seen: list[str] = []

    def use() -> None:
        with clock.travel(LATER):
            try:
                use_code(code=code)
                seen.append("")
            except Invalid as refusal:
                seen.append(refusal.code)

    second = threading.Thread(target=in_thread(use))
    with transaction.atomic():
        use()
        second.start()
        wait_until(waiting_for_a_row, "the second waits")
    second.join(30)
    assert seen == ["", "unknown_code"]


def test_the_sheet_is_made_once_and_the_codes_are_counted(found: Desk) -> None:
    place = reverse("seat_codes", args=[found.scene.council.slug, 1, found.scene.ballot.number])
    client = Client(headers={"accept-language": "en"})
    client.force_login(found.people["coordinator"])
    with clock.travel(INSIDE):
        page = client.get(place, {"acting_for": slug(found.scene)})
        assert "Rosa" in page.content.decode()
        empty = client.post(place, {"acting_for": slug(found.scene)})
        assert (empty.status_code, AccessCode.objects.count()) == (422, 0)
        sheet = client.post(place, {"acting_for": slug(found.scene), "people": [found.people["rosa"].pk]})
    assert sheet["Content-Type"] == "application/pdf"
    assert "no-store" in sheet["Cache-Control"] and sheet["Content-Disposition"].startswith("attachment")
    words = words_of(sheet.content)
    [code] = re.findall(r"(?:\w{4}-){3}\w{4}", words)
    assert AccessCode.objects.get().code_hash == hash_of(code)
    assert "Rosa" in words and squeezed(reverse("code_sign_in")) in words
    with clock.travel(INSIDE):
        assert "0 of 1 used" in text(client.get(place, {"acting_for": slug(found.scene)}))
        client.force_login(found.people["secretary"])
        assert client.get(place, {"acting_for": slug(found.scene)}).status_code == 403
        assert "0 of 1 codes used" in client.get(reverse("desk", args=[found.scene.council.slug])).content.decode()
        assert client.post(reverse("withdraw_codes", args=[AccessCode.objects.get().batch_id])).status_code == 302
        assert client.post(reverse("withdraw_codes", args=[10**30])).status_code == 404
    with clock.travel(LATER), pytest.raises(Invalid):
        use_code(code=code)


def test_codes_that_cannot_be_printed_are_not_made(found: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proposals.assisting.printing.pressing.LONGEST_SECONDS", 0.000_1)
    place = reverse("seat_codes", args=[found.scene.council.slug, 1, found.scene.ballot.number])
    client = Client()
    client.force_login(found.people["coordinator"])
    with clock.travel(INSIDE):
        answer = client.post(place, {"acting_for": slug(found.scene), "people": [found.people["rosa"].pk]})
    assert (answer.status_code, AccessCode.objects.count()) == (409, 0)


@pytest.mark.parametrize("people", [[], list(range(1, 203)), [10**12]])
def test_for_whom_codes_are_made(found: Desk, people: list[int]) -> None:
    with pytest.raises(Invalid) as raised:
        codes(found, people=people)
    assert raised.value.code == "not_these_people"


def test_nothing_can_be_made_for_a_ballot_that_was_cancelled(found: Desk) -> None:
    with clock.travel(INSIDE):
        cancel_ballot(person=found.scene.secretary, ballot=found.ballot(), reason="Error.")
    with pytest.raises(DomainError) as raised:
        codes(found)
    assert raised.value.code == "closed"


def test_who_has_no_address_is_sent_no_letter() -> None:
    scene = prepared()
    rosa = unwired(scene, "Rosa")
    mandate(scene.seats["BR"], rosa, order=2)
    assert (rosa.has_line, scene.titulars["BR"].has_line) == (False, True)
    begin_walks()
    with clock.travel(BEFORE):
        found = desk(scene)
    for role in ("secretary", "second"):
        found.enter(role)
    begin_walks()
    while walk_one_chunk():
        pass
    assert set(Notice.objects.filter(person=rosa).values_list("channel", flat=True)) <= {"inbox"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposals_accesscode SET used_at = NULL",
        "UPDATE proposals_accesscode SET code_hash = 'x'",
        "DELETE FROM proposals_accesscode",
        "UPDATE proposals_codebatch SET made_at = now()",
        "UPDATE proposals_codebatch SET withdrawn_at = NULL",
    ],
)
def test_the_tables_of_codes_refuse_what_never_happens(found: Desk, statement: str) -> None:
    made = codes(found)
    with clock.travel(LATER):
        use_code(code=made.codes[0][1])
        withdraw_codes(person=found.people["secretary"], batch=made.batch)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
