"""The guides and their pictures belong together. That their words stand on the pages is what `make pictures` finds out,
and that the commands of the API's guide work, `tests/browser/test_walk.py`.
"""

import re

import pytest

from .acts import GUIDES, Guide
from .reading import GUIDES as FOLDER
from .reading import TEXTS, steps_of

PICTURES = FOLDER.parent / "pictures"
MOST = 1_500_000


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_word_of_a_guide_is_used_and_every_step_has_its_picture(guide: Guide, language: str) -> None:
    steps = steps_of(TEXTS[language] / f"{guide.name}.md")
    assert [len(step.words) for step in steps] == [len(doing.acts) for doing in guide.steps]
    for step in steps:
        assert step.picture is not None
        assert step.picture.is_file(), "make pictures"


def test_pictures_are_small_and_none_is_left_over() -> None:
    guides = [folder / f"{guide.name}.md" for folder in TEXTS.values() for guide in GUIDES]
    shown = {step.picture for guide in guides for step in steps_of(guide)}
    kept = set(PICTURES.rglob("*.png"))
    assert kept == shown | {PICTURES / "result.png"}
    assert sum(picture.stat().st_size for picture in kept) <= MOST


def test_links_between_guides_lead_somewhere() -> None:
    for guide in FOLDER.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", guide.read_text()):
            assert (guide.parent / link).exists(), f"{guide.name}: {link}"
