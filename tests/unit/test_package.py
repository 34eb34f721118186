"""The tally package: whatever a ballot holds comes back as it was, and nothing but a package is read as one."""

import copy
import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councils.rulebook.rules import default_rulebook, write_rulebook
from proposals.tally.choices import recount_choice
from proposals.tally.cli import main
from proposals.tally.formats import package
from proposals.tally.formats.package import FILES, MANIFEST, manifest_hash, read_package, write_package
from proposals.tally.recount import recount, roll_as_json, votes_as_json
from proposals.tally.roll import TallyError
from tests.unit.tally_cases import ballots

SEATS = [
    {"id": "s1", "movement": "mst", "name": 'Sin Tierra; "MST",\nBrasil', "country": "BR", "kind": "peasant"},
    {"id": "s2", "movement": "cob", "name": "COB", "country": "BO", "kind": "union"},
    {"id": "s3", "movement": "via", "name": "Ñandú", "country": None, "kind": "peasant"},
]
ROLL = {
    "seats": SEATS,
    "contributions": [{"country": "BO", "amount": "100.5"}, {"country": "BR", "amount": "1/3"}],
    "decision_class": None,
}
OPTIONS = [{"id": "a", "name": "Water"}, {"id": "b", "name": "Roads"}, {"id": "c", "name": "As it is"}]


def document(kind: str, terms: dict, answers: list, options: list | None = None) -> dict:
    votes = [{"seat": seat["id"], "answer": answer} for seat, answer in zip(SEATS, answers, strict=False)]
    told = {
        "kind": kind,
        "rules": write_rulebook(default_rulebook()),
        "terms": terms,
        "options": options or OPTIONS,
        "roll": ROLL,
        "votes": votes,
    }
    results = [
        {"rule": tally.rule, "is_binding": False, "outcome": tally.outcome, "result": tally.as_json()}
        for tally in recount_choice(told).tallies
    ]
    return json.loads(json.dumps({**told, "results": results, "reference": "CMS/2027/3"}))


PROJECTS = [{**option, "cost": f"{n}00.50", "countries": ["BO"]} for n, option in enumerate(OPTIONS, 1)]
DOCUMENTS = {
    "ranking": document("ranking", {"status_quo": "c"}, [{"ranking": [["b"], ["c", "a"]]}, {"ranking": [["a"]]}]),
    "election": document("election", {"places": 2, "is_secret": False}, [{"ranking": [["b"], ["a"]]}] * 3),
    "approvals": document(
        "allocation", {"budget": "200.75"}, [{"approved": ["b", "a"]}, {"approved": ["a"]}], PROJECTS
    ),
    "points": document(
        "allocation",
        {"budget": "200", "input": "score"},
        [{"points": {"b": 3, "a": 10}}, {"points": {"c": 1}}],
        PROJECTS,
    ),
    "ranked": document("allocation", {"budget": "200", "input": "ranked"}, [{"ranking": [["b"], ["a"]]}], PROJECTS),
    "nobody": document("ranking", {"status_quo": None}, []),
}


