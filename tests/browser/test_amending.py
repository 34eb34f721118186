"""From a paragraph to a plenary in a browser: proposed, accepted, carried over, voted on; with script and without."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pgtrigger
import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from councils.models import Window
from proposals.models import Amendment, AmendmentText, Revision, Vote
from tests.factories.amending import Assembly, assembly, replacing
from tests.factories.scenes import FOUNDED

from .conftest import BUDGET, Visitor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

both = pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
HOUR = timedelta(hours=1)


def now_in(here: Assembly, kind: str) -> None:
    """The calendar is moved so that the window of this kind is open, since an hour; what was written was written
    before.
    """
    windows = {window.kind: window for window in Window.objects.filter(round=here.table.round)}
    delta = datetime.now(UTC) - HOUR - windows[kind].opens_at
    for window in windows.values():
        Window.objects.filter(pk=window.pk).update(opens_at=window.opens_at + delta, closes_at=window.closes_at + delta)
    with pgtrigger.ignore("proposals.Revision:never_changed"):
        Revision.objects.update(created_at=FOUNDED)


def path(here: Assembly, name: str, *args: object) -> str:
    round_ = here.table.round
    return reverse(name, args=[round_.council.slug, round_.number, here.proposal.number, *args])


def made(visit: Callable[..., Visitor], client: Client, here: Assembly, who: str, js: bool) -> Visitor:
    visitor = visit(js=js)
    sign_in(visitor, here.people[who], client)
    return visitor


@both
def test_from_the_proposal_to_the_acceptance(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    here = assembly()
    now_in(here, "discussion")
    visitor = made(visit, client, here, "mover", js)
    page = visitor.page
    visitor.go(path(here, "amendment_list"))
    visitor.check(f"amendments-none-{js}")
    page.click("a[href$='/amendments/new/']")
    visitor.check(f"amendment-pick-{js}")
    page.click("a[href='?about=p1']")
    visitor.check(f"amendment-form-{js}")
    page.fill("textarea[name=text-p1]", "Las semillas propias son bien común.")
    page.select_option("select[name=another]", "p3")
    page.click("button[value=add]")
    expect(page.locator("textarea[name=text-p1]")).to_have_value("Las semillas propias son bien común.")
    page.check("input[name=op-p3][value=delete]")
    page.click(".actions button[value=send]")
    visitor.check(f"amendment-refused-{js}")
    page.fill("textarea[name=reasons]", "Así se entiende.")
    page.click(".actions button[value=send]")
    page.wait_for_url("**/amendments/1/")
    visitor.check(f"amendment-{js}")
    visitor.go(path(here, "amendment_list"))
    visitor.check(f"amendments-{js}")
    visitor.go(path(here, "amendments_of_paragraph", "p1"))
    visitor.check(f"amendments-of-paragraph-{js}")
    now_in(here, "settlement")
    sponsor = made(visit, Client(), here, "sponsor", js)
    sponsor.go(Amendment.objects.get().get_absolute_url())
    sponsor.page.click("a[href$='/accept/']")
    sponsor.check(f"amendment-accept-{js}")
    sponsor.page.click("main form .actions button")
    sponsor.page.wait_for_url("**/amendments/1/")
    assert Amendment.objects.get().state == "accepted"
    sponsor.go(here.proposal.get_absolute_url())
    sponsor.check(f"proposal-with-provenance-{js}")
    expect(sponsor.page.locator("main")).to_contain_text("enmienda 1", ignore_case=True)


@both
def test_carrying_over_what_the_text_left_behind(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    here = assembly()
    here.propose(replacing("p3", "El banco presta a treinta años con interés bajo."))
    accepted = here.propose(replacing("p3", "El banco presta a veinte años con interés bajo."), by=1)
    here.accept(accepted)
    now_in(here, "settlement")
    visitor = made(visit, client, here, "mover", js)
    visitor.go(path(here, "amendment", 1))
    visitor.check(f"amendment-stale-{js}")
    visitor.page.click("a[href$='/carry-over/']")
    visitor.check(f"amendment-carry-{js}")
    visitor.page.fill("textarea[name=text-p3]", "El banco presta a treinta años y revisa el interés.")
    visitor.page.click(".actions button[value=send]")
    visitor.page.wait_for_url("**/amendments/1/")
    assert AmendmentText.objects.filter(amendment__number=1).count() == 2


@both
def test_voting_on_everything_in_the_plenary(visit: Callable[..., Visitor], client: Client, js: bool) -> None:
    here = assembly()
    here.propose(replacing("p1", "Las semillas propias son bien común."))
    here.propose(replacing("p1", "Nadie patenta las semillas."), by=1)
    now_in(here, "plenary")
    visitor = made(visit, client, here, "mover", js)
    plenary = reverse("plenary", args=[here.table.council.slug, here.table.round.number])
    visitor.go(plenary)
    visitor.check(f"plenary-{js}")
    for place in range(2):
        form = visitor.page.locator("form[action$='/vote/']").nth(place)
        form.locator("input[value=yes]").check()
        form.locator("button").click()
        visitor.check(f"plenary-confirm-{js}")
        visitor.page.click("form[action$='/vote/'] button")
        visitor.page.wait_for_selector(".receipt")
        visitor.check(f"plenary-receipt-{js}")
        visitor.page.click(f"a[href^='{plenary}']")
    assert Vote.objects.count() == 2
    ballot = Amendment.objects.get(number=1).ballots.get()
    visitor.go(ballot.get_absolute_url())
    visitor.check(f"ballot-of-amendment-{js}")


def test_a_proposal_with_fifty_amendments_is_light(visit: Callable[..., Visitor]) -> None:
    here = assembly()
    for number in range(50):
        here.propose(replacing(f"p{1 + number % 3}", f"Otra redacción, la número {number}, más larga."), by=number % 5)
    now_in(here, "plenary")
    visitor = visit()
    plenary = reverse("plenary", args=[here.table.council.slug, here.table.round.number])
    for address in (here.proposal.get_absolute_url(), path(here, "amendment_list"), plenary):
        assert visitor.weigh(address) <= BUDGET, address
