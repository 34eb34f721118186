"""The pages of consultations, the first page, the desk and the API: counts, and nobody's answer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from common import clock
from proposals.consulting import counting
from proposals.models import Consultation, ConsultationAnswer
from proposals.voting.calling import Choice, call_ballot
from tests.factories.consulting import (
    CLOSE,
    COORDINATOR,
    answer,
    answers,
    consulted,
    crowd,
    crowd_answers,
    members,
)
from tests.factories.pages import (
    BEFORE,
    CLOSES,
    INSIDE,
    TICK,
    address,
    conduct,
    counted,
    get,
    prepared,
    send,
    signed_in,
    slug,
    text,
)
from tests.factories.proposals import member
from tests.factories.scenes import Scene, person

HOUR = timedelta(hours=1)
EARLY = BEFORE + HOUR / 2
RANKED = {"option-riego": "2", "option-semillas": "1", "option-caminos": "2"}
TITLE = "Soberanía alimentaria"

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return prepared()


def home(who: User | None, at: object) -> str:
    with clock.travel(at):  # type: ignore[arg-type] # an instant
        return text(signed_in(who).get("/"))


def test_a_coordinator_opens_one_from_the_ballots_page(scene: Scene) -> None:
    who = member(scene.seats["BR"], COORDINATOR)
    assert address(scene, "consultations") in get(scene, who, BEFORE).content.decode()
    shown = get(scene, who, BEFORE, "consultations")
    way = f"{address(scene, 'open_consultation')}?acting_for={slug(scene)}"
    assert way in shown.content.decode()
    assert "Ask the members of all movements" not in text(shown)
    assert "Ask the members" not in text(get(scene, None, BEFORE, "consultations"))
    with clock.travel(BEFORE):
        assert signed_in(who).get(way).status_code == 200
        assert signed_in(person()).get(way).status_code == 403
        assert signed_in(who).get(address(scene, "open_consultation")).status_code == 403
        assert signed_in(None).get(way).status_code == 302
    acting = {"acting_for": slug(scene)}
    for wrong in ("", "tomorrow", "2026-02-30T10:00", "2026-03-01T11:00", "2030-01-01T00:00", "\x00"):
        refused = send(scene, who, BEFORE, "open_consultation", **acting, closes_at=wrong)
        assert refused.status_code == 422, wrong
    assert (
        "2030-01-01T00:00"
        in send(scene, who, BEFORE, "open_consultation", **acting, closes_at="2030-01-01T00:00").content.decode()
    )
    for nobody in ("nobody", "\x00", "x" * 900):
        assert (
            send(scene, who, BEFORE, "open_consultation", acting_for=nobody, closes_at="2026-03-02T12:00").status_code
            == 422
        )
    made = send(scene, who, BEFORE, "open_consultation", **acting, closes_at="2026-03-02T12:00")
    assert made.status_code == 302
    assert made["Location"] == Consultation.objects.get().get_absolute_url()
    assert send(scene, who, BEFORE, "open_consultation", **acting, closes_at="2026-03-02T12:00").status_code == 409
    assert "have been consulted on this ballot already" in text(get(scene, who, BEFORE, "consultations"))


def test_a_member_answers_and_answers_again(scene: Scene) -> None:
    [who] = members(scene.seats["BR"], 1)
    consultation = consulted(scene)
    page = get(scene, who, INSIDE, "consultation", 1)
    assert "Your answer" in text(page)
    assert "Whoever operates this site keeps the answers" in text(page)
    fields = {"acting_for": slug(scene)}
    for wrong in ({}, {"choice": "perhaps"}, {"choice": "yes\x00"}, {"choice": ""}):
        refused = send(scene, who, INSIDE, "answer_consultation", 1, **fields, **wrong)
        assert refused.status_code == 422
    assert send(scene, who, INSIDE, "answer_consultation", 1, acting_for="x", choice="yes").status_code == 422
    for choice in ("yes", "block"):
        sent = send(scene, who, INSIDE, "answer_consultation", 1, **fields, choice=choice)
        assert (sent.status_code, sent["Location"]) == (302, consultation.get_absolute_url())
    assert ConsultationAnswer.objects.get().answer == {"block": "1"}
    shown = get(scene, who, INSIDE, "consultation", 1).content.decode()
    assert "You have answered as a member of" in shown
    assert "checked" not in shown, "not even to who answered"
    with clock.travel(INSIDE):
        assert signed_in(who).get(address(scene, "answer_consultation", 1)).status_code == 302
    assert send(scene, who, CLOSE, "answer_consultation", 1, **fields, choice="yes").status_code == 409
    assert send(scene, person(), INSIDE, "answer_consultation", 1, **fields, choice="yes").status_code == 403
    assert send(scene, None, INSIDE, "answer_consultation", 1, **fields, choice="yes").status_code == 302
    for missing in (2, 2**31, 10**18):
        assert get(scene, who, INSIDE, "consultation", missing).status_code == 404


def test_a_member_of_two_movements_chooses(scene: Scene) -> None:
    [who] = members(scene.seats["BR"], 1)
    scene.seats["AR"].movement.memberships.create(person=who, starts_at=scene.council.founded_at)
    consulted(scene, None)
    assert "As a member of which movement do you answer?" in text(get(scene, who, INSIDE, "consultation", 1))
    assert send(scene, who, INSIDE, "answer_consultation", 1, choice="yes").status_code == 422
    send(scene, who, INSIDE, "answer_consultation", 1, choice="yes", acting_for=slug(scene, "AR"))
    assert ConsultationAnswer.objects.get().asked.movement == slug(scene, "AR")


@pytest.mark.parametrize(
    ("kind", "terms", "sent", "kept"),
    [
        ("ranking", {}, RANKED, [["semillas"], ["riego", "caminos"]]),
        ("allocation", {"input": "approval"}, {"answer": ["riego", "caminos"]}, ["riego", "caminos"]),
        ("allocation", {"input": "score"}, {"option-riego": "7"}, {"riego": 7}),
    ],
)  # fmt: skip
def test_ballot_papers_are_answered_option_by_option(
    scene: Scene, kind: str, terms: dict, sent: dict, kept: object
) -> None:
    budget = {"budget": "20.00", "currency": "USD"} if kind == "allocation" else {}
    choices = tuple(
        Choice(code, {"es": f"Obra de {code}"}, cost=5 if budget else None) for code in ("riego", "semillas", "caminos")
    )
    with clock.travel(BEFORE):
        scene.ballot = call_ballot(
            person=scene.secretary,
            round_=scene.round,
            kind=kind,
            title={"es": "¿Qué?"},
            terms={**budget, **terms},
            choices=choices,
        )
    people = members(scene.seats["BR"], 5)
    consulted(scene, at=BEFORE + TICK)
    assert "Obra de riego" in text(get(scene, people[0], INSIDE, "consultation", 1))
    for wrong in ({}, {"option-riego": "-1"}, {"option-riego": "x"}, {"answer": "nada"}, {"option-riego": "9" * 30}):
        refused = send(scene, people[0], INSIDE, "answer_consultation", 1, acting_for=slug(scene), **wrong)
        assert refused.status_code == 422, wrong
    for who in people:
        assert send(scene, who, INSIDE, "answer_consultation", 1, acting_for=slug(scene), **sent).status_code == 302
    assert [next(iter(made.answer.values())) for made in ConsultationAnswer.objects.all()] == [kept] * 5
    conduct(CLOSE)
    assert "Obra de caminos" in text(get(scene, None, CLOSE, "consultation", 1))


def test_the_result_is_a_table_of_counts(scene: Scene) -> None:
    people = members(scene.seats["BR"], 6) + members(scene.seats["AR"], 4)
    movement, council = consulted(scene), consulted(scene, None)
    answers(movement, people[:6], ["yes", "yes", "yes", "yes", "no", "abstain"])
    answers(council, people, ["yes"] * 5 + ["no"] + ["no"] * 4)
    for number in (1, 2):
        assert "Answers by movement" not in text(get(scene, people[0], CLOSE - TICK, "consultation", number))
    assert "Counting is under way." in text(get(scene, None, CLOSE, "consultation", 1))
    conduct(CLOSE)
    first, second = (text(get(scene, None, CLOSE, "consultation", number)) for number in (1, 2))
    assert "6 of 9 members answered." in first
    assert "The members instruct the mandate to vote: Yes." in first
    assert "4 answers are in no count for that reason." in second
    assert "not shown" in second
    drawn = get(scene, None, CLOSE, "consultation", 1).content.decode()
    assert '<svg class="bar thin" viewBox="0 0 4 20"' in drawn
    assert [drawn.count(f'<rect class="solid-yes" width="{width}"') for width in (4, 1, 0)] == [1, 2, 1]
    assert "instruct the mandate to vote" not in second


def test_a_consultation_is_cancelled(scene: Scene) -> None:
    consultation = consulted(scene)
    who = consultation.opened_by
    assert address(scene, "cancel_consultation", 1) in get(scene, who, INSIDE, "consultation", 1).content.decode()
    assert get(scene, who, INSIDE, "cancel_consultation", 1).status_code == 200
    assert send(scene, scene.secretary, INSIDE, "cancel_consultation", 1, reason="x").status_code == 403
    assert send(scene, who, INSIDE, "cancel_consultation", 1, reason=" ").status_code == 422
    assert send(scene, who, INSIDE, "cancel_consultation", 1, reason="Mal preguntada.").status_code == 302
    shown = text(get(scene, None, INSIDE, "consultation", 1))
    assert "This consultation was cancelled." in shown
    assert "Mal preguntada." in shown
    assert send(scene, who, INSIDE, "cancel_consultation", 1, reason="x").status_code == 409


def test_the_first_page_says_who_is_asked_and_what_the_members_said(scene: Scene) -> None:
    people = members(scene.seats["BR"], 5)
    consultation = consulted(scene)
    asks = f"Your movement asks you: {TITLE}"
    assert asks in home(people[0], INSIDE)
    assert asks not in home(person(), INSIDE)
    assert asks not in home(people[0], CLOSE)
    answer(consultation, people[0])
    assert asks not in home(people[0], INSIDE)
    council = consulted(scene, None, at=INSIDE)
    assert f"The council asks you: {TITLE}" in home(people[0], INSIDE + TICK)
    says = f"Read what your members say: {TITLE}"
    titular = scene.titulars["BR"]
    assert says not in home(titular, INSIDE)
    conduct(CLOSE)
    assert says in home(titular, CLOSE)
    assert says not in home(people[0], CLOSE)
    assert says not in home(scene.titulars["AR"], CLOSE)
    assert says not in home(titular, CLOSES)
    assert council.purpose == "advise"


def test_a_count_that_fails_is_set_aside_and_told_to_the_desk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = consulted(scene)
    monkeypatch.setitem(counting.MEASURES, "choices", "SELECT 1/0")
    conduct(CLOSE)
    consultation.refresh_from_db()
    assert (consultation.state, consultation.attempts) == ("open", 1)
    with clock.travel(CLOSE):
        shown = text(signed_in(scene.secretary).get(reverse("desk", args=[scene.council.slug])))
    assert "Consultations that were set aside" in shown
    monkeypatch.undo()
    conduct(CLOSE + HOUR)
    consultation.refresh_from_db()
    assert (consultation.state, consultation.failure) == ("counted", "")


def test_the_api_has_counts_after_the_close_and_nobodys_answer(scene: Scene) -> None:
    people = members(scene.seats["BR"], 5)
    consultation = consulted(scene)
    answers(consultation, people, ["yes"] * 5)
    place = f"/api/v1/consultations/{scene.council.slug}/1/1/1/"
    with clock.travel(INSIDE):
        before = signed_in(None).get(place).json()
    assert (before["state"], before["result"], before["instruction"]) == ("open", None, None)
    conduct(CLOSE)
    after = signed_in(None).get(place).json()
    assert after["result"]["counts"] == {"yes": 5, "no": 0, "abstain": 0, "block": 0}
    assert after["instruction"] == {"yes": "1"}
    listed = signed_in(None).get("/api/v1/consultations/", {"on_behalf_of": slug(scene), "state": "counted"}).json()
    assert [row["url"] for row in listed["results"]] == [f"http://testserver{place}"]
    assert signed_in(None).get("/api/v1/consultations/", {"answers__person": 1}).status_code == 400
    everything = str(after) + str(listed)
    assert not [who for who in people if who.email in everything or who.name in everything]


def test_pages_cost_the_same_for_ten_members_and_for_a_thousand() -> None:
    costs = []
    for number in (10, 1_000):
        scene = prepared()
        crowd(list(scene.seats.values()), number)
        who = scene.titulars["BR"]
        consultation = consulted(scene, None)
        crowd_answers(consultation, EARLY)
        spent = []
        for at, name, args in (
            (EARLY, "consultation", [1]),
            (EARLY, "consultations", []),
            (CLOSE, "consultation", [1]),
        ):
            if at == CLOSE:
                conduct(CLOSE)
            client = signed_in(who)
            with clock.travel(at), counted(26) as queries:
                assert client.get(address(scene, name, *args)).status_code == 200
            spent.append(queries.number)  # type: ignore[attr-defined] # set by counted
        costs.append(spent)
    assert costs[0] == costs[1]
