"""The inbox and the settings of notices: one's own and nobody else's."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from ledger.record import record
from notices.models import Notice, Postbox, Walk
from notices.preferences import preferences_of
from tests.factories.councils import NOW, CouncilFactory, MandateFactory, OfficeFactory, PersonFactory

pytestmark = pytest.mark.django_db


def notice(person: User, subject: str = "/councils/", channel: str = "inbox", verb: str = "convene_round") -> Notice:
    made = record(verb, council=CouncilFactory(), actor=None, subject=subject, data={"round": 3}, at=NOW)
    return Notice.objects.create(person=person, entry=made, kind="stages", channel=channel, made_at=NOW)


@pytest.fixture
def person(client: Client) -> User:
    made = PersonFactory()
    client.force_login(made)
    return made


@pytest.mark.parametrize("address", ["/me/notices/", "/me/notices/1/", "/me/notices/settings/"])
def test_a_stranger_is_asked_to_sign_in(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_the_inbox_shows_ones_own_the_newest_first(client: Client, person: User) -> None:
    first, second = notice(person), notice(person, verb="publish_position")
    notice(PersonFactory())
    notice(person, channel="email")
    page = client.get("/me/notices/").content.decode()
    assert page.count("/me/notices/") - page.count("/me/notices/settings/") >= 2
    assert page.index(f"/me/notices/{second.pk}/") < page.index(f"/me/notices/{first.pk}/")


def test_opening_a_notice_leads_to_what_it_is_about_and_counts_as_reading(client: Client, person: User) -> None:
    made = notice(person)
    answer = client.get(f"/me/notices/{made.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/councils/")
    made.refresh_from_db()
    first = made.read_at
    assert first is not None
    client.get(f"/me/notices/{made.pk}/")
    made.refresh_from_db()
    assert made.read_at == first


def test_another_persons_notice_is_not_there(client: Client, person: User) -> None:
    made = notice(PersonFactory())
    assert client.get(f"/me/notices/{made.pk}/").status_code == 404
    made.refresh_from_db()
    assert made.read_at is None
    assert client.get(f"/me/notices/{2**63}/").status_code == 404


def test_all_is_marked_as_read_by_a_post_alone(client: Client, person: User) -> None:
    made, others = notice(person), notice(PersonFactory())
    client.get("/me/notices/?read=all")
    assert Notice.objects.unread(person).count() == 1
    assert client.post("/me/notices/").status_code == 302
    made.refresh_from_db()
    others.refresh_from_db()
    assert made.read_at and others.read_at is None


def test_the_inbox_costs_the_same_whatever_is_in_it(
    client: Client, person: User, django_assert_max_num_queries: Any
) -> None:
    for _turn in range(40):
        notice(person)
    with django_assert_max_num_queries(6):
        page = client.get("/me/notices/")
    last = Notice.objects.inbox(person).last()
    assert last is not None
    with django_assert_max_num_queries(6):
        client.get(f"/me/notices/?after={last.pk}")
    assert "?after=" in page.content.decode()
    for wrong in ("x", "-1", "9" * 40, "१"):
        assert client.get("/me/notices/", {"after": wrong}).status_code == 200


CHOSEN = {
    **{
        f"how_{kind}": "digest"
        for kind in ("deadlines", "stages", "texts", "results", "answers", "meetings", "moderation")
    },
    **{"how_desk": "never", "how_standing": "at_once", "weekday": "0", "hour": "18"},
}


def test_settings_are_kept_and_shown_again(client: Client, person: User) -> None:
    assert client.post("/me/notices/settings/", CHOSEN).status_code == 302
    kept = preferences_of(person)
    assert (kept["deadlines"], kept["desk"], kept["standing"]) == ("digest", "never", "at_once")
    box = Postbox.objects.get(person=person)
    assert (box.hour, box.weekday) == (18, 0)
    page = client.get("/me/notices/settings/").content.decode()
    assert '<option value="18" selected>' in page


@pytest.mark.parametrize(
    ("name", "value"), [("hour", "24"), ("hour", ""), ("weekday", "7"), ("how_desk", "always"), ("how_desk", "")]
)
def test_what_is_no_choice_is_refused_in_words_and_nothing_is_kept(
    client: Client, person: User, name: str, value: str
) -> None:
    answer = client.post("/me/notices/settings/", {**CHOSEN, name: value})
    assert answer.status_code == 422
    assert not Postbox.objects.exists()


def test_my_page_says_how_many_are_new(client: Client, person: User) -> None:
    notice(person)
    notice(person)
    assert "2 nuevos" in client.get("/me/", headers={"accept-language": "es"}).content.decode()


def test_a_mailbox_that_refused_is_told_where_notices_are(client: Client, person: User) -> None:
    Postbox.objects.create(person=person, paused_at=NOW, refusal="550 <script>no such user</script>")
    assert "/me/notices/settings/" in client.get("/me/notices/").content.decode()
    page = client.get("/me/notices/settings/").content.decode()
    assert "550 &lt;script&gt;" in page
    assert client.get("/me/notices/resume/").status_code == 405
    assert client.post("/me/notices/resume/").status_code == 302
    assert Postbox.objects.get(person=person).paused_at is None


def test_the_desk_says_what_does_not_arrive(client: Client) -> None:
    secretary = OfficeFactory().person
    council = secretary.offices.get().council
    holder = MandateFactory(seat__council=council).person
    client.force_login(secretary)
    assert "Avisos que no llegan" not in client.get(f"/desk/{council.slug}/").content.decode()
    Postbox.objects.create(person=holder, paused_at=NOW, refusal="550 no such user")
    made = record("convene_round", council=council, actor=None, subject="/councils/", data={"round": 3}, at=NOW)
    Walk.objects.create(entry=made, failure="RuntimeError: no such movement", attempts=1)
    page = client.get(f"/desk/{council.slug}/").content.decode()
    assert "Avisos que no llegan" in page
    assert "RuntimeError: no such movement" in page
    assert "1 buzón rechaza nuestras cartas" in page
    assert "550" not in page, "what the server said is the owner's to read"
