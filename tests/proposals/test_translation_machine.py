"""A machine that translates, played by a server of the test: what it makes is marked, and a failure leaves nothing."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from common import clock
from ledger.models import Entry
from proposals.models import MachineRequest, Proposal, Translation
from proposals.tasks import translate as rung
from proposals.translating import machine, translator
from proposals.translating.actions import request_machine_translation, translate_passage
from proposals.translating.machine import translate_by_machine, translate_one_request
from proposals.translating.queries import originals_of
from proposals.translating.translator import TranslatorError
from tests.factories.proposals import DISCUSSION, ENDS, HOUR, Table, table

pytestmark = pytest.mark.django_db
Answer = Callable[[dict[str, Any]], tuple[int, bytes]]


class Server:
    """LibreTranslate as far as we speak to it. `answer` says what it does; `asked` is what it was sent."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.answer: Answer = self.translated
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append(body)
                server.paths.append(self.path)
                status, content = server.answer(body)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    @staticmethod
    def translated(body: dict[str, Any]) -> tuple[int, bytes]:
        texts = [f"{body['target']}: {text}" for text in body["q"]]
        return 200, json.dumps({"translatedText": texts}).encode()


@pytest.fixture
def server(settings) -> Iterator[Server]:
    made = Server()
    settings.TRANSLATION_URL, settings.TRANSLATION_API_KEY = made.url, "key of the test"
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def at_table() -> Table:
    return table()


def asked(at_table: Table, language: str = "pt-br", **facts: object) -> Proposal:
    proposal = at_table.admitted(**facts)
    with clock.travel(DISCUSSION + HOUR):
        request_machine_translation(
            person=at_table.people["member"], seat=at_table.author, proposal=proposal, language=language
        )
    return proposal


def carry_out(after: timedelta = HOUR) -> bool:
    with clock.travel(DISCUSSION + HOUR + after):
        return translate_one_request()


def request() -> MachineRequest:
    return MachineRequest.objects.get()


def test_what_is_missing_is_translated_and_marked(at_table: Table, server: Server):
    proposal = asked(at_table)
    assert server.asked == [], "never in the request"
    with clock.travel(DISCUSSION + 2 * HOUR):
        assert rung() == 1
        assert rung() == 0
    made = list(Translation.objects.order_by("passage"))
    assert {one.passage for one in made} == {"title", "p1", "p2"}
    for one in made:
        assert (one.origin, one.made_by, one.seat, one.serial) == ("machine", None, None, 1)
        assert one.text.startswith("pt: ")
    [sent] = server.asked
    assert (sent["source"], sent["target"], sent["format"]) == ("es", "pt", "text")
    assert sent["api_key"] == "key of the test"
    assert server.paths == ["/translate"]
    assert (request().state, request().passages) == ("done", 3)
    [entry] = Entry.objects.filter(verb="translate_by_machine")
    assert (entry.actor, entry.data["passages"]) == (None, 3)
    assert proposal.translations.count() == 3


def test_each_language_of_the_text_is_asked_for_itself(at_table: Table, server: Server):
    asked(at_table, text="Uno.\n\n[qu] Iskay.\n\nTres.")
    carry_out()
    assert [(sent["source"], sent["q"]) for sent in server.asked] == [
        ("es", ["Soberanía alimentaria", "Uno.", "Tres."]),
        ("qu", ["Iskay."]),
    ]
    assert dict(Translation.objects.values_list("passage", "text"))["p2"] == "pt: Iskay."


def test_what_a_person_made_is_left_alone(at_table: Table, server: Server):
    proposal = asked(at_table)
    given = {"passage": "p1", "language": "pt-br", "text": "De pessoa.", "base": 0}
    source = next(one.sha256 for one in originals_of(proposal.revision) if one.passage == "p1")
    with clock.travel(DISCUSSION + 2 * HOUR):
        translate_passage(
            person=at_table.people["bystander"], seat=at_table.bystander, proposal=proposal, source=source, **given
        )
    carry_out()
    assert [one.text for one in Translation.objects.filter(passage="p1")] == ["De pessoa."]
    assert request().passages == 2


