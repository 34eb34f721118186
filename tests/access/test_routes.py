"""Every route of the configuration × every role: the policy says who may, and nobody else reads, or writes anything.

The demonstration is loaded once; what is asked for stands in it, and each answer is taken back.
"""

from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings

from common import clock
from common.models import ClockPermit
from embedded.demonstration.loading import load
from ledger.models import Entry
from notices.models import Device, Notice
from proposals.models import CalendarKey
from tests.factories.demonstration import demonstration_settings

from .forms import Form, fillings, forms_in, shape
from .policy import A_FEW, EVERYBODY, PERSONS, POLICY, Row
from .scene import OPERATOR, Route, Scene, build, routes

REFUSED = {403, 404}
# Who fills in forms: between them they are shown every one that there is.
FILLERS = ("secretary", "delegate", "member", "respondent", "moderator", "operator", "nobody")
# As a browser sends a form that nobody filled in.
EMPTY = {"csrfmiddlewaretoken": "-"}
ROUTES: dict[str, list[Route]] = {}
for _route in routes():
    ROUTES.setdefault(_route.name, []).append(_route)


def words(row: Row) -> list[tuple[str, str, str]]:
    """Name, place and query of each route in a row."""
    parted = [word.partition("?") for word in row.routes.split()]
    return [(path.partition("@")[0], path.partition("@")[2] or "council", query) for path, _mark, query in parted]


CASES = [(row, *word) for row in POLICY for word in words(row)]


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    written = [name for _row, name, _place, _query in CASES]
    assert sorted(set(ROUTES) - set(written)) == [], "new: say in tests/access/policy.py who may"
    assert sorted(set(written) - set(ROUTES)) == [], "gone"
    assert len(written) == len(set(written)), "twice"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("demonstration")
    own = {"OPERATORS": [OPERATOR], "BALLOT_KEYS_DIR": str(folder / "keys"), "PUBLISH_ROOT": folder / "published"}
    with django_db_blocker.unblock(), demonstration_settings(folder, **own), override_settings(ALLOWED_HOSTS=["*"]):
        load()
        ClockPermit.objects.create(reason="tests")
        # As the product has them, without the demonstration's own pages.
        with override_settings(ROOT_URLCONF="config.urls"):
            yield build()


@pytest.fixture(scope="module")
def client() -> Client:
    cache.clear()
    return Client(headers={"accept-language": "en"})


def come(scene: Scene, client: Client, role: str) -> None:
    """In the session of this role."""
    session = {settings.SESSION_COOKIE_NAME: scene.sessions[role]} if role in scene.sessions else {}
    client.cookies = SimpleCookie(session)


def answered(
    scene: Scene, client: Client, role: str, path: str, sent: Mapping[str, Any] | None = None
) -> tuple[HttpResponse, bool]:
    """The answer, and whether the ledger grew; what was done is taken back."""
    come(scene, client, role)
    before, told = Entry.objects.count() if sent else 0, {"REMOTE_ADDR": scene.networks[role]}
    with clock.travel(scene.now), transaction.atomic():
        answer = client.get(path, **told) if sent is None else client.post(path, sent, **told)
        has_written = sent is not None and Entry.objects.count() != before
        transaction.set_rollback(True)
    return answer, has_written


def ask(
    scene: Scene, client: Client, role: str, path: str, sent: dict[str, str] | None = None
) -> tuple[int | str, bool]:
    """The status of the answer, or that it leads to the sign-in, and whether the ledger grew."""
    answer, has_written = answered(scene, client, role, path, sent)
    return (_SIGN_IN if role == "nobody" and leads_to_sign_in(answer) else answer.status_code), has_written


_SIGN_IN = "sign-in"


def leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(("/accounts/login/", "/accounts/again/"))


def shown_forms(scene: Scene, client: Client) -> Iterator[tuple[str, Form]]:
    """Each form once, and a role to which it is shown."""
    seen = set()
    for row, name, place, query in CASES:
        if row.reads is None or name.startswith("api:"):
            continue
        for role in [role for role in FILLERS if role in row.reads][:2]:
            for path in addresses(scene, name, place, query):
                answer, _has_written = answered(scene, client, role, path)
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    new = [form for form in forms_in(path, answer.content.decode()) if shape(form) not in seen]
                    seen |= {shape(form) for form in new}
                    yield from ((role, form) for form in new)


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_no_form_breaks_the_site(scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "raise_request_exception", False)
    broken, forms = [], 0
    for role, form in shown_forms(scene, client):
        forms += 1
        cache.clear()  # the limits of readers and of passwords, behind which a form would not be read
        for sent in fillings(form):
            answer, _has_written = answered(scene, client, role, form.action, sent)
            if answer.status_code >= 500:
                broken.append(f"{role} sends {str(sent)[:400]} to {form.action}: {answer.status_code}")
    cache.clear()
    assert forms > 100, "the pages have their forms"
    assert broken == [], "\n".join(broken)


