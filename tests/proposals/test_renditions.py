"""Positions as PDF: printed once by the worker, read by everybody, and harmless whatever a text holds."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.text import capfirst

from common import clock
from councils.movements.models import Country
from proposals.models import Position, RenderingTry, Rendition
from proposals.positions.auditing import troubles
from proposals.positions.queries import read_document
from proposals.positions.reading import read_result
from proposals.positions.rendering import actions
from proposals.positions.rendering.actions import render_one_position
from proposals.positions.rendering.press import PressTrouble, press
from proposals.positions.rendering.sheet import Printed, languages_of, sheet_of
from proposals.positions.shelf import SHELF
from proposals.positions.signing import sign_one_position
from tests.factories.asking import ask
from tests.factories.asking import words as read
from tests.factories.files import written
from tests.factories.pages import CLOSES, cast, conduct, prepared
from tests.factories.printed import pages_of, squeezed, words_of
from tests.factories.scenes import voting_scene

FAR = datetime(2199, 1, 1, tzinfo=UTC)
# In one language, and the card.
FILES = 2
HOSTILE = (
    '#import "@preview/cetz:0.3.0"',
    '#eval("1+1")',
    '#read("/etc/passwd")',
    "$ integral $ \\ ` ``raw`` ``` = Title <label> @label // comment /* more",
    "*not bold* _not italic_ [content] {code} ~ -- \\u{41} ]]))}}\"'",
)


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> Iterator[None]:
    cache.clear()
    SHELF.clear()
    yield


def published() -> Position:
    scene = prepared()
    cast(scene, BR="no", AR="yes", BO="yes")
    conduct(CLOSES)
    return Position.objects.select_related("council").get()


def printed(position: Position) -> bytes:
    while sign_one_position():
        pass
    assert render_one_position()
    return bytes(Rendition.objects.order_by("id").filter(position=position)[0].content)


def sheet(document: dict[str, Any], language: str, spoken: str = "es") -> dict[str, Any]:
    with translation.override(spoken):
        facts = Printed("https://minga.example/positions/x/2026/1/", "a" * 64, "k" * 16, {})
        return sheet_of(document, read_result(document, ()), facts, language, is_short=False)


@pytest.mark.django_db
def test_it_is_a_tagged_pdf_that_says_what_was_decided() -> None:
    position = published()
    document = read_document(position)
    content = printed(position)
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content and b"/Marked true" in content and b"/Lang(es)" in content
    assert "pdfuaid:part" in content.decode("latin-1"), "the accessible standard, which checks itself"
    words = words_of(content)
    key = position.signatures.get().key.name
    texts = [paragraph["text"] for paragraph in document["proposal"]["paragraphs"]]
    address = settings.SITE_URL + position.get_absolute_url()
    for said in (document["proposal"]["title"], position.reference, position.sha256, key, address, *texts):
        assert squeezed(said) in words, said
    with translation.override("es"):
        reading = read_result(document, Country.objects.all())
    assert squeezed(reading.sentence) in words
    for row in reading.rows:
        assert squeezed(capfirst(row.name)) in words
    assert squeezed(f"minga-verify {address}") in words
    assert not render_one_position()


@pytest.mark.django_db
def test_nothing_is_printed_before_it_is_signed(client: Client) -> None:
    position = published()
    if not position.signatures.exists():
        assert not render_one_position()
    address = position.get_absolute_url().rstrip("/")
    early = client.get(f"{address}.pdf")
    assert (early.status_code, early["Retry-After"]) == (404, "60")
    assert early["Cache-Control"].startswith("no-cache")
    assert position.reference in early.content.decode()
    assert client.get(f"{address}.xx.pdf").status_code == 404
    printed(position)
    assert client.get(f"{address}.xx.pdf").status_code == 404
    assert not client.get(f"{address}.xx.pdf").has_header("Retry-After")


PAGE, DATA, FILE = "text/html; charset=utf-8", "application/json", "application/pdf"
ASKED = (
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", PAGE),
    ("*/*", PAGE),
    ("", PAGE),
    ("image/png", PAGE),
    ("application/json", DATA),
    ("application/json;q=0.5, text/html;q=0.4", DATA),
    ("application/pdf", FILE),
    ("application/*;q=0.9, text/html", PAGE),
    (";;,/,q=", PAGE),
)


@pytest.mark.django_db
def test_one_address_answers_as_is_asked(client: Client) -> None:
    position = published()
    printed(position)
    for accept, kind in ASKED:
        answer = client.get(position.get_absolute_url(), headers={"Accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, kind), accept
        assert "Accept" in [one.strip() for one in answer["Vary"].split(",")]


@pytest.mark.django_db
def test_the_suffix_gives_the_bytes_of_the_api_and_the_page_links_the_file(client: Client) -> None:
    position = published()
    stored = printed(position)
    address = position.get_absolute_url().rstrip("/")
    data, api = client.get(f"{address}.json"), client.get(position.data_url)
    assert (data.content, data["ETag"], data["Cache-Control"]) == (api.content, api["ETag"], api["Cache-Control"])
    assert client.get(f"{address}/", headers={"Accept": "application/json"}).content == api.content
    page = client.get(f"{address}/").content.decode()
    assert f'href="{address}.es.pdf"' in page
    for suffix in (".pdf", ".es.pdf"):
        answer = client.get(address + suffix)
        assert (answer.content, answer["Content-Type"]) == (stored, "application/pdf")
        assert answer["Cache-Control"] == "no-cache", "it may be hidden one day"
        assert answer["Content-Disposition"].startswith('inline; filename="')
    assert client.head(f"{address}.pdf").status_code == 200
    assert client.post(f"{address}.pdf").status_code == 405


@pytest.mark.django_db
def test_who_has_it_costs_two_queries_at_the_most(client: Client) -> None:
    position = published()
    printed(position)
    address = position.get_absolute_url().rstrip("/")
    for suffix in (".json", ".pdf", ".es.pdf"):
        tag = client.get(address + suffix)["ETag"]
        SHELF.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address + suffix, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.content, len(queries) <= 2) == (304, b"", True), (suffix, len(queries))
    assert client.get(f"{address}.pdf", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.django_db
def test_what_people_write_is_never_markup() -> None:
    document = read_document(published())
    for text in HOSTILE:
        document["proposal"].update(title=text, summary=text, paragraphs=[{"id": "p1", "text": text}])
        document["statements"] = [{"on_behalf_of": text, "kind": "dissent", "language": text, "text": text}]
        document["recusals"] = [{"on_behalf_of": "x", "reason": text}]
        document["addressees"] = [{"slug": "x", "kind": "bank", "name": {"es": text}}]
        document["council"]["name"] = {"es": text}
        words = words_of(press(sheet(document, "es")))
        assert words.count(squeezed(text)) >= 7, text
        assert "root:" not in words


@pytest.mark.django_db
def test_a_very_long_paragraph_and_signs_that_nobody_sees() -> None:
    document = read_document(published())
    long = "palabra " * 12_500
    turned = "antes \u202eotnup\u202c \u2066dentro\u2069 \x00\x07 después"
    document["proposal"]["paragraphs"] = [{"id": "p1", "text": long}, {"id": "p2", "text": turned}]
    content = press(sheet(document, "es"))
    words = words_of(content)
    assert words.count("palabra") == 12_500
    assert "antesotnupdentrodespués" in words
    assert 10 < pages_of(content) < 60


@pytest.mark.django_db
def test_what_no_font_has_does_not_stop_the_press() -> None:
    document = read_document(published())
    document["proposal"]["paragraphs"] = [{"id": "p1", "text": "漢字 😀 עברית ok"}]
    content = press(sheet(document, "es"))
    assert b"/StructTreeRoot" in content
    assert "ok" in words_of(content)


LANGUAGES = (
    ("pt-br", "pt", "Ação, coração, à beira, você"),
    ("en", "en", "The water and the land"),
    ("fr", "fr", "L’œuvre, où, déjà, naïf"),
    ("qu", "qu", "Yaku, ñuqanchik, q’uñi, p’unchaw"),
    ("ay", "ay", "Aymaranakäña, ch’amañ, ïñ"),
    ("gn", "gn", "Yvyra, g̃uarã, ñe’ẽ, ỹ"),
)


@pytest.mark.django_db
def test_each_language_of_the_text_is_printed() -> None:
    document = read_document(published())
    first = document["proposal"]["paragraphs"][0]["id"]
    for language, code, words in LANGUAGES:
        document["translations"] = {language: {"title": words, "paragraphs": [{"id": first, "text": words}]}}
        assert languages_of(document) == ["es", language]
        content = press(sheet(document, language))
        assert f"/Lang({code})".encode() in content
        assert b"pdfuaid:part" in content, "every letter is there"
        # A letter made of two signs, which no font has as one, is given once for each of its two glyphs.
        assert squeezed(words) in words_of(content).replace("g̃g̃", "g̃"), language


@pytest.mark.django_db
def test_reviewed_translations_have_files_of_their_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    position = published()
    document = read_document(position)
    translated = {"en": {"title": "The water", "paragraphs": []}, "gn": {"title": "Y g̃uarã", "paragraphs": []}}
    monkeypatch.setattr(actions, "read_for_a_page", lambda _position: {**document, "translations": translated})
    printed(position)
    address = position.get_absolute_url().rstrip("/")
    assert "Thewater" in words_of(client.get(f"{address}.en.pdf").content)
    guarani = words_of(client.get(f"{address}.gn.pdf").content)
    assert squeezed("Y g̃uarã") in guarani.replace("g̃g̃", "g̃")
    assert guarani.count("g̃") == 2, "no plain g is read as one"
    assert client.get(f"{address}.pdf").content == client.get(f"{address}.es.pdf").content
    page = client.get(f"{address}/").content.decode()
    assert page.count('/1.en.pdf"') == 2


@pytest.mark.django_db
def test_what_fails_is_tried_later_and_blocks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    position = published()
    file = position.get_absolute_url().rstrip("/") + ".pdf"

    def said(at: datetime) -> str:
        return read(ask(None, file, at))

    assert "It waits for the worker" in said(position.published_at)
    while sign_one_position():
        pass
    real = actions.press

    def broken(_sheet: dict) -> bytes:
        raise PressTrouble("The ink is out.")

    monkeypatch.setattr(actions, "press", broken)
    assert render_one_position(), "there was work"
    assert not render_one_position(), "and it is not due again"
    tried = RenderingTry.objects.get()
    assert (tried.attempts, tried.is_done, "ink" in tried.failure) == (1, False, True)
    failed = said(tried.next_try_at - timedelta(seconds=1))
    assert "the press could not print it. It is tried again at" in failed and "ink" not in failed
    assert "Nobody has worked at it since" in said(tried.next_try_at + timedelta(hours=1))
    monkeypatch.setattr(actions, "press", real)
    with clock.travel(tried.next_try_at):
        assert render_one_position()
    tried.refresh_from_db()
    assert (tried.is_done, tried.failure) == (True, "")
    assert position.renditions.count() == FILES


@pytest.mark.django_db
def test_killed_in_the_middle_it_is_printed_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    position = published()
    while sign_one_position():
        pass
    real = actions.press

    def killed(_sheet: dict) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "press", killed)
    with pytest.raises(KeyboardInterrupt):
        render_one_position()
    monkeypatch.setattr(actions, "press", real)
    assert not render_one_position(), "for all that anybody knows it is being printed"
    with clock.travel(clock.now(None) + actions.TAKEN_FOR + timedelta(seconds=1)):
        assert render_one_position()
    assert position.renditions.count() == FILES


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_print_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    position = published()
    while sign_one_position():
        pass
    pressed = []

    def counting(told: dict) -> bytes:
        pressed.append(told["reference"])
        return press(told)

    monkeypatch.setattr(actions, "press", counting)

    def work() -> bool:
        try:
            return render_one_position()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        worked = list(pool.map(lambda _n: work(), range(4)))
    assert sorted(worked) == [False, False, False, True]
    assert (len(pressed), position.renditions.count()) == (1, FILES)


@pytest.mark.django_db
def test_an_import_is_printed_at_the_address_of_its_series(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    council = voting_scene(opens_at=FAR, closes_at=FAR.replace(month=2)).council
    call_command("import_ballots", str(written(tmp_path, "barrio.pb")), council=council.slug)
    conduct(timezone.now())
    position = Position.objects.select_related("council").get(series="imports")
    monkeypatch.setattr(actions, "LARGE", 3)
    short = words_of(printed(position))
    assert position.reference in short
    assert "Plaza" in short or "plaza" in short
    address = position.get_absolute_url().rstrip("/")
    assert "/imports/" in address
    assert words_of(client.get(f"{address}.es.pdf").content) == short
    assert client.get(f"{address}.json").content == client.get(position.data_url).content
    assert client.get(f"{address}/", headers={"Accept": "application/pdf"})["Content-Type"] == "application/pdf"
    monkeypatch.undo()
    document = actions._document(position)
    whole = words_of(press(actions._sheet(position, document, "es")))
    assert len(whole) > len(short), "the short form lists no options"


def test_the_press_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proposals.positions.rendering.press.LONGEST_SECONDS", 0.01)
    with pytest.raises(PressTrouble, match="within"):
        press({"title": "x"})


def test_the_press_says_what_is_wrong() -> None:
    with pytest.raises(PressTrouble):
        press({"made_at": 0})


@pytest.mark.django_db
def test_a_file_that_was_changed_is_found() -> None:
    position = published()
    printed(position)
    assert not [trouble for trouble in troubles() if "file" in trouble]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE proposals_rendition DISABLE TRIGGER USER")
        cursor.execute("UPDATE proposals_rendition SET content = content || 'x'")
        cursor.execute("ALTER TABLE proposals_rendition ENABLE TRIGGER USER")
    assert [trouble for trouble in troubles() if "language es" in trouble]
