"""What the page of a proposal shows of its amendments: beside each paragraph how many there are, and where the text
comes from once it is not the authors' own alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from councils.models import Movement
from proposals.drafting.models import Proposal
from proposals.drafting.pages import facts_in

from .changes import DELETE, INSERT, MOVE, REPLACE
from .showing import BEGINNING


@dataclass(frozen=True)
class Origin:
    """Where a paragraph comes from, in words, and the number of the amendment."""

    paragraph: str
    amendment: int
    sentence: str
    is_gone: bool


def marks_of(proposal: Proposal) -> dict[str, Any]:
    """`amended`: how many amendments by paragraph (`start`: the beginning); `amendment_count`: of all; `origins` by
    paragraph and `gone`, those of paragraphs that were deleted. One query, and none while the text is its authors'.
    """
    facts, revision = facts_in(proposal), proposal.revision
    origins = origins_of(revision.provenance) if revision else []
    return {
        "amended": {row["paragraph"] or BEGINNING: row["count"] for row in facts.amended},
        "amendment_count": sum(row["count"] for row in facts.amendments),
        "origins": {one.paragraph: one for one in origins if not one.is_gone},
        "gone": [one for one in origins if one.is_gone],
    }


def origins_of(provenance: Mapping[str, Mapping[str, Any]]) -> list[Origin]:
    """Each paragraph that amendments touched, in words."""
    if not provenance:
        return []
    slugs = {told["movement"] for told in provenance.values() if "movement" in told}
    names = dict(Movement.objects.filter(slug__in=slugs).values_list("slug", "name"))
    return [
        Origin(name, told["amendment"], _sentence(told, names), told["op"] == DELETE)
        for name, told in provenance.items()
        if "amendment" in told
    ]


def _sentence(told: Mapping[str, Any], names: Mapping[str, str]) -> str:
    done = {
        REPLACE: _("Reworded by amendment %(number)s of %(movement)s"),
        INSERT: _("Inserted by amendment %(number)s of %(movement)s"),
        MOVE: _("Moved by amendment %(number)s of %(movement)s"),
        DELETE: _("Deleted by amendment %(number)s of %(movement)s"),
    }[told["op"]]
    what = done % {"number": told["amendment"], "movement": names.get(told["movement"], told["movement"])}
    if told["decided_by"] == "vote":
        return _("%(what)s, decided by vote (ballot %(ballot)s).") % {"what": what, "ballot": told.get("ballot", "–")}
    return _("%(what)s, decided by the sponsors.") % {"what": what}
