"""From a report to the public log by way of an appeal, in a browser with JavaScript and without."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from councils.models import Window
from proposals.deliberation.actions import comment_proposal
from proposals.models import Case, Comment
from tests.factories.moderation import SAID, Matter, matter

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

both = pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])


def now_open() -> Matter:
    """A comment that was made just now, in a discussion that is open now."""
    of, now = matter(), datetime.now(UTC)
    Window.objects.filter(round=of.table.round, kind="discussion").update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    of.comment = comment_proposal(
        person=of.people["bystander"],
        seat=of.table.bystander,
        proposal=of.proposal,
        stance="concern",
        text=f"{SAID} Lo digo hoy.",
        language="es",
    )
    return of


@both
def test_from_a_report_to_the_log(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    of = now_open()
    place = of.proposal.get_absolute_url()

    def come(who: User) -> Visitor:
        visitor = visit(js=js)
        sign_in(visitor, who, client)
        return visitor

    reporter = come(of.people["sponsor"])
    reporter.go(place)
    reporter.page.click(f"#c{of.comment.pk} a[href$='/report/']")
    reporter.check(f"report-{js}")
    reporter.page.check("input[name=ground][value=insult]")
    reporter.page.fill("textarea[name=words]", "Insulta a un pueblo.")
    reporter.page.click("main form .actions button")
    reporter.check(f"reported-{js}")

    moderator = come(of.people["moderator"])
    moderator.go("/")
    moderator.check(f"moderator-home-{js}")
    moderator.page.click("a[href$='/moderation/1/']")
    moderator.check(f"case-open-{js}")
    moderator.page.click("main a[href$='/decide/']")
    moderator.check(f"case-decide-{js}")
    moderator.page.check("input[name=kind][value=hide_part]")
    moderator.page.select_option("select[name=ground]", "insult")
    moderator.page.fill("textarea[name=reason]", "Llama ladrones a un pueblo entero.")
    moderator.page.fill("textarea[name=quotes]", "unos ladrones")
    moderator.page.click("main form .actions button")
    moderator.check(f"case-decided-{js}")
    assert Comment.objects.get(pk=of.comment.pk).hidden_passages

    anybody = visit(js=js)
    anybody.go(place)
    anybody.check(f"hidden-in-part-{js}")
    expect(anybody.page.locator(f"#c{of.comment.pk} .markdown")).not_to_contain_text("ladrones.")

    author = come(of.people["bystander"])
    author.go("/me/")
    author.check(f"me-moderated-{js}")
    author.page.click("main a[href$='/moderation/1/']")
    author.check(f"case-author-{js}")
    author.page.click("main a[href$='/appeal/']")
    author.check(f"case-appeal-{js}")
    author.page.fill("textarea[name=text]", "No insulto: describo lo que pasó.")
    author.page.click("main form .actions button")
    author.check(f"case-appealed-{js}")

    hearer = come(of.people["second"])
    hearer.go("/councils/" + of.table.council.slug + "/moderation/1/")
    hearer.check(f"case-to-hear-{js}")
    hearer.page.click("main a[href$='/hear/']")
    hearer.check(f"case-hear-{js}")
    hearer.page.check("input[name=outcome][value=reversed]")
    hearer.page.fill("textarea[name=reason]", "Se refiere a un hecho, y no a un pueblo.")
    hearer.page.click("main form .actions button")
    hearer.check(f"case-heard-{js}")

    anybody.go(place)
    expect(anybody.page.locator(f"#c{of.comment.pk}")).to_contain_text("unos ladrones")
    anybody.go(f"/councils/{of.table.council.slug}/moderation/")
    anybody.check(f"moderation-log-{js}")
    anybody.page.click("main a[href$='/moderation/1/']")
    anybody.check(f"case-public-{js}")
    assert Case.objects.get().state == "closed"


@both
def test_a_hidden_proposal_and_a_comment_that_waits(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    of = now_open()
    flood = " ".join(f"https://a.example/{n}" for n in range(9))
    author = visit(js=js)
    sign_in(author, of.people["bystander"], client)
    author.go(f"{of.proposal.get_absolute_url()}comments/")
    author.page.fill("textarea[name=text]", flood)
    author.page.click("main form .actions button")
    author.page.wait_for_selector(".comment")
    author.check(f"held-{js}")
    of.comment = of.proposal  # type: ignore[assignment] # what is reported now
    of.decide()
    anybody = visit(js=js)
    anybody.go(of.proposal.get_absolute_url())
    anybody.check(f"hidden-proposal-{js}")
    assert "semillas" not in anybody.page.content()
    moderator = visit(js=js, wide=True)
    sign_in(moderator, of.people["secretary"], client)
    moderator.go(f"/desk/{of.table.council.slug}/")
    moderator.check(f"desk-moderation-{js}")
    moderator.go(of.proposal.get_absolute_url())
    moderator.check(f"hidden-proposal-seen-through-{js}")


def test_the_pages_of_moderation_are_light(visit: Callable[..., Visitor]) -> None:
    of = now_open()
    of.hear("upheld", of.appeal(of.decide(case=of.report())))
    log = f"/councils/{of.table.council.slug}/moderation/"
    for address in (log, f"{log}1/", of.proposal.get_absolute_url()):
        assert visit().weigh(address) <= BUDGET
