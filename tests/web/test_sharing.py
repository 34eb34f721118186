"""How a page is found again: titles, cards, canonical addresses, languages by address, the sitemap and robots.txt."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from accounts.profile import keep_language
from common import clock
from councils.models import Council
from proposals.models import Letter, Proposal
from tests.factories.asking import browser
from tests.factories.letters import opened
from tests.factories.pages import counted
from tests.factories.proposals import Table, table
from tests.factories.scenes import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_table() -> Table:
    return table()


def head(path: str, client: Client | None = None) -> str:
    answer = (client or browser()).get(path)
    assert answer.status_code == 200
    return answer.content.decode().partition("</head>")[0]


def og(written: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="og:([a-z:_]+)" content="([^"]*)">', written))


def test_a_proposal_has_its_own_card(at_table: Table) -> None:
    proposal = at_table.admitted(title='Agua "limpia" & <libre>')
    written = head(proposal.get_absolute_url())
    told = og(written)
    assert told["title"] == "Agua &quot;limpia&quot; &amp; &lt;libre&gt;"
    assert told["type"] == "article"
    assert told["url"] == f"{settings.SITE_URL}{proposal.get_absolute_url()}"
    assert f'<meta name="description" content="{told["description"]}">' in written
    assert told["description"]
    assert told["locale"] == "en_US"


def test_a_title_holds_no_markup(at_table: Table) -> None:
    Council.objects.update(name={"qu": "Rimanakuy"})
    written = head(f"/councils/{at_table.council.slug}/letters/")
    assert "<span" not in written
    assert "Rimanakuy" in written.partition("</title>")[0]


def test_each_language_has_an_address(at_table: Table) -> None:
    path = at_table.council.get_absolute_url()
    written = head(f"{path}?lang=es&q=%22%3E&page=2")
    assert f'<link rel="canonical" href="{settings.SITE_URL}{path}?page=2&amp;lang=es">' in written
    for code in settings.COMPLETE_LANGUAGES:
        assert f'hreflang="{code}" href="{settings.SITE_URL}{path}?page=2&amp;lang={code}"' in written
    assert f'hreflang="x-default" href="{settings.SITE_URL}{path}?page=2"' in written


def test_who_came_by_a_language_goes_on_in_it(at_table: Table) -> None:
    path, visitor = at_table.council.get_absolute_url(), browser(language="en")
    answer = visitor.get(f"{path}?lang=es")
    assert '<html lang="es"' in answer.content.decode()
    assert "private" in answer["Cache-Control"]
    assert '<html lang="es"' in visitor.get(path).content.decode()
    assert settings.LANGUAGE_COOKIE_NAME not in visitor.get(f"{path}?lang=es").cookies
    assert f'name="next" value="{path}"' in answer.content.decode()


@pytest.mark.parametrize("asked", ["xx", "", "ES-mx", "//evil.example", "gn"])
def test_what_is_no_language_of_the_site_is_not_heeded(at_table: Table, asked: str) -> None:
    answer = browser(language="en").get(at_table.council.get_absolute_url(), {"lang": asked})
    assert answer.status_code == 200
    assert '<html lang="en"' in answer.content.decode()
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_a_persons_own_choice_outlives_an_address(at_table: Table) -> None:
    someone = person("Wayra")
    keep_language(person=someone, language="en")
    signed_in = browser(someone)
    answer = signed_in.get(at_table.council.get_absolute_url(), {"lang": "es"})
    assert '<html lang="es"' in answer.content.decode()
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert '<html lang="en"' in signed_in.get("/").content.decode()


def test_the_api_and_files_are_left_alone(at_table: Table) -> None:
    # The API refuses a parameter that it does not know, here as ever.
    assert browser().get("/api/v1/councils/", {"lang": "es"}).status_code == 400
    for path in (f"/councils/{at_table.council.slug}/feed.json", "/robots.txt"):
        answer = browser().get(path, {"lang": "es"})
        assert answer.status_code == 200
        assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize("path", ["/search/", "/accounts/login/", "/nowhere/"])
def test_what_is_not_for_search_engines_says_so(path: str) -> None:
    written = browser().get(path).content.decode()
    assert '<meta name="robots" content="noindex">' in written
    assert "canonical" not in written
    assert "og:" not in written


def test_robots_are_told_where_the_pages_are() -> None:
    answer = browser().get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /desk/", "Disallow: /search/", "Disallow: /me/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def listed(section: str) -> list[str]:
    answer = browser().get(f"/sitemap-{section}.xml")
    assert answer.status_code == 200
    return re.findall(r"<loc>http://testserver([^<]*)</loc>", answer.content.decode())


def test_the_index_names_every_section() -> None:
    written = browser().get("/sitemap.xml").content.decode()
    for section in ("pages", "councils", "rounds", "proposals", "positions", "letters"):
        assert f"/sitemap-{section}.xml</loc>" in written
    assert browser().get("/sitemap-secrets.xml").status_code == 404


def test_a_draft_and_a_hidden_text_are_not_listed(at_table: Table) -> None:
    draft, shown, hidden, held = at_table.begin(), at_table.admitted(), at_table.admitted(), at_table.admitted()
    now = clock.now()
    Proposal.objects.filter(pk=hidden.pk).update(hidden_at=now)
    Proposal.objects.filter(pk=held.pk).update(held_at=now)
    found = listed("proposals")
    assert shown.get_absolute_url() in found
    assert not {draft.get_absolute_url(), hidden.get_absolute_url(), held.get_absolute_url()} & set(found)
    Proposal.objects.filter(pk=hidden.pk).update(hidden_until=now - timedelta(hours=1))
    assert hidden.get_absolute_url() in listed("proposals")


def test_a_hidden_letter_is_not_listed() -> None:
    letter = opened().write()
    assert letter.get_absolute_url() in listed("letters")
    Letter.objects.filter(pk=letter.pk).update(hidden_at=clock.now())
    assert letter.get_absolute_url() not in listed("letters")


def test_a_section_costs_the_same_whatever_it_holds(at_table: Table) -> None:
    at_table.admitted()
    for section, most in (("proposals", 4), ("rounds", 4), ("councils", 4), ("positions", 4), ("letters", 4)):
        with counted(most):
            listed(section)
    for _ in range(4):
        at_table.admitted()
    with counted(4):
        assert len(listed("proposals")) == 5
    with counted(14):
        browser().get("/sitemap.xml")


def test_a_page_is_compressed_once_and_padded(at_table: Table) -> None:
    path = at_table.council.get_absolute_url()
    answers = [browser().get(path, headers={"accept-encoding": "gzip"}) for _ in range(8)]
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert all("no-transform" in answer["Cache-Control"] for answer in answers)
    assert len({len(answer.content) for answer in answers}) > 1


def test_a_page_for_everybody_holds_no_token(at_table: Table) -> None:
    assert "csrfmiddlewaretoken" not in browser().get(at_table.council.get_absolute_url()).content.decode()
