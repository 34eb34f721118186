"""What a profile says is what was seen: stacks are counted by room and function, and a part of the page takes the place
of its last run alone.
"""

from pathlib import Path

import pytest

from bench import profile
from bench.profiling.sampling import counted, room_of
from embedded.places import ROOT

SITE = "/env/lib/python3.11/site-packages"
HANDLER = f"WSGIHandler.__call__ ({SITE}/django/core/handlers/wsgi.py:120)"
VIEW = f"proposal_page ({ROOT}/proposals/deliberation/views.py:53)"
GATE = f"GateMiddleware.__call__ ({ROOT}/platform/web/gate.py:1)"


@pytest.mark.parametrize(
    ("file", "room"),
    [
        (f"{ROOT}/proposals/deliberation/views.py", "proposals.deliberation"),
        (f"{ROOT}/platform/web/views.py", "web"),
        (f"{SITE}/django/template/base.py", "templates"),
        (f"{SITE}/django/db/models/query.py", "ORM"),
        (f"{SITE}/psycopg/cursor.py", "driver"),
        (f"{SITE}/redis/client.py", "redis"),
        ("/usr/lib/python3.11/json/encoder.py", "Python"),
        (f"{ROOT}/.venv/lib/python3.11/site-packages/django/urls/base.py", "addresses"),
    ],
)
def test_each_file_has_its_room(file: str, room: str) -> None:
    assert room_of(file) == room


def test_stacks_are_counted_from_the_handler_on() -> None:
    found = counted([
        f"main (/bench.py);{HANDLER};{GATE};{VIEW} 6",
        f"main (/bench.py);{HANDLER};{GATE};{VIEW};render ({SITE}/django/template/base.py:9) 2",
        "main (/bench.py);sleep (/bench.py) 90",
    ])  # fmt: skip
    assert dict(found.rooms) == {"proposals.deliberation": 0.75, "templates": 0.25}
    assert dict(found.own) == {"proposals.deliberation.views.proposal_page": 0.75, "template/base.render": 0.25}
    assert dict(found.ours) == {"proposals.deliberation.views.proposal_page": 1.0}, (
        "what stands around all tells nothing"
    )


def test_a_part_takes_the_place_of_its_last_run(tmp_path: Path) -> None:
    page = tmp_path / "profiles.md"
    for title, told in (("Partitions", "one"), ("Paths", "two"), ("Partitions", "three")):
        profile.keep(title, told, page)
    text = page.read_text()
    assert text.index("## Paths\n\ntwo") < text.index("## Partitions\n\nthree") and "one\n" not in text
