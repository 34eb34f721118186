"""Letters, evaluations, referrals and reports: reported, hidden with a rule and reasons, appealed, and shown again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from api.dumping.reading import rows
from common import clock, todo
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.models import Council, Office
from ledger.models import Entry
from proposals.letters.actions import sign_letter
from proposals.models import Case, Evaluation, Letter, Referral
from proposals.moderation.actions import appeal_decision, decide_case, hear_appeal, report_text
from proposals.moderation.texts import Text
from proposals.tasks import sweep
from tests.factories import letters
from tests.factories.answering import answered
from tests.factories.proposals import official
from tests.factories.scenes import person
from tests.proposals import test_evaluating, test_following, test_referring

pytestmark = pytest.mark.django_db

WORDS, REASON = "Palabras que ofenden", "Ofende a un pueblo entero."


@dataclass
class Matter:
    """A text of one kind with `WORDS` in it, who wrote it, and who decides; the pages and addresses that show it."""

    text: Text
    council: Council
    author: User
    at: datetime
    pages: list[str]
    data: list[str]
    report: str

    def __post_init__(self) -> None:
        self.secretary = official(self.council, Office.Kind.SECRETARY)
        self.second = official(self.council, Office.Kind.MODERATOR)

    def hide(self, kind: str = "hide", **facts: Any) -> Any:
        with clock.travel(self.at):
            case = report_text(person=person(), text=self.text, ground="insult").case
            given = {"kind": kind, "ground": "insult", "reason": REASON, **facts}
            return decide_case(person=self.secretary, case=case, **given)

    def shown(self, address: str, who: User | None = None) -> str:
        client = Client()
        if who:
            client.force_login(who)
        with clock.travel(self.at):
            answer = client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()


def of_letter() -> Matter:
    found = letters.opened(title=WORDS, text=f"{WORDS}.\n\nOtro párrafo.")
    place, slug = found.letter.get_absolute_url(), found.council.slug
    data = [f"/api/v1/letters/{slug}/1/", "/api/v1/letters/"]
    pages = [place, f"/councils/{slug}/letters/", "/"]
    author = found.people["author"]
    return Matter(found.letter, found.council, author, letters.INSIDE, pages, data, f"{place}report/")


def of_evaluation() -> Matter:
    scene = test_evaluating.Scene()
    text = scene.evaluate(technical={"es": f"{WORDS}.", "en": WORDS}, office=WORDS)
    place, data = scene.proposal.get_absolute_url(), [f"/api/v1/evaluations/{text.pk}/", "/api/v1/evaluations/"]
    author, council = scene.people["respondent"], scene.table.council
    return Matter(text, council, author, test_evaluating.INSIDE, [place], data, f"{place}evaluations/1/report/")


def of_referral() -> Matter:
    scene = test_referring.Scene()
    text = scene.refer(title=WORDS, text=f"{WORDS}.")
    place, slug = text.get_absolute_url(), scene.council.slug
    data = [f"/api/v1/referrals/{slug}/1/", "/api/v1/referrals/"]
    pages = [place, f"/councils/{slug}/referrals/"]
    return Matter(text, scene.council, scene.people["respondent"], test_referring.NOW, pages, data, f"{place}report/")


def of_followup() -> Matter:
    found = answered()
    text = test_following.told(found, "titular", milestone=WORDS, text=f"{WORDS}.", link="https://example.org/ofende")
    place = [found.scene.council.slug, found.position.year, found.position.number]
    pages = [reverse("follow_ups", args=place), found.position.get_absolute_url()]
    data = ["/api/v1/follow-ups/", reverse("api:follow_up", args=[*place, text.serial])]
    report = reverse("report_followup", args=[*place, text.serial])
    author, council = found.people["titular"], found.scene.council
    return Matter(text, council, author, test_following.LATER, pages, data, report)


KINDS: dict[str, Callable[[], Matter]] = {
    "letter": of_letter,
    "evaluation": of_evaluation,
    "referral": of_referral,
    "followup": of_followup,
}


@pytest.fixture(params=sorted(KINDS))
def of(request: Any, settings: Any, tmp_path: Any) -> Matter:
    settings.MEDIA_ROOT = tmp_path
    return KINDS[request.param]()


def test_it_is_reported_hidden_appealed_and_shown_again_everywhere(of: Matter) -> None:
    for address in (*of.pages, *of.data):
        assert WORDS in of.shown(address), address
    client = Client()
    with clock.travel(of.at):
        assert client.get(of.report).status_code == 302
        client.force_login(of.author)
        assert client.get(of.report).status_code == 403
        client.force_login(person())
        form = client.get(of.report).content.decode()
        assert WORDS in form
        assert client.post(of.report, {"ground": "nothing", "words": "Mire."}).status_code == 422
        assert client.post(of.report, {"ground": "insult", "words": "Mire."}).status_code == 302
        assert client.post(of.report, {"ground": "insult"}).status_code == 409
    assert of.report in of.shown(of.pages[0])
    case = Case.objects.get()
    assert case.author == of.author
    place = case.get_absolute_url()
    assert WORDS not in of.shown(place)
    assert WORDS in of.shown(place, of.secretary) and WORDS in of.shown(place, of.author)
    client.force_login(of.secretary)
    with clock.travel(of.at):
        decide = client.get(f"{place}decide/").content.decode()
        assert 'value="hide"' in decide and 'value="remove"' not in decide
        sent = {"kind": "hide", "ground": "insult", "reason": REASON}
        assert client.post(f"{place}decide/", sent).status_code == 302
    for address in (*of.pages, *of.data):
        assert WORDS not in of.shown(address), address
        assert "example.org/ofende" not in of.shown(address), address
    assert REASON in of.shown(of.pages[0])
    assert REASON in of.shown(of.data[0]) and '"scope":"whole"' in of.shown(of.data[0])
    assert WORDS not in of.shown("/api/v1/moderation/")
    with clock.travel(of.at):
        assert client.get(of.report).status_code == 404, "there is nothing more to report"
        assert not [row for row in rows("http://testserver") if WORDS in str(row)]
    decision = case.decisions.get()
    with clock.travel(of.at):
        appeal = appeal_decision(person=of.author, decision=decision, text="No ofende.")
        with pytest.raises(Forbidden):
            hear_appeal(person=of.secretary, appeal=appeal, outcome="reversed", reason="Es crítica.")
        hear_appeal(person=of.second, appeal=appeal, outcome="reversed", reason="Es crítica.")
    for address in (*of.pages, *of.data):
        assert WORDS in of.shown(address), address


def test_no_entry_of_the_ledger_repeats_its_words(of: Matter) -> None:
    assert not Entry.objects.filter(data__icontains=WORDS).exists()


def test_words_are_hidden_in_part_and_come_back_in_time(of: Matter) -> None:
    until = of.at + test_following.DAY
    of.hide("hide_part", quotes=["que ofenden"], until=until)
    for address in (*of.pages, *of.data):
        assert "que ofenden" not in of.shown(address), address
    assert "Palabras" in of.shown(of.pages[0])
    assert "█11█" in of.shown(of.data[0])
    of.at = until
    assert WORDS in of.shown(of.data[0])


def test_its_words_are_not_destroyed_and_nothing_else_of_it_changes(of: Matter) -> None:
    with pytest.raises(Invalid) as refused:
        of.hide("remove")
    assert "kind" in refused.value.fields
    of.hide()
    table = type(of.text)._meta.db_table
    column = "office" if isinstance(of.text, Evaluation) else "text" if not isinstance(of.text, Letter) else "title"
    with connection.cursor() as cursor:
        for change in (f"{column} = 'x'", f"{column} = 'x', hidden_at = NULL"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f"UPDATE {table} SET {change}")


def test_who_answers_for_the_body_that_wrote_it_does_not_decide() -> None:
    of = of_referral()
    assert isinstance(of.text, Referral)
    Office.objects.create(council=of.text.body, person=of.secretary, kind="respondent", starts_at=of.council.founded_at)
    with pytest.raises(DomainError) as refused:
        of.hide()
    assert refused.value.code == "own_body"


def test_nobody_signs_a_letter_that_is_hidden_nor_is_asked_to() -> None:
    found = letters.opened(title=WORDS)
    who, at = found.people["titular"], letters.INSIDE
    of = Matter(found.letter, found.council, found.people["author"], at, [], [], "")
    of.hide()
    with clock.travel(at):
        with pytest.raises(Conflict) as refused:
            sign_letter(person=who, seat=found.signer, letter=found.letter)
        assert refused.value.code == "letter_hidden"
        assert not [item for item in todo.items(who, at)[todo.Kind.WAITS] if "/letters/" in item.url]
    assert WORDS in of.shown(found.letter.get_absolute_url(), of.author)
    assert WORDS not in of.shown(found.letter.get_absolute_url(), who)


def test_the_page_of_an_answer_to_a_hidden_letter_shows_what_is_left_of_it() -> None:
    found = letters.opened(title=WORDS, goal=1)
    after = letters.CLOSES + test_following.DAY
    with clock.travel(after):
        sweep()
    of = Matter(found.letter, found.council, found.people["author"], after, [], [], "")
    answers = f"{found.letter.get_absolute_url()}answers/{found.board.slug}/"
    assert WORDS in of.shown(answers)
    of.hide()
    assert WORDS not in of.shown(answers)
    assert Letter.objects.get().state == "sent"


def test_a_case_about_any_text_costs_the_same_and_the_log_has_them() -> None:
    costs = []
    for kind in ("letter", "evaluation"):
        of = KINDS[kind]()
        case = of.hide().case
        of.shown(case.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            of.shown(case.get_absolute_url())
        costs.append(len(queries))
        assert case.get_absolute_url() in of.shown(f"/councils/{of.council.slug}/moderation/")
    assert costs[0] == costs[1]
