"""No space is left: where the database is, while people cast; and where the worker writes files."""

import resource
import subprocess
import sys

from django.utils import translation
from django.utils.translation import gettext

from bench.crowd import Arrival, crowd
from bench.measures.casting import vote
from bench.wire import Line, request

from .conftest import ROOT, Site, wait_until
from .test_casting_faults import AWAY, CAST, is_there, port
from .test_file_faults import filed

__all__ = ["port"]

PEOPLE = 20
# As PostgreSQL says it when the system refuses it another block.
FULL = """
CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER no_space BEFORE INSERT ON proposals_vote EXECUTE FUNCTION no_space();
"""
ROOM_AGAIN = "DROP TRIGGER no_space ON proposals_vote; DROP FUNCTION no_space();"
# A file of more bytes than this is refused by the system, as on a disk that is full.
LARGEST = 16_000
FILES = 7


def test_who_casts_on_a_full_disk_reads_a_sentence_and_votes_when_there_is_room(site: Site, port: int) -> None:
    places = site.stage("booth", str(PEOPLE))
    voters: list[tuple[str, str]] = places["voters"]  # type: ignore[assignment] # as it was staged
    path = str(places["path"])
    wait_until(lambda: is_there(port), "the web server")
    half = PEOPLE // 2
    votes = [vote(path, *voter) for voter in voters]
    assert {one.status for one in crowd(port, [Arrival(0, sent) for sent in votes[:half]])} == {CAST}
    site.rule_here(FULL)
    # Whoever has voted tries to change it, too.
    assert {one.status for one in crowd(port, [Arrival(0, sent) for sent in votes])} == {AWAY}
    with Line(port) as line:
        answer = line.ask(votes[-1])
        page = line.ask(request(path.removesuffix("vote/")))
    with translation.override("es"):
        sentence = gettext(
            "The site cannot reach its records for a moment. What was kept is safe. Try again in half a minute."
        )
    assert sentence in answer.body.decode()
    assert answer.header("Retry-After")
    assert page.status == 200, "whoever reads reads on"
    counts = "SELECT count(*), count(DISTINCT roll_entry_id) FROM proposals_vote"
    assert site.ask(counts) == [(half, half)], "what was cast is there, and nothing of what was refused"
    site.rule_here(ROOM_AGAIN)
    assert {one.status for one in crowd(port, [Arrival(0, sent) for sent in votes[half:]])} == {CAST}
    assert site.ask(counts) == [(PEOPLE, PEOPLE)]
    assert site.ask("SELECT count(*) FROM ledger_entry WHERE verb = 'cast_vote'") == [(PEOPLE,)]


def test_files_that_find_no_room_are_never_handed_out_by_halves_and_are_whole_when_there_is(site: Site) -> None:
    site.stage("scene", "8", "BR")
    with site.beat(), site.worker():
        wait_until(lambda: len(filed(site)) == FILES, "the files of the position")
    whole = filed(site)
    assert max(map(len, whole.values())) > LARGEST
    refused = subprocess.run(
        [sys.executable, "-m", "tests.faults.stage", "file"],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST)),
    )
    assert refused.returncode
    assert "File too large" in refused.stderr
    assert filed(site).items() < whole.items(), "some are missing, and none is half there"
    with site.beat(), site.worker():
        wait_until(lambda: filed(site) == whole, "the files, when there is room")
    assert not list((site.folder / "published" / ".writing").glob("*"))
