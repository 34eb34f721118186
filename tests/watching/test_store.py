"""Uploads in a store that speaks S3, by settings alone: kept, read, dropped, backed up, brought back, looked at."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404
from moto.server import ThreadedMotoServer

from config.environment import refusals
from config.settings.servers import files_in
from councils.mandates.evidence import drop_evidence, keep_evidence, kept_file
from watching.finding import Level
from watching.surroundings import folders
from watching.uploads import names_in, packed, unpack

KEY, SECRET = "a-key", "a/secret+with=signs"
PDF = b"%PDF-1.7 " + bytes(range(256)) * 40_000


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    yield "{}:{}".format(*started.get_host_and_port())
    started.stop()


@pytest.fixture
def store(server: str, settings: Any) -> Any:
    """The site keeps its uploads in a bucket of its own, which is emptied after the test."""
    settings.STORAGES = {**settings.STORAGES, "default": files_in(address(server))}
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{server}",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )
    client.create_bucket(Bucket="minga")
    yield client
    for found in client.list_objects_v2(Bucket="minga").get("Contents", ()):
        client.delete_object(Bucket="minga", Key=found["Key"])


def address(server: str, bucket: str = "minga") -> str:
    return f"s3+http://{KEY}:a%2Fsecret%2Bwith%3Dsigns@{server}/{bucket}?region=us-east-1"


def test_minutes_are_kept_sent_and_dropped(store: Any) -> None:
    name = keep_evidence(ContentFile(PDF), "pdf")
    assert store.get_object(Bucket="minga", Key=name)["Body"].read() == PDF
    answer = kept_file(name, "mandate-1")
    assert (b"".join(answer), answer["Content-Type"]) == (PDF, "application/pdf")  # type: ignore[arg-type] # a sync stream
    assert answer["Content-Disposition"] == 'attachment; filename="mandate-1.pdf"'
    drop_evidence(name)
    with pytest.raises(Http404):
        kept_file(name, "mandate-1")


def test_they_move_from_a_folder_to_the_store_and_back(store: Any, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "from"
    in_the_store = settings.STORAGES
    settings.STORAGES = {**in_the_store, "default": files_in("")}
    names = [keep_evidence(ContentFile(PDF + bytes([n])), "pdf") for n in range(3)]
    default_storage.save("answers/1/mapa de Ñemby.png", ContentFile(b"\x89PNG"))
    carry(settings, tmp_path / "tar", in_the_store)
    assert sorted(names_in(default_storage)) == sorted([*names, "answers/1/mapa de Ñemby.png"])
    assert store.get_object(Bucket="minga", Key=names[2])["Body"].read() == PDF + b"\x02"
    settings.MEDIA_ROOT = tmp_path / "to"
    carry(settings, tmp_path / "back", {**in_the_store, "default": files_in("")})
    assert (tmp_path / "to" / names[1]).read_bytes() == PDF + b"\x01"
    with (tmp_path / "back").open("rb") as tar, pytest.raises(OSError, match="is there already"):
        unpack(tar, default_storage)


def carry(settings: Any, tar: Path, storages: dict[str, Any]) -> None:
    with packed(default_storage) as stream, tar.open("wb") as file:
        shutil.copyfileobj(stream, file)
    settings.STORAGES = storages
    with tar.open("rb") as file:
        unpack(file, default_storage)


def test_the_doctor_says_what_stands_in_the_way(store: Any, server: str, settings: Any, tmp_path: Path) -> None:
    settings.PUBLISH_ROOT = tmp_path
    assert [finding.level for finding in folders()] == [Level.WELL, Level.WELL]
    settings.STORAGES = {**settings.STORAGES, "default": files_in(address("127.0.0.1:9"))}
    found = next(folders())
    assert (found.level, "FILES_URL" in found.do) == (Level.WRONG, True)
    assert "secret" not in found.what


@pytest.mark.parametrize(
    "wrong",
    ["https://host/bucket", "s3://host/bucket", "s3://key@host/bucket", "s3://key:secret@host", "s3://k:s@h/Two/Parts"],
)
def test_an_address_that_is_none_is_refused_at_the_start(wrong: str) -> None:
    told = [line for line in refusals({"FILES_URL": wrong}) if line.startswith("FILES_URL")]
    assert len(told) == 1
    assert "secret" not in told[0].replace("KEY:SECRET", "")


def test_a_good_one_is_not() -> None:
    assert not [line for line in refusals({"FILES_URL": address("s3.example:9000")}) if line.startswith("FILES_URL")]
