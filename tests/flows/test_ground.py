"""The first page, one's own page, languages, zones, and what is said when something is refused or breaks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from common import todo
from common.errors import Conflict, Forbidden, Invalid

REFUSALS = {
    403: Forbidden("not_yours", "This belongs to %(who)s.", data={"who": "others"}),
    409: Conflict("too_late", "It closed a second ago."),
    422: Invalid("odd", "It does not add up.", fields={"amount": "Too much."}),
}


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    raise REFUSALS[status]


def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise {"odd": BadRequest, "broken": RuntimeError, "no-database": OperationalError}[how]


urlpatterns = [
    path("refuse/<int:status>/", refuse),
    path("fail/<str:how>/", fail),
    path("api/fail/<str:how>/", fail),
    path("post-only/", require_POST(lambda request: HttpResponse())),
    path("", include("config.urls")),
]
handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler500 = "web.errors.server_error"


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, headers={"Accept-Language": "en"})


@pytest.fixture
def rosa(db: None) -> User:
    return User.objects.create_user("rosa@example.org", name="Rosa", language="en")


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> Iterator[list]:
    found: list = []
    monkeypatch.setattr(todo, "SOURCES", found)
    return found


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_is_a_page_with_its_sentence(visitor: Client, status: int) -> None:
    page = visitor.get(f"/refuse/{status}/")
    assert page.status_code == status
    assert REFUSALS[status].sentence in page.content.decode()
    assert "<h1>" in page.content.decode()


@pytest.mark.urls(__name__)
def test_for_htmx_a_refusal_is_a_notice_where_notices_stand(visitor: Client) -> None:
    page = visitor.post("/refuse/409/", headers={"HX-Request": "true"})
    assert (page.status_code, page["HX-Retarget"]) == (409, "#notices")
    assert "<html" not in page.content.decode()


@pytest.mark.urls(__name__)
def test_the_way_back_never_leaves_the_site(visitor: Client) -> None:
    ours = visitor.post("/refuse/409/", headers={"Referer": "http://testserver/councils/x/"}).content.decode()
    theirs = visitor.post("/refuse/409/", headers={"Referer": "https://evil.example/x/"}).content.decode()
    assert 'href="/councils/x/"' in ours
    assert "evil.example" not in theirs


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("how", "status"), [("odd", 400), ("broken", 500), ("no-database", 503)])
def test_what_breaks_says_so_in_words_without_the_database(visitor: Client, how: str, status: int) -> None:
    page = visitor.get(f"/fail/{how}/")
    assert page.status_code == status
    assert "<h1>" in page.content.decode()
    assert "Retry-After" in page if status == 503 else "Retry-After" not in page


@pytest.mark.urls(__name__)
def test_under_the_api_what_breaks_is_a_problem_document(visitor: Client) -> None:
    page = visitor.get("/api/fail/broken/")
    assert (page.status_code, page["Content-Type"]) == (500, "application/problem+json")
    assert page.json() == {"type": "about:blank", "title": "Internal Server Error", "status": 500}


@pytest.mark.urls(__name__)
def test_a_method_that_is_not_taken_has_words_and_a_list(visitor: Client) -> None:
    page = visitor.get("/post-only/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "<h1>" in page.content.decode()


def test_an_address_of_nothing(visitor: Client) -> None:
    page = visitor.get("/no/such/thing/")
    assert page.status_code == 404
    assert "There is nothing at this address" in page.content.decode()


def test_a_form_without_its_token_is_refused_in_words(rosa: User) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    page = strict.post(reverse("account_login"), {"login": "x"})
    assert page.status_code == 403
    assert "Nothing was changed" in page.content.decode()


def test_a_form_that_outlived_its_sign_in_leads_back_to_its_page(db: None) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    from_here = strict.post("/me/", {"name": "x"}, headers={"Referer": "http://testserver/me/"}).content.decode()
    assert "The form was too old" in from_here
    assert 'href="/me/"' in from_here
    assert f"{reverse('account_login')}?next=/me/" in from_here
    from_there = strict.post("/me/", {"name": "x"}, headers={"Referer": "https://evil.example/me/"}).content.decode()
    assert "evil.example" not in from_there


def test_the_foot_of_a_page_leads_to_the_open_data(visitor: Client, db: None) -> None:
    page = visitor.get("/").content.decode()
    assert 'href="/api/v1/"' in page
    assert 'href="/api/v1/docs/"' in page


def test_the_policy_of_content_is_strict(visitor: Client, db: None) -> None:
    policy = visitor.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_a_stranger_finds_an_empty_first_page_with_words(visitor: Client, db: None, sources: list) -> None:
    assert "Nothing is open now" in visitor.get("/").content.decode()


def test_the_first_page_lists_what_ends_first(visitor: Client, rosa: User, sources: list) -> None:
    now = timezone.now()
    waits = [("Later", now + timedelta(days=9)), ("Sooner", now + timedelta(hours=2)), ("Whenever", None)]
    sources.append(
        lambda person, at: [todo.Item(t, "/x/", todo.Kind.WAITS, until=u) for t, u in waits] if person else []
    )
    assert "Sooner" not in visitor.get("/").content.decode()
    visitor.force_login(rosa, "allauth.account.auth_backends.AuthenticationBackend")
    page = visitor.get("/").content.decode()
    assert page.index("Sooner") < page.index("Later") < page.index("Whenever")
    assert "1 hour, 59 minutes left" in page


def test_a_person_keeps_name_language_and_zone(visitor: Client, rosa: User) -> None:
    visitor.force_login(rosa, "allauth.account.auth_backends.AuthenticationBackend")
    visitor.post("/me/", {"name": " Rosa Q. ", "language": "es", "time_zone": "America/La_Paz"})
    page = visitor.get("/me/").content.decode()
    assert 'lang="es"' in page
    assert "hora de Bolivia" in page
    rosa.refresh_from_db()
    assert rosa.name == "Rosa Q."


def test_settings_that_cannot_be_are_shown_again(visitor: Client, rosa: User) -> None:
    visitor.force_login(rosa, "allauth.account.auth_backends.AuthenticationBackend")
    page = visitor.post("/me/", {"name": "Rosa", "language": "xx", "time_zone": "Nowhere"})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()
    assert 'href="#id_language"' in page.content.decode()


def test_ones_own_page_asks_for_the_sign_in(visitor: Client) -> None:
    assert visitor.get("/me/")["Location"] == f"{reverse('account_login')}?next=/me/"


@pytest.mark.parametrize(
    ("asks", "speaks"),
    [
        ("es-BO,es;q=0.9", "es"),
        ("en-GB", "en"),
        ("fr", "fr"),
        ("pt-BR,pt;q=0.9,en;q=0.5", "pt-br"),
        ("it", "es"),
        ("it,en;q=0.5", "en"),
        ("qu", "es"),
        ("", "es"),
        ("x" * 5000, "es"),
    ],
)
def test_a_visitor_reads_a_complete_language(db: None, asks: str, speaks: str) -> None:
    assert f'lang="{speaks}"' in Client(headers={"Accept-Language": asks}).get("/").content.decode()[:80]


def test_a_visitor_chooses_a_language_and_a_person_keeps_it(visitor: Client, rosa: User) -> None:
    visitor.post(reverse("language"), {"language": "es", "next": "/"})
    assert '<html lang="es"' in visitor.get("/").content.decode()
    visitor.force_login(rosa, "allauth.account.auth_backends.AuthenticationBackend")
    visitor.post(reverse("language"), {"language": "xx", "next": "/"})
    visitor.post(reverse("language"), {"language": "es", "next": "/"})
    rosa.refresh_from_db()
    assert rosa.language == "es"


def test_a_visitors_zone_is_taken_from_a_cookie_and_never_trusted(visitor: Client, db: None) -> None:
    visitor.cookies["zone"] = "America/Caracas"
    assert "Venezuela Time" in visitor.get("/").content.decode()
    visitor.cookies["zone"] = "../../etc/passwd"
    assert "page: UTC" in visitor.get("/").content.decode()


def test_a_page_for_everybody_sets_no_cookie(visitor: Client, db: None) -> None:
    assert not visitor.get("/").cookies
