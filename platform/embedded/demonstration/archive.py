"""Real elections beside the invented council: where ELECTIONS_DIR names a folder of them, two are brought in.

They stand in a council of their own, an archive that decides nothing, so that nobody takes them for the story. The
worker counts and publishes them. Each file is brought in once; a start that finds it done says nothing.
"""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from common.errors import DomainError
from councils.mandates.actions import found_council
from councils.models import Council
from proposals.importing.actions import count_beforehand, import_ballot
from proposals.importing.reading import Wish, read_votes
from proposals.tally.conventions import Options
from proposals.tally.roll import TallyError

from . import cast, plans

SLUG, CODE = "archivo", "ARC"
NAME = {
    "es": "Archivo de votaciones reales",
    "pt-br": "Arquivo de votações reais",
    "en": "Archive of real elections",
}
DESCRIPTION = {
    "es": "Votaciones que tuvieron lugar en otra parte, vueltas a contar aquí a partir de sus votos publicados. "
    "Este archivo no decide nada.",
    "pt-br": "Votações que ocorreram em outro lugar, contadas de novo aqui a partir dos votos publicados. Este arquivo "
    "não decide nada.",
    "en": "Votes that were held elsewhere, counted again here from their published ballots. This archive decides "
    "nothing.",
}
# A budget that was really divided by equal shares, and a ward that elected its councillors by transferable votes.
FILES = {
    "pb/Poland_Wieliczka_2023_Green_Budget.pb": Wish(),
    "scot/glasgow_2007_govan.blt": Wish(
        options=Options(arithmetic="scottish"), title="Glasgow 2007, ward Govan", day=date(2007, 5, 3)
    ),
}


def bring_in() -> Iterator[str]:
    """Bring in what is there and was not brought in before, a line for each. A file that cannot be read is said, and no
    reason not to start.
    """
    folder = os.environ.get("ELECTIONS_DIR")
    there = [(Path(folder) / name, wish) for name, wish in FILES.items()] if folder else []
    for path, wish in there:
        if path.is_file() and (line := _bring(path, wish)):
            yield line


def _bring(path: Path, wish: Wish) -> str:
    try:
        brought = read_votes(path, wish)
        count_beforehand(brought)
        import_ballot(council=_archive(), brought=brought)
    except DomainError as refusal:
        return "" if refusal.code == "imported_already" else f"{path.name} was not brought in: {refusal.sentence}"
    except (TallyError, OSError) as trouble:
        return f"{path.name} was not brought in: {trouble}"
    return f"A real election was brought in: {path.name}, {brought.voters} voters."


def _archive() -> Council:
    found = Council.objects.filter(slug=SLUG).first()
    return found or found_council(
        slug=SLUG,
        code=CODE,
        kind=Council.Kind.ADVISORY,
        name=NAME,
        description=DESCRIPTION,
        secretaries=[cast.person("registrar")],
        time_zone=plans.council()["time_zone"],
        languages=list(NAME),
        is_two_person=False,
        is_demonstration=True,
    )
