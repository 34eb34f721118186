"""Making a PDF of a sheet, or the picture of a card, in a process of its own: whatever a text does to it, the worker
lives on.

Run as a program it imports nothing of the house: it reads the sheet (JSON) from its input and writes what it made to
its output. What people wrote reaches the template as data and never as markup.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Literal

import typst

TEMPLATE = Path(__file__).with_name("position.typ")
CARD = Path(__file__).with_name("card.typ")
# How each begins: a press that ends with something else has failed.
PDF_BEGINS, PNG_BEGINS = b"%PDF-", b"\x89PNG\r\n"
LONGEST_SECONDS = 60
MOST_MEMORY = 3_000_000_000
MOST_BYTES = 30_000_000
LONGEST_COMPLAINT = 500


class PressTrouble(Exception):
    """Nothing came out of the press; says why."""


def press(sheet: dict, template: Path = TEMPLATE, *, seconds: float | None = None) -> bytes:
    """The PDF of a sheet, tagged (PDF/UA-1 where the fonts have every letter); raises `PressTrouble`, also where there
    is none within so many seconds.
    """
    return _pressed(sheet, template, PDF_BEGINS, seconds)


def press_card(card: dict) -> bytes:
    """The PNG of a card, 1200 by 630; raises `PressTrouble` as `press` does."""
    return _pressed(card, CARD, PNG_BEGINS, None)


def _pressed(sheet: dict, template: Path, begins: bytes, seconds: float | None) -> bytes:
    # -I: neither the environment nor this folder says what is imported.
    command = [sys.executable, "-I", str(Path(__file__).resolve()), str(template.resolve())]
    asked, most = json.dumps(sheet).encode(), LONGEST_SECONDS if seconds is None else seconds
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=most, check=False)  # noqa: S603 - a program of ours, and nothing of the sheet is in the command
    except subprocess.TimeoutExpired as late:
        raise PressTrouble(f"Nothing within {most} seconds.") from late
    if done.returncode or not done.stdout.startswith(begins):
        complaint = done.stderr.decode(errors="replace").strip()[-LONGEST_COMPLAINT:]
        raise PressTrouble(complaint or f"The press ended with {done.returncode}.")
    if len(done.stdout) > MOST_BYTES:
        raise PressTrouble(f"A file of {len(done.stdout)} bytes is not kept.")
    return done.stdout


def compiled(sheet: dict, template: Path = TEMPLATE) -> bytes:
    """The PDF, in this process. The same sheet is the same bytes under the same version of typst."""
    try:
        return _compiled(sheet, template, "ua-1")
    except typst.TypstError as strict:
        # The standard refuses a letter that no font here has. It is then shown as a box, in a file that is tagged all
        # the same.
        if "could not be displayed" not in strict.message:
            raise
        return _compiled(sheet, template, None)


def _compiled(sheet: dict, template: Path, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        template,
        root=template.parent,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"sheet": json.dumps(sheet)},
        pdf_standards=standard,
        timestamp=sheet["made_at"],
    )


def compiled_card(card: dict) -> bytes:
    """The PNG, in this process: one page of so many points as it has pixels."""
    return typst.compile(
        CARD, root=CARD.parent, ignore_system_fonts=True, format="png", ppi=72, sys_inputs={"card": json.dumps(card)}
    )


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * LONGEST_SECONDS, 2 * LONGEST_SECONDS))


if __name__ == "__main__":
    _limit()
    asked, wanted = json.load(sys.stdin.buffer), Path(sys.argv[1])
    sys.stdout.buffer.write(compiled_card(asked) if wanted == CARD else compiled(asked, wanted))
