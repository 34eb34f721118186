"""One flipped bit anywhere in a position, a package or a head is caught, whatever it was; so is a broken chain."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from ledger.models import Seal
from proposals.positions.models import Package, Position
from tests.factories.scenes import Scene

Verify = Callable[..., tuple[int, str]]


@pytest.fixture
def files(year: Scene, tmp_path: Path) -> dict[str, list[Path]]:
    """Everything that was published, as files."""
    client, made = Client(), {}
    of = {
        "position": [p.data_url for p in Position.objects.select_related("council").order_by("id")],
        "head": [f"/api/v1/seals/{seal.size}/" for seal in Seal.objects.all()],
    }
    for kind, addresses in of.items():
        made[kind] = [tmp_path / f"{kind}{number}.json" for number in range(len(addresses))]
        for path, place in zip(made[kind], addresses, strict=True):
            path.write_bytes(client.get(place).content)
    packages = list(Package.objects.order_by("id"))
    made["package"] = [tmp_path / f"package{number}.zip" for number in range(len(packages))]
    for path, package in zip(made["package"], packages, strict=True):
        path.write_bytes(bytes(package.content))
    return made


def test_the_files_as_they_are_hold(files: dict[str, list[Path]], verify: Verify) -> None:
    code, said = verify(*[path for paths in files.values() for path in paths])
    assert code == 0
    assert said.count("results recounted") == 4


@pytest.mark.parametrize("kind", ["position", "package", "head"])
def test_one_flipped_bit_is_caught(files: dict[str, list[Path]], verify: Verify, kind: str) -> None:
    path = files[kind][0]
    data = path.read_bytes()
    step = max(1, len(data) // 250)
    for place in range(0, len(data), step):
        path.write_bytes(data[:place] + bytes([data[place] ^ (1 << place % 7)]) + data[place + 1 :])
        code, said = verify(path)
        assert code in (1, 2), f"byte {place} of {kind}: {data[place - 20 : place + 20]!r}: {said}"
        assert said.startswith("minga-verify: ")


def test_what_was_signed_and_hashed_anew_but_counted_wrongly_is_caught(
    files: dict[str, list[Path]], verify: Verify
) -> None:
    """A package of which somebody mended every hash after changing a vote."""
    path = files["package"][0]
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b",1,0,0,0," in parts["ballots.csv"] or b"yes" in parts["ballots.csv"]
    table = json.loads(parts["result.json"])
    table["results"][0]["outcome"] = "no_quorum"
    parts["result.json"] = json.dumps(table).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    code, said = verify(path)
    assert (code, "result.json is not what its hash" in said) == (1, True)


def test_a_chain_with_another_link_is_caught(files: dict[str, list[Path]], verify: Verify) -> None:
    first, second = files["package"]
    with zipfile.ZipFile(second) as archive:
        assert json.loads(archive.read("manifest.json"))["previous"]
    second.write_bytes(first.read_bytes())
    assert verify(first, second)[0] == 0, "the same one twice is no chain"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no JSON"),
        (b"PK\x03\x04", "no zip archive"),
        (b"[]", "no position"),
        (b"{}", "no position"),
        (b'{"position": {}, "position": {}}', "stands twice"),
        (b'{"position": NaN, "sha256": "", "signatures": []}', "NaN"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_what_is_none_of_these_is_one_line(tmp_path: Path, verify: Verify, content: bytes, words: str) -> None:
    path = tmp_path / "thing"
    path.write_bytes(content)
    code, said = verify(path)
    assert (code in (1, 2), words in said) == (True, True), said


@pytest.mark.parametrize("arguments", [[], ["nowhere.json"], ["--since", "x", "y"], ["ftp://x/councils/y/"], ["/"]])
def test_what_cannot_be_read_is_one_line(verify: Verify, arguments: list[str]) -> None:
    assert verify(*arguments)[0] == 2
