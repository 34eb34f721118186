"""Published positions as files: the bytes of the answers, whole or not there, and none that is hidden."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from common import clock, files
from common.locks import Lock, key
from proposals.models import Position, Proposal, Rendition
from proposals.positions.annulling import annul_position
from proposals.positions.filing import WRITING, file_positions
from proposals.positions.models import CARD
from proposals.positions.queries import read_document
from proposals.positions.rendering import actions
from proposals.positions.rendering.actions import render_one_position
from proposals.positions.signing import sign_one_position
from proposals.tasks import file
from tests.factories.files import written
from tests.factories.pages import BEFORE, CLOSES, TICK, cast, conduct, prepared
from tests.factories.scenes import Scene, voting_scene
from tests.proposals.test_option_veils import scene_of
from tests.proposals.test_renditions import FAR

pytestmark = pytest.mark.django_db
LATER = CLOSES + timedelta(days=1)


class Killed(BaseException):
    """What `kill` does, as far as Python can say it."""


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    settings.PUBLISH_ROOT = tmp_path / "published"
    return tmp_path / "published"


def published(monkeypatch: pytest.MonkeyPatch, scene: Scene | None = None) -> Position:
    """A position, signed, and printed in two languages."""
    scene = scene or prepared()
    cast(scene, BR="no", AR="yes", BO="yes")
    conduct(CLOSES)
    position = Position.objects.select_related("council").latest("pk")
    document = read_document(position)
    translated = {"en": {"title": "The water", "paragraphs": []}}
    with monkeypatch.context() as reading:
        reading.setattr(actions, "read_for_a_page", lambda _position: {**document, "translations": translated})
        prove()
    return position


# What is a reading of a position and follows the moderation.
PRINTED = (".pdf", ".png")


def prove() -> None:
    while sign_one_position():
        pass
    while render_one_position():
        pass


def on_the_disk(root: Path) -> dict[str, bytes]:
    """Every file that a front server may serve, by its address."""
    found = (path for path in root.rglob("*") if path.is_file() and WRITING not in path.parts)
    return {f"/{path.relative_to(root)}": path.read_bytes() for path in found}


def served(root: Path) -> dict[str, bytes]:
    """What has an address, and what is pressed as it says when it is opened."""
    found = on_the_disk(root)
    return {address: content for address, content in found.items() if not address.endswith((".br", ".gz"))}


def addresses(position: Position) -> set[str]:
    page = position.get_absolute_url().rstrip("/")
    languages = position.renditions.exclude(language=CARD).values_list("language", flat=True)
    names = {f"{page}{suffix}" for suffix in (".json", ".pdf", ".png", *(f".{one}.pdf" for one in languages))}
    return names | {f"{position.data_url}package.zip"}


def with_pressed(names: set[str]) -> set[str]:
    """What stands beside the data on the disk, and has no address."""
    return names | {f"{name}{ending}" for name in names if name.endswith(".json") for ending in (".br", ".gz")}


def test_every_file_holds_the_bytes_of_the_answer_at_its_address(
    client: Client, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = published(monkeypatch)
    assert file() == 8
    found = on_the_disk(root)
    data = f"{position.get_absolute_url().rstrip('/')}.json"
    assert brotli.decompress(found.pop(f"{data}.br")) == gzip.decompress(found.pop(f"{data}.gz")) == found[data]
    assert set(found) == addresses(position)
    names = {"1.json", "1.pdf", "1.es.pdf", "1.en.pdf", "1.png", "package.zip"}
    assert {name.rpartition("/")[2] for name in found} == names
    for address, content in found.items():
        assert content == client.get(address).content, address
    assert found[data] == client.get(position.data_url).content
    assert file() == 0


def test_those_of_an_import_stand_in_their_series(client: Client, root: Path, tmp_path: Path) -> None:
    council = voting_scene(opens_at=FAR, closes_at=FAR.replace(month=2)).council
    call_command("import_ballots", str(written(tmp_path, "barrio.pb")), council=council.slug)
    conduct(timezone.now())
    prove()
    file_positions()
    position = Position.objects.select_related("council").get(series="imports")
    found = on_the_disk(root)
    assert set(found) == with_pressed(addresses(position))
    assert all(f"/positions/{council.slug}/imports/" in address for address in found)
    assert all(found[address] == client.get(address).content for address in addresses(position))


def test_what_was_published_before_there_was_a_place_is_written_by_the_next_run(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = published(monkeypatch)
    file_positions()
    before = on_the_disk(root)
    root.rename(root.parent / "lost")
    assert file_positions() == len(before)
    assert on_the_disk(root) == before
    (root / f"positions/{position.council.slug}/2026/1.en.pdf").unlink()
    assert file_positions() == 1
    assert on_the_disk(root) == before


def test_a_later_position_changes_no_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = prepared()
    position = published(monkeypatch, scene)
    file_positions()
    before = on_the_disk(root)
    with clock.travel(LATER):
        annul_position(person=scene.secretary, position=position, reason="Se contó con un padrón equivocado.")
    prove()
    assert file_positions() > 0
    after = on_the_disk(root)
    assert before.items() < after.items()
    later = Position.objects.select_related("council").get(supersedes=position)
    assert set(after) - set(before) == with_pressed(addresses(later))


def test_before_it_is_signed_the_data_is_not_written(root: Path, settings: Any) -> None:
    settings.SIGNING_KEY = ""
    scene = prepared()
    cast(scene, BR="yes")
    conduct(CLOSES)
    assert file_positions() == 1
    assert [Path(name).name for name in on_the_disk(root)] == ["package.zip"]


@pytest.mark.parametrize(
    "died_at", ["make_folder", "sync_folder", "os.fsync", "secrets.token_hex", "Path.replace", "Path.open"]
)
def test_whoever_is_killed_at_any_point_leaves_no_half_file_and_the_next_completes(
    died_at: str, root: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = published(monkeypatch)
    whole = {address: client.get(address).content for address in addresses(position)}
    for survived in range(6):
        owner, _dot, name = died_at.rpartition(".")
        target = getattr(files, owner) if owner else files
        real, calls = getattr(target, name), []

        def dying(*args: Any, real: Any = real, calls: list = calls, survived: int = survived, **more: Any) -> Any:
            calls.append(args)
            if len(calls) > survived:
                raise Killed
            return real(*args, **more)

        with monkeypatch.context() as death:
            death.setattr(target, name, dying)
            try:
                file_positions()
            except Killed:
                pass
        assert served(root).items() <= whole.items()
    file_positions()
    assert served(root) == whole
    assert not list((root / WRITING).glob("*"))


def test_what_was_left_half_written_is_cleared_away(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published(monkeypatch)
    (root / WRITING).mkdir(parents=True)
    (root / WRITING / "half").write_bytes(b"%PDF-")
    file_positions()
    assert not (root / WRITING / "half").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_leaves_it_to_the_first(root: Path) -> None:
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key(Lock.FILES, 0)])
        (root / WRITING).mkdir(parents=True)
        (root / WRITING / "theirs").write_bytes(b"being written")
        assert file_positions() == 0
        assert (root / WRITING / "theirs").exists()
    finally:
        other.close()


def test_a_run_ends_in_time_and_the_next_goes_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = prepared()
    position = published(monkeypatch, scene)
    with clock.travel(LATER):
        annul_position(person=scene.secretary, position=position, reason="Se contó con un padrón equivocado.")
    prove()
    assert file_positions(longest=-1) == 8
    assert file_positions(longest=-1) == 0, "it looks at the first, where nothing is lacking"
    assert file_positions() > 0


COVERED = (
    {"hidden_at": LATER, "hidden_ground": "insult"},
    {"held_at": LATER},
    {"removed_at": LATER},
    {"hidden_at": LATER, "hidden_passages": [{"passage": "title", "start": 0, "end": 2, "words": "Ag"}]},
)


@pytest.mark.parametrize("columns", COVERED)
def test_of_a_text_that_was_hidden_since_nothing_printed_stays(
    columns: dict[str, Any], client: Client, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = published(monkeypatch)
    file_positions()
    before = on_the_disk(root)
    Proposal.objects.filter(pk=position.ballot.proposal_id).update(**columns)
    with clock.travel(LATER):
        assert file_positions() == 4
        found = on_the_disk(root)
        assert found == {address: content for address, content in before.items() if not address.endswith(PRINTED)}
        for address in served(root) | before:
            if address.endswith((".br", ".gz")):
                continue
            assert client.get(address).status_code == (404 if address.endswith(PRINTED) else 200), address
        page = client.get(position.get_absolute_url()).content.decode()
        assert not any(ending in page for ending in (*PRINTED, "og:image"))
    Proposal.objects.filter(pk=position.ballot.proposal_id).update(hidden_at=None, held_at=None, removed_at=None)
    assert file_positions() == 4
    assert on_the_disk(root) == before


def test_one_that_is_hidden_for_a_time_comes_back_by_itself(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    position = published(monkeypatch)
    file_positions()
    proposal = Proposal.objects.filter(pk=position.ballot.proposal_id)
    proposal.update(hidden_at=CLOSES, hidden_until=LATER, hidden_ground="insult")
    with clock.travel(LATER - TICK):
        assert file_positions() == 4
    with clock.travel(LATER):
        assert file_positions() == 4


def test_of_an_option_that_was_hidden_since_nothing_printed_stays(client: Client, root: Path) -> None:
    scene = scene_of()
    conduct(CLOSES)
    with clock.travel(CLOSES + TICK):
        prove()
    position = Position.objects.select_related("council").get(ballot=scene.ballot)
    option = scene.ballot.choices.select_related("proposal")[1].proposal
    hidden = Proposal.objects.filter(pk=option.pk)

    def is_read() -> bool:
        file_positions()
        answer = client.get(position.file_url("es"))
        assert (answer.status_code == 200) == (position.file_url("es") in on_the_disk(root))
        assert answer["Cache-Control"].startswith("no-cache") and not answer.has_header("Retry-After")
        return answer.status_code == 200

    assert is_read()
    with clock.travel(LATER):
        hidden.update(hidden_at=BEFORE, hidden_ground="insult")
        assert is_read(), "it was hidden before the file was printed, which says what was left"
        hidden.update(hidden_at=LATER)
        assert not is_read()


def test_it_asks_so_many_questions_however_many_there_are(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = prepared()
    position = published(monkeypatch, scene)
    file_positions()

    def cost() -> int:
        with connection.execute_wrapper(counting := Counting()):
            assert file_positions() == 0
        return counting.asked

    first = cost()
    with clock.travel(LATER):
        annul_position(person=scene.secretary, position=position, reason="Se contó con un padrón equivocado.")
    prove()
    file_positions()
    assert cost() == first
    assert Rendition.objects.count() > 2


class Counting:
    """How many questions were asked of the database."""

    asked = 0

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Iterator[Any]:
        self.asked += 1
        return execute(sql, *rest)