def stored(folder: Path, data: bytes) -> Path:
    path = folder / "package.zip"
    path.write_bytes(data)
    return path


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def resealed(files: dict[str, bytes]) -> bytes:
    """The package with hashes that fit, as somebody would make it who changes both."""
    manifest = json.loads(files[MANIFEST])
    manifest["files"] = {name: {"sha256": sha256(files[name]).hexdigest()} for name in FILES}
    del manifest["sha256"]  # whoever mends the hashes leaves out what an older release did not write
    return packed({**files, MANIFEST: json.dumps(manifest).encode()})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_ballot_comes_back_as_it_was(tmp_path, name) -> None:
    told = DOCUMENTS[name]
    before = copy.deepcopy(told)
    data = write_package(told)
    again = read_package(stored(tmp_path, data))
    assert again == told == before
    assert write_package(again) == data, "the same ballot is the same bytes"
    assert recount_choice(again) == recount_choice(told)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_package_is_counted_by_the_command(tmp_path, capsys, name) -> None:
    told = DOCUMENTS[name]
    path = str(stored(tmp_path, write_package(told)))
    comparison = recount_choice(told)
    assert main([path, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == comparison.binding.as_json()
    assert main([path, "--compare", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"] == [tally.as_json() for tally in comparison.tallies]
    assert main([path, "--rule", comparison.tallies[-1].rule]) == 0
    assert capsys.readouterr().out.startswith(comparison.tallies[-1].rule)
    for arguments in (["--rule", "nonsense"], ["--rule", "seats"], ["--equal-ranks", "split"]):
        assert main([path, *arguments]) == 2
        assert capsys.readouterr().err.count("\n") == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(ballots())
def test_a_motion_comes_back_with_its_parts_and_is_counted(tmp_path, capsys, case) -> None:
    rulebook, roll, votes = case
    told = {"rules": write_rulebook(rulebook), "roll": roll_as_json(roll), "votes": votes_as_json(votes)}
    path = stored(tmp_path, write_package(told))
    assert read_package(path) == told
    comparison = recount(told)
    assert main([str(path), "--compare", "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)["results"]
    assert counted == json.loads(json.dumps([tally.as_json() for tally in comparison.tallies]))
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.startswith(f"{comparison.binding.rule}: {comparison.binding.outcome}")


def test_votes_without_seats_come_back_too(tmp_path) -> None:
    told = DOCUMENTS["election"]
    by_code = [{"code": f"k{n}", "answer": vote["answer"]} for n, vote in enumerate(told["votes"])]
    bare = [{"answer": vote["answer"]} for vote in told["votes"]]
    for votes in (by_code, bare, [{**vote, "weight": 10**6} for vote in bare]):
        changed = {**told, "votes": votes}
        assert read_package(stored(tmp_path, write_package(changed))) == changed


def test_the_bytes_are_the_same_everywhere(tmp_path) -> None:
    data = write_package(DOCUMENTS["ranking"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == [*FILES, MANIFEST]
    assert {(entry.date_time, entry.compress_type) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
    }
    files = unpacked(data)
    assert files["ballots.csv"].decode() == (
        "seat,form,rank,option,points\ns1,ranking,1,b,\ns1,ranking,2,c,\ns1,ranking,2,a,\ns2,ranking,1,a,\n"
    )
    assert files["roll.csv"].decode().splitlines()[:3] == [
        "record,id,movement,name,country,kind,amount",
        "contribution,,,,BO,,100.5",
        "contribution,,,,BR,,1/3",
    ]
    assert all(b"\r" not in held and held.endswith(b"\n") for held in files.values())
    manifest = json.loads(files[MANIFEST])
    assert manifest["previous"] is None
    assert {name: said["sha256"] for name, said in manifest["files"].items()} == {
        name: sha256(files[name]).hexdigest() for name in FILES
    }
    following = write_package(DOCUMENTS["nobody"], previous=manifest_hash(data))
    assert json.loads(unpacked(following)[MANIFEST])["previous"] == sha256(files[MANIFEST]).hexdigest()


def test_a_package_that_was_compressed_again_is_the_same_ballot(tmp_path) -> None:
    files = unpacked(write_package(DOCUMENTS["ranking"]))
    assert read_package(stored(tmp_path, packed(files, zipfile.ZIP_DEFLATED))) == DOCUMENTS["ranking"]


GOOD = write_package(DOCUMENTS["ranking"])
PARTS = unpacked(GOOD)


def without(name: str) -> bytes:
    return packed({other: data for other, data in PARTS.items() if other != name})


def twice() -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("roll.csv", b"record\n")
    return out.getvalue()


def flagged_as_encrypted() -> bytes:
    data = bytearray(GOOD)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def changed(name: str, data: bytes) -> bytes:
    return resealed({**PARTS, name: data})


RULES, VOTES, ROLLS = (PARTS[name].decode() for name in ("rules.json", "ballots.csv", "roll.csv"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "no zip"),
        (lambda: b"seat,choice\n", "no zip"),
        (lambda: GOOD[:-30], "no zip"),
        (lambda: GOOD[40:], "no zip|damaged"),
        (lambda: GOOD.replace(b"s1,ranking,1,b", b"s1,ranking,1,a"), "damaged"),
        (
            lambda: packed({**PARTS, "ballots.csv": VOTES.replace("s1,ranking,1,b", "s1,ranking,1,a").encode()}),
            "changed",
        ),
        (lambda: without("roll.csv"), "each once"),
        (lambda: without(MANIFEST), "each once"),
        (lambda: packed({**PARTS, "../evil": b""}), "each once"),
        (lambda: packed({**PARTS, "/etc/passwd": b""}), "each once"),
        (lambda: packed({f"inside/{name}": data for name, data in PARTS.items()}), "each once"),
        (twice, "each once"),
        (flagged_as_encrypted, "encrypted"),
        (lambda: packed(PARTS, zipfile.ZIP_BZIP2), "compressed in a way"),
        (lambda: packed({**PARTS, MANIFEST: b"{}"}), "no table|not a table|does not say"),
        (lambda: packed({**PARTS, MANIFEST: b"[]"}), "not a table"),
        (lambda: packed({**PARTS, MANIFEST: b"\xff"}), "not UTF-8"),
        (lambda: packed({**PARTS, MANIFEST: b"[" * 100_000}), "no JSON"),
        (lambda: changed("rules.json", b'{"kind": "ranking", "kind": "motion"}'), "twice"),
        (lambda: changed("rules.json", b'{"kind": 1.5}'), "not whole"),
        (lambda: changed("rules.json", b'{"kind": NaN}'), "not whole"),
        (lambda: changed("rules.json", b'{"kind": ' + b"9" * 5000 + b"}"), "no JSON"),
        (lambda: changed("rules.json", b"7"), "not a table"),
        (lambda: changed("rules.json", b'{"votes": []}'), "wrong file"),
        (lambda: changed("rules.json", b'{"roll": {"seats": []}}'), "wrong file"),
        (lambda: changed("result.json", b'{"votes": []}'), "wrong file"),
        (lambda: changed("ballots.csv", b""), "names of its columns"),
        (lambda: changed("ballots.csv", b"seat,choice,part\n"), "columns"),
        (lambda: changed("ballots.csv", VOTES.replace("2,c", "3,c").encode()), "follow one another"),
        (lambda: changed("ballots.csv", VOTES.replace("2,c", "2,").encode()), "without an option"),
        (lambda: changed("ballots.csv", VOTES.replace("ranking,2", "points,2").encode()), "none of ranking"),
        (lambda: changed("ballots.csv", (VOTES + "s1,ranking,1,a,\n").encode()), "together"),
        (lambda: changed("ballots.csv", (VOTES + ",ranking,1,a,\n").encode()), "together"),
        (lambda: changed("ballots.csv", (VOTES + "s9,ranking,1\n").encode()), "cells"),
        (lambda: changed("ballots.csv", (VOTES + '"s9,ranking,1\n').encode()), "quoted"),
        (lambda: changed("ballots.csv", (VOTES + "s9,points,,a,1.5\n").encode()), "no whole number"),
        (lambda: changed("ballots.csv", (VOTES + "s9,points,,a,1\ns9,points,,a,2\n").encode()), "twice"),
        (lambda: changed("roll.csv", ROLLS.replace("seat,s1", "chair,s1").encode()), "record 'chair'"),
        (lambda: changed("roll.csv", ROLLS.replace("record", "what").encode()), "column record"),
        (lambda: changed("roll.csv", ROLLS.replace("id,movement", "id,id").encode()), "once"),
        (lambda: changed("roll.csv", b"\xff"), "not UTF-8"),
        (lambda: changed("ballots.csv", (VOTES + "s9,ranking,1,a,\n").encode()), "not on the roll"),
        (lambda: changed("rules.json", RULES.replace('"kind": "ranking"', '"kind": "guess"').encode()), "none that is"),
        (
            lambda: changed("rules.json", RULES.replace('"rules": {', '"rules": {"nonsense": 1,').encode()),
            "rules of the",
        ),
    ],
)
def test_what_is_no_package_is_one_line(tmp_path, capsys, make, words) -> None:
    path = stored(tmp_path, make())
    assert main([str(path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert any(word in said for word in words.split("|")), said


def test_a_bomb_is_not_unpacked(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(package, "MOST_BYTES", 2**20)
    bomb = packed({**PARTS, "result.json": b" " * 2**21}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 2**16
    assert main([str(stored(tmp_path, bomb))]) == 2
    assert "larger than any" in capsys.readouterr().err
    # One that says it is small is read no further than it says.
    size = (2**21).to_bytes(4, "little")
    assert main([str(stored(tmp_path, bomb.replace(size, (9).to_bytes(4, "little"))))]) == 2
    assert "damaged" in capsys.readouterr().err


def test_a_folder_is_no_package(tmp_path, capsys) -> None:
    (tmp_path / "x.zip").mkdir()
    assert main([str(tmp_path / "x.zip")]) == 2
    assert main([str(tmp_path / "none.zip")]) == 2
    assert capsys.readouterr().err.count("\n") == 2


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=6))
def test_noise_in_a_package_is_one_line_or_nothing(tmp_path, capsys, at, noise) -> None:
    path = stored(tmp_path, GOOD[:at] + noise + GOOD[at + len(noise) :])
    assert main([str(path)]) in (0, 2)
    assert capsys.readouterr().err.count("\n") <= 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"votes": None}, "roll and the votes"),
        ({"rules": None}, "the rules"),
        ({"terms": {"budget": 1.5}}, "written as text"),
        ({"terms": {1: "x"}}, "not text"),
        ({"results": [float("nan")]}, "written as text"),
        ({"votes": [{"seat": "s1", "answer": {"ranking": [["a"]], "points": {}}}]}, "one of ranking"),
        ({"votes": [{"seat": "s1", "answer": {"ranking": [[]]}}]}, "empty"),
        ({"votes": [{"seat": "s1", "answer": {"ranking": [[1]]}}]}, "named by an id"),
        ({"votes": [{"seat": "s1", "answer": {"points": {"a": "3"}}}]}, "whole numbers"),
        ({"votes": [{"seat": "s1", "answer": {"ranking": []}}] * 2}, "two votes"),
        ({"votes": [{"seat": "", "answer": {"ranking": []}}]}, "not text"),
        ({"votes": [{"seat": "s1", "option": "x", "answer": {"ranking": []}}]}, "something else"),
        ({"votes": [{"seat": "s1", "serial": "1", "answer": {"ranking": []}}]}, "no whole number"),
        ({"votes": [{"seat": "s1", "rank": "x", "answer": {"ranking": []}}]}, "something else"),
        ({"votes": [{"seat": "s1", "proxy": 1.5, "answer": {"ranking": []}}]}, "written as text"),
        ({"votes": [{"seat": "s1", "answer": {}}, {"answer": {}}]}, "all say the same"),
        ({"roll": {**ROLL, "seats": [*SEATS, {"id": "s4"}]}}, "do not say the same"),
        ({"roll": {**ROLL, "seats": [{**SEATS[0], "name": ""}]}}, "not text"),
        ({"roll": {**ROLL, "seats": [{**SEATS[0], "amount": "1"}]}}, "something else"),
        ({"reference": "\ud800"}, "no text"),
    ],
)
def test_what_a_package_cannot_hold_is_never_written(change, words) -> None:
    with pytest.raises(TallyError, match=words):
        write_package({**DOCUMENTS["ranking"], **change})


def test_a_vote_that_names_nothing_comes_back(tmp_path) -> None:
    for answer in ({"ranking": []}, {"approved": []}, {"points": {}}):
        told = {**DOCUMENTS["ranking"], "votes": [{"seat": "s1", "answer": answer}]}
        assert read_package(stored(tmp_path, write_package(told))) == told
