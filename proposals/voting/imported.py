"""The votes of a ballot that was held elsewhere, which no seat cast: distinct answers, and how many gave each."""

from typing import Any

import pgtrigger
from django.db import models

from common.guards import append_only
from councils.models import Council

from .models import Ballot


class ImportedVotes(models.Model):
    """All votes of one imported ballot, in one row: they are read and counted together, and never one by one.

    `votes` are `[{"answer": …, "weight": n}]`, as they are published. A trigger admits them for an imported ballot that
    is closed and not yet counted, and for no other: what seats cast stands in `Vote`, under the guard of its window.
    """

    append_only = True

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="imported")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    source = models.JSONField()
    voters = models.PositiveBigIntegerField()
    votes = models.JSONField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "sha256"], name="a_file_is_imported_once")]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="only_for_an_import",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=(
                    "IF NOT EXISTS (SELECT FROM proposals_ballot b JOIN councils_round r ON r.id = b.round_id "
                    "WHERE b.id = NEW.ballot_id AND b.is_imported AND b.state = 'closed' "
                    "AND r.council_id = NEW.council_id) THEN "
                    "RAISE EXCEPTION 'ballot % is no import that waits for its count', NEW.ballot_id "
                    "USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_of_an_import'; "
                    "END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.sha256[:12]}"


def imported_document(ballot: Ballot, *, with_votes: bool = True) -> dict[str, Any]:
    """What an imported ballot says instead of seats and their votes, in the published form."""
    rows = ImportedVotes.objects.filter(ballot=ballot)
    imported = (rows if with_votes else rows.defer("votes")).get()
    return {
        "is_imported": True,
        "source": imported.source,
        "roll": {"seats": [], "contributions": [], "decision_class": None, "voters": imported.voters},
        "votes": imported.votes if with_votes else [],
    }