def addresses(scene: Scene, name: str, place: str, query: str) -> list[str]:
    keys, query = scene.keys(place), query.format(ours=scene.ours)
    return [f"{route.filled(keys)}{'?' if query else ''}{query}" for route in ROUTES[name]]


def read_wrongly(row: Row, status: int | str, role: str) -> bool:
    """Whether the answer to somebody who reads is not what the policy says."""
    if row.reads is None:
        return status not in {405, _SIGN_IN} | REFUSED
    if role not in row.reads:
        return status not in {_SIGN_IN} | REFUSED
    return not (status in (200, 301, 302, 409, 422) or (row.may_miss and status == 404))


def sent_wrongly(row: Row, status: int | str, role: str, has_written: bool) -> bool:
    """Whether the answer to somebody who sends a form that is empty is not what the policy says. To whom the page is
    refused, it is not shown with what is missing either.
    """
    if row.sends is None:
        return status not in {405, _SIGN_IN} | REFUSED
    if role not in row.sends:
        is_shown = status == 422 and (row.reads is None or role in row.reads)
        return has_written or not (is_shown or status in {_SIGN_IN} | REFUSED)
    return not (status in (200, 302, 409, 422) or (row.may_miss and status == 404))


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "name", "place", "query"), CASES, ids=[case[1] for case in CASES])
def test_who_may(scene: Scene, client: Client, row: Row, name: str, place: str, query: str) -> None:
    wrong = []
    for path in addresses(scene, name, place, query):
        readers = A_FEW if row.reads in (None, EVERYBODY, PERSONS) else sorted(EVERYBODY)
        for role in readers:
            status, _has_written = ask(scene, client, role, path)
            wrong += [f"{role} reads {path}: {status}"] if read_wrongly(row, status, role) else []
        senders = A_FEW if row.sends in (None, EVERYBODY, PERSONS) else sorted(EVERYBODY)
        for role in () if name.startswith("api:") else senders:
            status, has_written = ask(scene, client, role, path, EMPTY)
            if sent_wrongly(row, status, role, has_written):
                wrong.append(f"{role} sends to {path}: {status}{', and it is in the ledger' if has_written else ''}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db
def test_nobody_acts_for_a_movement_that_is_not_theirs(scene: Scene, client: Client) -> None:
    """Whoever names it in a form leaves nothing in the ledger that says it acted."""
    named, wrong = {**EMPTY, "acting_for": scene.ours, "confirm": "1", "choice": "yes"}, []
    acts = [case for case in CASES if case[0].sends and case[0].sends != EVERYBODY]
    for _row, name, place, query in acts:
        for path in addresses(scene, name, place, query):
            for role in ("rival", "neighbour"):
                last = Entry.objects.latest("pk").pk
                with clock.travel(scene.now), transaction.atomic():
                    come(scene, client, role)
                    client.post(path, named, REMOTE_ADDR=scene.networks[role])
                    made = Entry.objects.filter(pk__gt=last).values_list("verb", "on_behalf_of")
                    wrong += [f"{role}: {path} {verb}" for verb, seat in made if seat == scene.ours]
                    transaction.set_rollback(True)
    assert len(acts) > 100
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["nobody", "rival", "secretary", "operator"])
def test_what_is_a_persons_own_is_left_by_everybody_else(scene: Scene, client: Client, role: str) -> None:
    come(scene, client, role)
    for name, place in (("remove_device", "device"), ("revoke_calendar", "calendar"), ("notice", "notice")):
        client.post(*addresses(scene, name, place, ""), EMPTY, REMOTE_ADDR=scene.networks[role])
    assert Device.objects.count() == 1
    assert CalendarKey.objects.filter(revoked_at=None).count() == 1
    assert Notice.objects.filter(read_at=None).count() == 1
