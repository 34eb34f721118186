"""The page of results: that of the whole run, and below it sections that were run alone at full size."""

from collections.abc import Sequence
from pathlib import Path

from embedded.places import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
ALONE = "\n## Alone at full size: "


def keep(whole: str, page: Path = PAGE) -> None:
    """A new run of everything takes the place of the last one; what was run alone stays below it."""
    parts = _parts(page)
    page.write_text("".join([whole, *(ALONE + part for part in parts[1:])]))


def keep_alone(names: Sequence[str], lines: Sequence[str], table: str, page: Path = PAGE) -> None:
    """What was run alone takes the place of its last run alone."""
    title = ", ".join(names)
    whole, *others = _parts(page)
    made = f"{title}\n\n" + "".join(f"- {line}\n" for line in lines) + f"\n{table}"
    others = [part for part in others if part.partition("\n")[0] != title]
    page.write_text("".join([whole, *(ALONE + part for part in sorted([*others, made]))]))


def _parts(page: Path) -> list[str]:
    return page.read_text().split(ALONE) if page.exists() else [""]
