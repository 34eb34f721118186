"""Workers killed while they write files: the next run completes, and no half file is ever there."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from embedded.servers import OWNER

from .conftest import ROOT, Site, wait_until
from .test_conductor_faults import state_of


def filed(site: Site) -> dict[str, bytes]:
    """Everything that a front server would hand out."""
    root = site.folder / "published"
    found = [path for path in root.rglob("*.*") if path.is_file() and ".writing" not in path.parts]
    return {path.name: path.read_bytes() for path in found}


def killed_while(site: Site, verb: str, seconds: float) -> None:
    """Killed so many seconds after it has begun to do so again and again."""
    command = [sys.executable, "-m", "tests.faults.stage", verb]
    started = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE)
    assert started.stdout and started.stdout.readline() == b"begun\n"
    time.sleep(seconds)
    started.kill()
    started.wait()
    started.stdout.close()


def test_a_worker_killed_while_it_writes_files(site: Site) -> None:
    made = site.stage("scene", "10", "BR")
    with site.beat(), site.worker():
        wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication")
        wait_until(lambda: len(filed(site)) == 7, "its files")
    whole = filed(site)
    assert set(whole) == {"1.json", "1.json.br", "1.json.gz", "1.pdf", "1.es.pdf", "1.png", "package.zip"}
    document, content, card, package = site.ask(
        "SELECT p.document, r.content, c.content, k.content FROM proposals_position p"
        " JOIN proposals_rendition r ON r.position_id = p.id AND r.language = 'es'"
        " JOIN proposals_rendition c ON c.position_id = p.id AND c.language = ''"
        " JOIN proposals_package k ON k.position_id = p.id"
    )[0]
    assert document in whole["1.json"]
    assert whole["1.pdf"] == whole["1.es.pdf"] == content and whole["package.zip"] == package
    assert whole["1.png"] == card
    lacking = 0
    for moment in range(5):
        killed_while(site, "file", 0.05 + moment * 0.031)
        assert filed(site).items() <= whole.items()
        lacking += filed(site) != whole
    assert lacking, "it was killed in the middle at least once"
    with site.beat(), site.worker():
        wait_until(lambda: filed(site) == whole, "the files, by another worker")
    assert not list((site.folder / "published" / ".writing").glob("*"))


def test_a_worker_killed_while_it_writes_a_dump(site: Site) -> None:
    site.stage("scene", "60", "BR")
    root = site.folder / "published" / "dumps"
    halves = 0
    for moment in range(4):
        killed_while(site, "dump", 0.15 + moment * 0.11)
        left = list(root.iterdir())
        halves += any(entry.name.startswith(".") and entry.is_dir() for entry in left)
        for day in (entry for entry in left if entry.name[0].isdigit()):
            assert_whole(day)
    assert halves, "it was killed in the middle at least once"
    site.run([sys.executable, "manage.py", "write_dump"])
    [day] = [entry for entry in root.iterdir() if entry.name != "latest"]
    assert (root / "latest").resolve() == day.resolve(), "nothing else is left"
    assert_whole(day)


def assert_whole(day: Path) -> None:
    """Every file that the manifest names is there to the last byte."""
    manifest = json.loads((day / "manifest.json").read_text())
    for told in manifest["files"]:
        assert hashlib.sha256((day / told["name"]).read_bytes()).hexdigest() == told["sha256"], told["name"]


def test_a_worker_killed_while_it_prints(site: Site) -> None:
    made = site.stage("scene", "10", "BR")
    with psycopg.connect(site.cluster.postgres.url(OWNER)) as holder:
        # What was printed cannot be written while this test holds the table; everything else goes on.
        holder.execute("LOCK TABLE proposals_rendition IN EXCLUSIVE MODE")
        with site.beat(), site.worker() as worker:
            wait_until(lambda: state_of(site, made["ballot"]) == "published", "the publication")
            wait_until(lambda: site.ask("SELECT attempts FROM proposals_renderingtry") == [(1,)], "the press")
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        holder.rollback()
        assert site.ask("SELECT count(*) FROM proposals_rendition") == [(0,)]
        holder.execute("UPDATE proposals_renderingtry SET next_try_at = now()")
        holder.commit()
    with site.beat(), site.worker():
        wait_until(lambda: len(filed(site)) == 7, "the files, by another worker")
    kept = site.ask("SELECT language, count(*) FROM proposals_rendition GROUP BY 1 ORDER BY 1")
    assert kept == [("", 1), ("es", 1)], "the card and the one print"
    assert site.ask("SELECT attempts, is_done FROM proposals_renderingtry") == [(2, True)]
