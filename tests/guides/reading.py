"""What a guide says: its numbered steps, in each the words in bold that stand on the page, and its picture."""

import re
from dataclasses import dataclass
from pathlib import Path

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guides"
# Where the guides of each language stand.
TEXTS = {"en": GUIDES}
STEP = re.compile(r"^\d+\. ", re.MULTILINE)
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
CODE = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One step. `picture` is None where the guide shows none."""

    words: list[str]
    picture: Path | None


def steps_of(guide: Path) -> list[Step]:
    """The steps in their order."""
    found = []
    for part in STEP.split(guide.read_text())[1:]:
        text = part.partition("\n## ")[0]
        shown = PICTURE.search(text)
        found.append(
            Step(
                [" ".join(word.split()) for word in BOLD.findall(text)],
                (guide.parent / shown[1]).resolve() if shown else None,
            )
        )
    return found


def commands_of(guide: Path) -> str:
    """All that a reader would type, as one script."""
    return "\n".join(CODE.findall(guide.read_text()))
