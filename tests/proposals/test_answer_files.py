"""Files that come with an answer: kept with it, offered as downloads, refused in words, and never left behind."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from common import clock
from common.errors import DomainError
from ledger.models import Entry
from proposals.answering import actions
from proposals.answering.actions import answer_transmittal
from proposals.models import Response, ResponseFile
from tests.factories.answering import COUNTED, Addressed, sent
from tests.ground import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WHOLE = {"kind": "accepts", "reasons": "De acuerdo.", "language": "es"}


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def file(name: str = "estudio.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def respond(found: Addressed, *files: ContentFile | SimpleUploadedFile) -> Response:
    with clock.travel(COUNTED):
        return answer_transmittal(
            person=found.people["respondent"], transmittal=found.transmittal, files=files, **WHOLE
        )


def test_files_stay_with_their_answer_and_are_offered_as_downloads(client: Client) -> None:
    found = kept(sent)
    response = respond(found, file(), file("mapa & <b>.PDF"))
    first, second = response.files.all()
    assert (first.name, first.media_type, first.size) == ("estudio.pdf", "application/pdf", len(PDF))
    assert second.name == "mapa & b.pdf"
    answer = client.get(first.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined] # a file is streamed
    assert answer["Content-Disposition"] == 'attachment; filename="estudio.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = client.get(found.transmittal.get_absolute_url()).content.decode()
    assert first.get_absolute_url() in page
    assert "mapa &amp; b.pdf" in page
    entry = Entry.objects.get(verb="answer_transmittal")
    assert entry.data["files"] == [first.sha256, second.sha256]
    place = found.transmittal.place
    data = client.get(f"/api/v1/transmittals/{'/'.join(map(str, place))}/").json()
    told = data["responses"][0]["files"][0]
    assert told["sha256"] == first.sha256
    assert told["url"].endswith(first.get_absolute_url())


def test_a_later_answer_has_files_of_its_own_and_those_before_stay(client: Client) -> None:
    found = kept(sent)
    first = respond(found, file())
    second = respond(found)
    assert first.files.count() == 1
    assert second.files.count() == 0
    assert "files" not in Entry.objects.filter(verb="answer_transmittal").latest("id").data


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([file(content=b"")], "empty"),
        ([file(content=b"<html><script>alert(1)</script>")], "kind"),
        ([file("x.pdf", b"MZ\x90\x00" * 50)], "kind"),
        ([file("x.docx", b"PK\x03\x04" + b"\x00" * 90)], "kind"),
        ([file(content=PDF + b"0" * 1_000_001)], "large"),
        ([file() for _number in range(6)], "many"),
        ([file(), file(content=b"")], "the second"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_file_to_keep_is_refused_and_nothing_is_kept(files: list[Any], code: str, store: Path) -> None:
    found = kept(sent, attachment_megabytes=1)
    for one in files:
        one.seek(0)
    with pytest.raises(DomainError) as refusal:
        respond(found, *files)
    assert refusal.value.status == 422
    assert "documents" in refusal.value.fields  # type: ignore[attr-defined] # of what is not well-formed
    assert not Response.objects.exists()
    assert stored(store) == []


def test_an_act_that_fails_at_its_end_leaves_no_file_behind(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    found = kept(sent)

    def die(*_args: object, **_facts: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(actions, "_tell", die)
    with pytest.raises(RuntimeError):
        respond(found, file())
    assert not ResponseFile.objects.exists()
    assert stored(store) == []


def test_in_a_form_files_are_sent_with_the_answer_and_a_refusal_keeps_its_words(client: Client) -> None:
    found = kept(sent)
    client.force_login(found.people["respondent"])
    address = f"{found.transmittal.get_absolute_url()}answer/"
    wrong = client.post(address, {**WHOLE, "documents": [file(), file("x.pdf", b"MZ")]})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "De acuerdo." in page
    assert 'href="#id_documents"' in page
    assert client.post(address, {**WHOLE, "documents": [file(), file("dos.pdf")]}).status_code == 302
    assert sorted(ResponseFile.objects.values_list("name", flat=True)) == ["dos.pdf", "estudio.pdf"]


@pytest.mark.parametrize("statement", ["UPDATE {} SET name = 'x'", "TRUNCATE {}"])
def test_the_record_of_a_file_is_not_changed(statement: str) -> None:
    respond(kept(sent), file())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("proposals_responsefile"))


def test_an_unknown_file_is_not_there(client: Client) -> None:
    assert client.get("/answers/files/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert client.get("/answers/files/../../etc/passwd").status_code == 404
