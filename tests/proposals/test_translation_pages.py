"""The pages of translations through HTTP: what is typed is never lost, what is read says its language and its state."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from common import clock
from proposals.models import MachineRequest, Proposal, Translation
from proposals.translating.actions import review_translation, translate_passage
from proposals.translating.queries import originals_of
from tests.factories.asking import ask, browser, send, words
from tests.factories.pages import counted
from tests.factories.proposals import DISCUSSION, ENDS, HOUR, TEXT, VOTING, Table, table

pytestmark = pytest.mark.django_db

INSIDE = DISCUSSION + HOUR


@pytest.fixture
def at_table() -> Table:
    return table(required_languages=["qu"])


def address(proposal: Proposal, language: str = "qu") -> str:
    place = [proposal.round.council.slug, proposal.round.number, proposal.number]
    return reverse("translation", args=[*place, language]) if language else reverse("translations", args=place)


def fields(proposal: Proposal, **texts: str) -> dict[str, Any]:
    """The form as a browser sends it: every passage with the version and the original that it was shown with."""
    proposal.refresh_from_db()
    sent: dict[str, Any] = {}
    for one in originals_of(proposal.revision):
        last = proposal.translations.filter(passage=one.passage, language="qu").order_by("-serial").first()
        sent[f"text-{one.passage}"] = texts.get(one.passage, last.text if last else "")
        sent[f"base-{one.passage}"] = last.serial if last else 0
        sent[f"source-{one.passage}"] = one.sha256
    return sent


def translated(at_table: Table, proposal: Proposal, passage: str, text: str, language: str = "qu", **facts: Any) -> Any:
    source = next(one.sha256 for one in originals_of(proposal.revision) if one.passage == passage)
    with clock.travel(INSIDE):
        made = translate_passage(
            person=at_table.people["sponsor"], seat=at_table.sponsor, proposal=proposal, passage=passage,
            language=language, text=text, base=facts.get("base", 0), source=source,
        )  # fmt: skip
        if facts.get("review"):
            review_translation(person=at_table.people["bystander"], seat=at_table.bystander, translation=made)
    return made


def areas(response: HttpResponse) -> dict[str, str]:
    """What stands in each field of the page."""
    found = re.findall(r'<textarea name="text-([^"]+)"[^>]*>\n([^<]*)</textarea>', response.content.decode())
    return dict(found)


def test_everything_typed_is_saved_at_once(at_table: Table):
    proposal = at_table.admitted()
    who = at_table.people["bystander"]
    sent = send(who, address(proposal), INSIDE, save="all", **fields(proposal, title="Mikhuy.", p1="Mujukuna."))
    assert sent.status_code == 302
    assert dict(Translation.objects.values_list("passage", "text")) == {"title": "Mikhuy.", "p1": "Mujukuna."}
    shown = ask(who, address(proposal), INSIDE)
    assert areas(shown) == {"title": "Mikhuy.", "p1": "Mujukuna.", "p2": ""}
    assert "Somebody else reviews it." in words(shown)


def test_saving_one_passage_keeps_what_was_typed_in_the_others(at_table: Table):
    proposal = at_table.admitted()
    who = at_table.people["bystander"]
    sent = send(who, address(proposal), INSIDE, save="p1", **fields(proposal, p1="Mujukuna.", p2="Yaku <b>"))
    assert sent.status_code == 200
    assert list(Translation.objects.values_list("passage", flat=True)) == ["p1"]
    assert areas(sent)["p2"] == "Yaku &lt;b&gt;"
    assert "not saved yet" in words(sent)
    assert "1 passage was saved." in words(sent)


def test_a_second_tab_is_shown_what_was_saved_meanwhile_and_keeps_its_own(at_table: Table):
    proposal = at_table.admitted()
    who = at_table.people["bystander"]
    mine = fields(proposal, p1="Ñuqap simiy.", p2="Yaku.")
    translated(at_table, proposal, "p1", "Hukpa simin.")
    sent = send(who, address(proposal), INSIDE, save="all", **mine)
    assert sent.status_code == 409
    assert areas(sent)["p1"] == "Ñuqap simiy."
    assert "Hukpa simin." in words(sent)
    assert Translation.objects.get(passage="p2").text == "Yaku.", "the others were saved"
    again = {**fields(proposal, p1="Ñuqap simiy."), "base-p1": 1}
    assert send(who, address(proposal), INSIDE, save="all", **again).status_code == 302
    assert Translation.objects.filter(passage="p1").count() == 2


def test_what_nobody_touched_is_not_sent_back_over_what_is_new(at_table: Table):
    proposal = at_table.admitted()
    translated(at_table, proposal, "p1", "Ñawpaq simi.")
    mine = fields(proposal, p2="Yaku.")
    translated(at_table, proposal, "p1", "Musuq simi.", base=1)
    sent = send(at_table.people["bystander"], address(proposal), INSIDE, save="all", **mine)
    assert sent.status_code == 302
    assert Translation.objects.filter(passage="p1").count() == 2


def test_a_refused_text_stands_beside_its_reason(at_table: Table):
    proposal = at_table.admitted()
    long = "x" * 100_000
    sent = send(at_table.people["bystander"], address(proposal), INSIDE, save="all", **fields(proposal, p1=long))
    assert sent.status_code == 422
    assert areas(sent)["p1"] == long
    assert "At most 40000 signs" in words(sent)
    late = send(at_table.people["bystander"], address(proposal), ENDS, save="all", **fields(proposal, p1="Muju."))
    assert late.status_code == 409


def test_a_review_through_the_page(at_table: Table):
    proposal = at_table.admitted()
    made = translated(at_table, proposal, "p1", "Mujukuna.")
    who = at_table.people["bystander"]
    assert "I have read both" in words(ask(who, address(proposal), INSIDE))
    assert "I have read both" not in words(ask(at_table.people["sponsor"], address(proposal), INSIDE))
    typed = fields(proposal, p2="Yaku.")
    sent = send(who, address(proposal), INSIDE, review=made.pk, **typed)
    assert sent.status_code == 200
    assert areas(sent)["p2"] == "Yaku.", "a review loses nothing that was typed"
    made.refresh_from_db()
    assert made.reviewed_by == who
    assert send(who, address(proposal), INSIDE, review=made.pk, **fields(proposal)).status_code == 409
    assert send(who, address(proposal), INSIDE, review="x").status_code == 404
    assert send(at_table.people["outsider"], address(proposal), INSIDE, review=made.pk).status_code == 403


@pytest.mark.parametrize("role", ["secretary", "moderator"])
def test_the_offices_review_for_nobody(at_table: Table, role: str):
    proposal = at_table.admitted()
    made = translated(at_table, proposal, "p1", "Mujukuna.")
    who = at_table.people[role]
    assert "I have read both" in words(ask(who, address(proposal), INSIDE))
    assert send(who, address(proposal), INSIDE, review=made.pk).status_code == 302
    assert send(who, address(proposal), INSIDE, save="p1", **fields(proposal, p1="X")).status_code == 403


def test_readers_read_and_are_told_how_to_take_part(at_table: Table):
    proposal = at_table.admitted()
    translated(at_table, proposal, "p1", "Mujukuna.")
    shown = ask(None, address(proposal), INSIDE)
    assert not areas(shown)
    assert "Sign in to translate" in words(shown)
    assert "Mujukuna." in words(shown)
    assert send(None, address(proposal), INSIDE, save="all").status_code == 302
    assert "You act for no movement" in words(ask(at_table.people["outsider"], address(proposal), INSIDE))
    for wrong in ("xx", "original"):
        assert ask(None, address(proposal, wrong), INSIDE).status_code == 404
    assert "written in this language" in words(ask(None, address(proposal, "es"), INSIDE))


def test_a_draft_is_read_by_its_own(at_table: Table):
    proposal = at_table.begin()
    for language in ("qu", ""):
        assert ask(at_table.people["bystander"], address(proposal, language), INSIDE).status_code == 404
        assert ask(at_table.people["member"], address(proposal, language), INSIDE).status_code == 200


def test_the_overview_counts_each_state(at_table: Table):
    proposal = at_table.admitted()
    translated(at_table, proposal, "title", "Mikhuy.", review=True)
    translated(at_table, proposal, "p1", "Mujukuna.")
    shown = words(ask(None, address(proposal, ""), INSIDE))
    assert "required for the vote" in shown
    assert re.search(r"Quechua .*?1 of 3 1 0 0 1", shown)


def test_a_proposal_is_read_in_the_readers_language_with_its_marks(at_table: Table):
    proposal = at_table.admitted(text=f"{TEXT}\n\n[ay] Jatha.")
    translated(at_table, proposal, "title", "Food sovereignty", "en", review=True)
    translated(at_table, proposal, "p1", "Own seeds.", "en")
    place = proposal.get_absolute_url()
    html = ask(None, place, INSIDE).content.decode()
    assert '<h1 lang="en" dir="auto">Food sovereignty</h1>' in html
    assert re.search(r'not reviewed</span>\s+<div class="markdown" lang="en" dir="auto"><p>Own seeds', html)
    assert '<div class="markdown" lang="es" dir="auto"><p>El riego' in html
    assert '<div class="markdown" lang="ay" dir="auto"><p>Jatha' in html
    original = ask(None, place, INSIDE, text="original").content.decode()
    assert '<h1 lang="es" dir="auto">Soberanía' in original
    for asked in ("qu", "xx", "\x00", "x" * 5_000):
        assert ask(None, place, INSIDE, text=asked).status_code == 200
    Translation.objects.create(
        proposal=proposal, passage="p2", language="en", serial=1, text="Machine.", source_sha256="0" * 64,
        origin="machine", made_at=INSIDE,
    )  # fmt: skip
    html = words(ask(None, place, INSIDE))
    assert "by a machine" in html
    assert "the original changed" in html


def test_a_ballot_is_read_in_the_readers_language(at_table: Table):
    proposal = at_table.admitted()
    translated(at_table, proposal, "title", "Food sovereignty", "en", review=True)
    page = reverse("ballot", args=[at_table.council.slug, 1, 1])
    html = ask(at_table.people["titular"], page, VOTING - HOUR).content.decode()
    assert '<h1 lang="en" dir="auto">Food sovereignty</h1>' in html
    assert "?acting_for=x&amp;text=original" in ask(None, page, VOTING - HOUR, acting_for="x").content.decode()
    assert "Quechua: 3 passages" in words(ask(None, page, VOTING - HOUR))


def most(at_table: Table, who: User | None, page: str, queries: int) -> int:
    client = browser(who)
    with clock.travel(INSIDE), counted(queries) as found:
        assert client.get(page).status_code == 200
    return found.number  # type: ignore[attr-defined]


def test_pages_cost_the_same_with_two_paragraphs_and_with_a_hundred(at_table: Table):
    who = at_table.people["bystander"]
    costs = []
    for paragraphs in (2, 100):
        proposal = at_table.admitted(text="\n\n".join(f"Párrafo {n}." for n in range(paragraphs)))
        Translation.objects.bulk_create(
            Translation(
                proposal=proposal, passage=one.passage, language=language, serial=serial, text=f"{serial}",
                source_sha256=one.sha256, origin="human", made_by=who, seat=at_table.bystander, made_at=INSIDE,
                reviewed_by=at_table.people["secretary"], reviewed_at=INSIDE,
            )
            for one in originals_of(proposal.revision)
            for language in ("qu", "en", "pt-br")
            for serial in (1, 2)
        )  # fmt: skip
        pages = [address(proposal, ""), address(proposal), f"{proposal.get_absolute_url()}?text=qu"]
        costs.append([most(at_table, who, page, most_of) for page, most_of in zip(pages, (12, 12, 10), strict=True)])
    assert costs[0] == costs[1]


def test_the_machine_is_asked_through_the_page(at_table: Table, settings):
    proposal = at_table.admitted()
    page = f"{address(proposal)}machine/"
    who = at_table.people["member"]
    assert "nothing is translated by a machine" in words(ask(who, address(proposal), INSIDE))
    assert send(who, page, INSIDE).status_code == 409
    settings.TRANSLATION_URL = "http://127.0.0.1:9"
    assert "first try by a machine" not in words(ask(at_table.people["bystander"], address(proposal), INSIDE))
    assert send(at_table.people["bystander"], page, INSIDE).status_code == 403
    assert send(who, page, INSIDE).status_code == 302
    assert ask(who, page, INSIDE).status_code == 405
    assert "has been asked" in words(ask(who, address(proposal), INSIDE))
    MachineRequest.objects.update(state="failed", failure="refused")
    assert "does not translate into this language" in words(ask(who, address(proposal), INSIDE))