def test_what_changed_while_the_machine_worked_is_not_written(at_table: Table, server: Server):
    proposal = asked(at_table)
    before = originals_of(proposal.revision)
    stale = [type(one)(one.passage, one.language, one.text + " (antes)") for one in before]
    with clock.travel(DISCUSSION + 2 * HOUR):
        assert translate_by_machine(request=request(), wanted=[*stale[:2], before[2]], texts=["a", "b", "c"]) == 1
        assert translate_by_machine(request=request(), wanted=before, texts=["a", "b", "c"]) == 0, "it was done"


def slow(seconds: float) -> Answer:
    def answer(body: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(seconds)
        return Server.translated(body)

    return answer


def says(content: bytes, status: int = 200) -> Answer:
    return lambda _body: (status, content)


FAILURES = [
    (says(b"", 500), "broken"),
    (says(b"busy", 429), "broken"),
    (says(b"", 302), "broken"),
    (says(b"not json"), "garbage"),
    (says(b"[" * 100_000), "garbage"),
    (says(b"{}"), "garbage"),
    (says(b'{"translatedText": "one"}'), "garbage"),
    (says(b'{"translatedText": ["a", "b"]}'), "garbage"),
    (says(b'{"translatedText": ["a", "b", 3]}'), "garbage"),
    (says(b'{"translatedText": ["a", "b", " "]}'), "garbage"),
    (says(b'{"translatedText": ["a", "b", "\\u0000"]}'), "garbage"),
    (says(b'{"translatedText": ["a", "b", "\\ud800"]}'), "garbage"),
    (says(b'{"translatedText": ["a", "b", "' + b"x" * 90_000 + b'"]}'), "garbage"),
    (says(b"x" * 3_000_000), "garbage"),
    (slow(3), "slow"),
]


@pytest.mark.parametrize(("answer", "code"), FAILURES)
def test_a_failure_leaves_nothing_half_and_is_tried_again(
    at_table: Table, server: Server, monkeypatch: pytest.MonkeyPatch, answer: Answer, code: str
):
    monkeypatch.setattr(translator.translate, "__kwdefaults__", {"key": "", "seconds": 0.5})
    asked(at_table)
    server.answer = answer
    assert carry_out()
    held = request()
    assert (held.state, held.failure, held.attempts) == ("waiting", code, 1)
    assert not Translation.objects.exists()
    assert not carry_out(), "not before its time"
    server.answer = Server.translated
    assert carry_out(2 * HOUR)
    assert (request().state, Translation.objects.count()) == ("done", 3)


def test_a_second_batch_that_fails_takes_the_first_with_it(
    at_table: Table, server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(machine, "BATCH_TEXTS", 2)
    asked(at_table)
    server.answer = lambda body: Server.translated(body) if len(server.asked) == 1 else (500, b"")
    carry_out()
    assert len(server.asked) == 2
    assert not Translation.objects.exists()


def test_a_language_that_the_machine_does_not_know_is_given_up_at_once(at_table: Table, server: Server):
    asked(at_table, "qu")
    server.answer = says(b'{"error": "qu is not supported"}', 400)
    carry_out()
    assert (request().state, request().failure) == ("failed", "refused")


def test_nobody_there_is_given_up_after_some_tries(at_table: Table, settings):
    settings.TRANSLATION_URL = "http://127.0.0.1:9"
    asked(at_table)
    for number in range(1, 12):
        carry_out(number * HOUR)
    assert (request().state, request().failure, request().attempts) == ("failed", "unreachable", 6)


def test_after_the_stage_nothing_is_written(at_table: Table, server: Server):
    asked(at_table)
    with clock.travel(ENDS + HOUR):
        assert translate_one_request()
    assert (request().state, request().failure) == ("failed", "closed")
    assert not Translation.objects.exists()


def test_without_a_machine_nothing_is_asked(at_table: Table, server: Server, settings):
    asked(at_table)
    settings.TRANSLATION_URL = ""
    assert not carry_out()
    assert request().state == "waiting"


def test_an_answer_that_takes_too_long_is_slow(server: Server):
    with pytest.raises(TranslatorError) as raised:
        server.answer = slow(1)
        translator.translate(["a"], "es", "en", url=server.url, seconds=0.2)
    assert raised.value.code == "slow"
