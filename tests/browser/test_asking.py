"""A body evaluates a proposal and refers a project in a browser; a movement comments, the secretariat decides."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from councils.models import Council, Office, Window
from proposals.models import Evaluation, Referral
from tests.factories.answering import board_of
from tests.factories.proposals import HOUR, Table, official, table

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def addressed() -> tuple[Table, Council, Any]:
    """A round that is in its discussion today, addressed to a board, with a proposal."""
    at_table, board = table(), board_of()
    proposal = at_table.admitted()
    at_table.round.addressees.add(board)
    opens = datetime.now(UTC) - HOUR
    for kind in ("drafting", "discussion", "settlement", "voting"):
        window = Window.objects.filter(round=at_table.round, kind=kind)
        length = timedelta(days=9)
        opens = opens - length if kind == "drafting" else opens
        window.update(opens_at=opens, closes_at=opens + length)
        opens += length
    return at_table, board, proposal


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_an_evaluation_is_published_and_commented_on(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    at_table, board, proposal = addressed()
    evaluating = visit(js=js)
    page = evaluating.page
    sign_in(evaluating, official(board, Office.Kind.RESPONDENT), client)
    evaluating.go(proposal.get_absolute_url())
    page.click("main a[href$='/evaluation/']")
    page.fill("textarea[name^=technical__es]", "Es factible en dos temporadas, con **dos** técnicos.")
    page.fill("textarea[name^=risks__es]", "Sequía.")
    page.fill("input[name=cost]", "mucho")
    page.fill("input[name=office]", "Gerencia de obras rurales")
    page.click("main form .actions button")
    expect(page.locator(".error-summary")).to_be_visible()
    evaluating.check(f"evaluation-wrong-{js}")
    page.fill("input[name=cost]", "310000.50")
    page.fill("input[name=currency]", "USD")
    page.click("main form .actions button")
    expect(page.locator("#e1")).to_contain_text("Gerencia de obras rurales")
    evaluating.check(f"evaluation-{js}")
    assert Evaluation.objects.get().body == board
    answering = visit(js=js, wide=True)
    sign_in(answering, at_table.people["bystander"], client)
    assert answering.weigh(proposal.get_absolute_url()) <= BUDGET
    answering.check(f"evaluation-read-{js}")
    answering.page.click("#e1 a[href*='paragraph=e1']")
    answering.page.fill("textarea[name=text]", "¿Y quién paga a los técnicos?")
    answering.check(f"evaluation-comment-{js}")
    answering.page.click("main form .actions button")
    expect(answering.page.locator(".comment a[href$='#e1']")).to_have_count(1)


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_a_referral_is_published_and_declined(
    visit: Callable[..., Visitor], client: Client, js: bool, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    at_table, board, _proposal = addressed()
    referring = visit(js=js)
    page = referring.page
    sign_in(referring, official(board, Office.Kind.RESPONDENT), client)
    referring.go(at_table.council.get_absolute_url())
    page.click("aside a[href$='/referrals/']")
    page.wait_for_url("**/referrals/")
    page.click("main a[href$='/referrals/new/']")
    page.check("input[name=kind][value=project]")
    page.fill("input[name=title]", "Línea eléctrica del Chaco")
    page.fill("textarea[name=text]", "¿Por dónde no debe pasar?")
    page.fill("input[name=amount]", "48000000")
    page.check("input[name=countries] >> nth=0")
    page.select_option("select[name=category]", "a")
    page.fill("input[name=due_at]", f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%dT%H:%M}")
    referring.check(f"refer-{js}")
    page.click("main form .actions button")
    page.wait_for_url("**/referrals/1/")
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    page.set_input_files("input[name=file]", str(plan))
    page.click("main form .actions button")
    expect(page.locator("#documents ~ ul")).to_contain_text("plan.pdf")
    referring.check(f"referral-{js}")
    place = page.url.removeprefix(referring.site)
    deciding = visit(js=js, wide=True)
    sign_in(deciding, at_table.people["secretary"], client)
    deciding.go(f"/desk/{at_table.council.slug}/")
    deciding.page.click(f"main a[href='{place}']")
    deciding.check(f"referral-decide-{js}")
    deciding.page.click("main a[href$='/round/']")
    expect(deciding.page.locator("input[name=title__es]")).to_have_value("Línea eléctrica del Chaco")
    deciding.check(f"referral-open-{js}")
    deciding.go(f"{place}refusal/")
    deciding.page.fill("textarea[name=reason]", "Ya se discute en la ronda 1.")
    deciding.page.click("main form .actions button")
    expect(deciding.page.locator("main .notice.bad")).to_contain_text("Ya se discute en la ronda 1.")
    deciding.check(f"referral-declined-{js}")
    assert Referral.objects.get().state == "declined"
    assert visit().weigh(place) <= BUDGET
