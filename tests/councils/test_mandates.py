"""Mandates: periods, orders, revocation and the private minutes behind them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from common.errors import Conflict, DomainError, Invalid
from councils.mandates.actions import confirm_act, grant_mandate, refuse_act, revoke_mandate
from councils.mandates.queries import mandates_at
from councils.models import Mandate, PendingAct, Standing
from ledger.models import Entry
from tests.factories.councils import DAY, LONG_AGO, NOW, PersonFactory, StandingFactory, travelling

from .conftest import House

MICRO = timedelta(microseconds=1)
PDF = b"%PDF-1.7 acta de la asamblea"


def minutes(content: bytes = PDF, name: str = "../../acta.html") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_periods_that_touch_do_not_overlap(house: House) -> None:
    revoke_mandate(mandate=house.mandate, actor=house.secretary, reason="Asamblea")
    first, second = PersonFactory.create_batch(2)
    grant_mandate(seat=house.seat, person=first, role="titular", actor=house.secretary, ends_at=NOW + DAY)
    grant_mandate(seat=house.seat, person=second, role="titular", actor=house.secretary, starts_at=NOW + DAY)
    holders = [mandates_at(at).filter(seat=house.seat, role="titular").get().person for at in (NOW, NOW + DAY - MICRO)]
    assert holders == [first, first]
    assert mandates_at(NOW + DAY).filter(seat=house.seat, role="titular").get().person == second


@pytest.mark.parametrize("starts_at", [None, NOW - 10 * DAY, NOW + 300 * DAY])
def test_two_titulars_are_refused_in_words(house: House, starts_at) -> None:
    with pytest.raises(Conflict) as refused:
        grant_mandate(
            seat=house.seat, person=PersonFactory(), role="titular", actor=house.secretary, starts_at=starts_at
        )
    assert refused.value.code == "titulars_overlap"
    assert house.movement.name in refused.value.sentence


def test_alternates_come_in_order(house: House) -> None:
    last = grant_mandate(seat=house.seat, person=PersonFactory(), role="alternate", actor=house.secretary)
    assert isinstance(last, Mandate)
    assert last.order == 2
    with pytest.raises(Conflict) as refused:
        grant_mandate(seat=house.seat, person=PersonFactory(), role="alternate", order=2, actor=house.secretary)
    assert refused.value.code == "order_taken"
    with pytest.raises(Conflict) as refused:
        grant_mandate(seat=house.seat, person=last.person, role="alternate", actor=house.secretary)
    assert refused.value.code == "holds_already"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"role": "president"}, "role"),
        ({"role": "alternate", "order": 0}, "order"),
        ({"role": "alternate", "order": 99}, "order"),
        ({"role": "alternate", "order": "1"}, "order"),
        ({"ends_at": NOW}, "ends_at"),
        ({"ends_at": NOW - DAY, "starts_at": NOW - 2 * DAY}, "ends_at"),
        ({"ends_at": NOW + DAY, "starts_at": NOW + DAY}, "ends_at"),
        ({"starts_at": NOW.replace(tzinfo=None)}, "starts_at"),
        ({"starts_at": NOW.replace(year=9999)}, "starts_at"),
        ({"starts_at": NOW.replace(year=1969)}, "starts_at"),
    ],
)
def test_a_mandate_that_is_not_well_formed(house: House, wrong: dict, field: str) -> None:
    facts = {"seat": house.seat, "person": PersonFactory(), "role": "alternate", "actor": house.secretary, **wrong}
    with pytest.raises(Invalid) as refused:
        grant_mandate(**facts)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("status", ["applied", "suspended", "left"])
def test_only_an_admitted_movement_is_given_a_mandate(house: House, status: str) -> None:
    StandingFactory(seat=house.seat, status=Standing.Status(status), effective_at=NOW - DAY)
    with pytest.raises(Conflict) as refused:
        grant_mandate(seat=house.seat, person=PersonFactory(), role="alternate", actor=house.secretary)
    assert refused.value.code == "wrong_standing"


def test_nobody_who_has_left_the_site_is_given_a_mandate(house: House) -> None:
    person = PersonFactory(is_active=False)
    with pytest.raises(Invalid):
        grant_mandate(seat=house.seat, person=person, role="alternate", actor=house.secretary)


def test_a_revocation_ends_it_at_once_and_only_once(house: House) -> None:
    with travelling(NOW + DAY):
        revoke_mandate(mandate=house.mandate, actor=house.secretary, reason="Asamblea")
    assert mandates_at(NOW + DAY - MICRO).filter(pk=house.mandate.pk).exists()
    assert not mandates_at(NOW + DAY).filter(pk=house.mandate.pk).exists()
    with travelling(NOW + 2 * DAY), pytest.raises(Conflict) as refused:
        revoke_mandate(mandate=house.mandate, actor=house.secretary, reason="Otra vez")
    assert refused.value.code == "mandate_over"


def test_one_that_has_not_begun_never_will(house: House) -> None:
    coming = grant_mandate(
        seat=house.seat, person=PersonFactory(), role="alternate", actor=house.secretary, starts_at=NOW + DAY
    )
    assert isinstance(coming, Mandate)
    revoke_mandate(mandate=coming, actor=house.secretary, reason="Renuncia")
    assert not mandates_at(NOW + DAY).filter(pk=coming.pk).exists()
    with pytest.raises(Invalid):
        revoke_mandate(mandate=house.mandate, actor=house.secretary, reason="x" * 5_000)


def test_minutes_are_kept_by_a_name_that_nobody_chose(house: House, folder: Path) -> None:
    mandate = grant_mandate(
        seat=house.seat, person=PersonFactory(), role="alternate", actor=house.secretary, evidence=minutes()
    )
    assert isinstance(mandate, Mandate)
    (kept,) = files(folder)
    assert kept.suffix == ".pdf"
    assert "acta" not in kept.name
    assert "evidence" not in Entry.objects.get().data


def test_only_the_secretaries_of_the_council_read_them(house: House) -> None:
    mandate = grant_mandate(
        seat=house.seat, person=PersonFactory(), role="alternate", actor=house.secretary, evidence=minutes()
    )
    assert isinstance(mandate, Mandate)
    address = reverse("desk_evidence", args=[house.council.slug, mandate.pk])
    for role, person in house.people.items():
        client = Client()
        client.force_login(person)
        response = client.get(address)
        assert response.status_code == (200 if role in ("secretary", "second secretary") else 403), role
        if response.status_code == 200:
            assert response.headers["Content-Disposition"].startswith("attachment;")
            assert response.headers["Content-Type"] == "application/pdf"
            assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined] # a file streams
    without = reverse("desk_evidence", args=[house.council.slug, house.mandate.pk])
    client = Client()
    client.force_login(house.secretary)
    assert client.get(without).status_code == 404


@pytest.mark.parametrize("content", [b"", b"<html>", b"MZ\x90", b"%PDF-" + b"x" * 10_000_001])
def test_other_files_are_no_minutes(house: House, folder: Path, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        grant_mandate(
            seat=house.seat, person=PersonFactory(), role="alternate", actor=house.secretary, evidence=minutes(content)
        )
    assert set(refused.value.fields) == {"evidence"}
    assert files(folder) == []


def test_a_refused_grant_leaves_no_file(house: House, folder: Path, django_capture_on_commit_callbacks) -> None:
    with pytest.raises(DomainError):
        grant_mandate(
            seat=house.seat, person=PersonFactory(), role="titular", actor=house.secretary, evidence=minutes()
        )
    assert files(folder) == []
    house.control()
    pending = grant_mandate(
        seat=house.seat, person=PersonFactory(), role="alternate", actor=house.secretary, evidence=minutes()
    )
    assert isinstance(pending, PendingAct)
    assert len(files(folder)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        refuse_act(act=pending, actor=house.second, reason="Falta la firma")
    assert files(folder) == []


def test_the_minutes_of_a_proposal_come_with_the_mandate(house: House, folder: Path) -> None:
    house.control()
    pending = grant_mandate(
        seat=house.seat, person=PersonFactory(), role="alternate", actor=house.secretary, evidence=minutes()
    )
    assert isinstance(pending, PendingAct)
    client = Client()
    client.force_login(house.second)
    address = reverse("desk_act_evidence", args=[house.council.slug, pending.pk])
    assert b"".join(client.get(address).streaming_content) == PDF  # type: ignore[attr-defined] # a file streams
    mandate = confirm_act(act=pending, actor=house.second)
    assert isinstance(mandate, Mandate)
    assert mandate.evidence.read() == PDF
    assert mandate.starts_at == NOW
    assert mandate.granted_at > LONG_AGO
