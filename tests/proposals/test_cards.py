"""The picture by which other sites show a result: made once by the worker, and linked where it may be shown."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from proposals.models import Rendition
from proposals.positions.choices_reading import read_choice
from proposals.positions.models import CARD
from proposals.positions.queries import read_document
from proposals.positions.reading import read_result
from proposals.positions.rendering.actions import render_one_position
from proposals.positions.rendering.card import LONGEST_OUTCOME, LONGEST_TITLE, card_of, short
from proposals.positions.rendering.press import PNG_BEGINS, press_card
from proposals.positions.signing import sign_one_position
from tests.factories.choices import publish, ranked
from tests.proposals.test_renditions import published

pytestmark = pytest.mark.django_db


def drawn(document: dict[str, Any]) -> dict[str, Any]:
    with translation.override("en"):
        reading = read_choice(document, ()) if "options" in document else read_result(document, ())
        return card_of(document, reading)


def size_of(content: bytes) -> tuple[int, int]:
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def test_it_is_made_linked_and_handed_out(client: Client) -> None:
    position = published()
    assert client.get(position.card_url).status_code == 404
    assert "og:image" not in client.get(position.get_absolute_url()).content.decode()
    while sign_one_position():
        pass
    assert render_one_position()
    answer = client.get(position.card_url)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "image/png", "no-cache")
    assert size_of(answer.content) == (1200, 630)
    assert client.get(position.card_url, headers={"if-none-match": answer["ETag"]}).status_code == 304
    page = client.get(position.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert f'<meta property="og:image" content="http://testserver{position.card_url}">' in page
    assert '<meta property="og:image:alt" content="Adopted, by the rule that binds' in page
    assert ".pdf" in page
    assert f'href="{position.get_absolute_url().rstrip("/")}..pdf"' not in page, "a card is no file to print"
    assert client.get(f"{position.get_absolute_url().rstrip('/')}.pdf").content.startswith(b"%PDF-")
    assert client.post(position.card_url).status_code == 405
    assert Rendition.objects.filter(language=CARD).count() == 1


def test_it_says_what_was_decided_in_three_ways() -> None:
    card = drawn(read_document(published()))
    assert [bar["label"] for bar in card["bars"]] == ["By seats", "By countries", "By capital"]
    assert all(sum(piece["width"] for piece in bar["pieces"]) >= 990 for bar in card["bars"])
    assert card["lines"] == []


def test_a_choice_names_what_was_chosen() -> None:
    document = read_document(publish(ranked()))
    assert (drawn(document)["lines"], drawn(document)["bars"]) == (["Agua"], [])
    options = [{"id": f"o{number}", "name": "ñ" * 300} for number in range(9)]
    results = [
        {**one, "result": {**one["result"], "selected": [o["id"] for o in options]}} for one in document["results"]
    ]
    many = drawn({**document, "options": options, "results": results})["lines"]
    assert (len(many), many[-1], max(map(len, many))) == (4, "+ 6", 70)
    nothing = [{**one, "outcome": "none", "result": {**one["result"], "selected": []}} for one in document["results"]]
    assert drawn({**document, "results": nothing})["lines"] == []


@pytest.mark.parametrize("title", ['#eval("1")\\ $x$ <b>*no*', "W" * 900, "\u202e\u2067", "कखग 投票 🌽", ""])
def test_whatever_a_title_holds_it_is_a_picture(title: str) -> None:
    document = read_document(published())
    card = drawn({**document, "proposal": {**document["proposal"], "title": title}})
    assert len(card["title"]) <= LONGEST_TITLE
    assert len(card["outcome"]) <= LONGEST_OUTCOME
    content = press_card(card)
    assert content.startswith(PNG_BEGINS)
    assert size_of(content) == (1200, 630)
    assert len(content) < 400_000


def test_a_text_is_cut_with_a_sign() -> None:
    assert (short(" a  b ", 5), short("abcdef", 5)) == ("a b", "abcd…")
