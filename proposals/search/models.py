"""What can be found, and in which words: one row for every public text, written by triggers of the texts themselves."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import pgettext_lazy

from councils.models import Council, Country, Movement, Round
from proposals.amending.models import Amendment
from proposals.deliberation.models import Comment
from proposals.drafting.models import Proposal
from proposals.positions.models import Position


class SearchEntry(models.Model):
    """A proposal's current revision, an amendment's current text, a comment or a position, as the search knows it.

    `vector` is empty while the text may not be read, and `hidden_until` an instant until which it may not. The row is
    written in the transaction that writes its text, so that the two cannot drift; it repeats what a search is narrowed
    by, and never the text. Its links are not checked by the database: what they point to is never deleted, and a
    check for each would make every comment dearer. A position on no proposal is found by the title of its ballot and
    by the names of what could be chosen.
    """

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", pgettext_lazy("search", "Proposal")
        AMENDMENT = "amendment", pgettext_lazy("search", "Amendment")
        COMMENT = "comment", pgettext_lazy("search", "Comment")
        POSITION = "position", pgettext_lazy("search", "Position")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    object_id = models.BigIntegerField()
    council = models.ForeignKey(
        Council, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    round = models.ForeignKey(Round, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    proposal = models.ForeignKey(
        Proposal, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    movement = models.ForeignKey(
        Movement, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    country = models.ForeignKey(
        Country, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    language = models.CharField(max_length=10)
    stance = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    hidden_until = models.DateTimeField(null=True, blank=True)
    vector = SearchVectorField(null=True)

    to_council = "council"

    class Meta:
        ordering = ["id"]
        indexes = [
            GinIndex(fields=["vector"], name="search_words"),
            models.Index(fields=["council", "id"], name="search_council"),
            models.Index(fields=["movement", "id"], name="search_movement", condition=models.Q(movement__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_search_entry_per_text")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


HIDING = ("hidden_at", "hidden_until", "hidden_passages", "held_at", "removed_at")
# Of which column a change is a change of what is found. An insertion always is.
FOUND: dict[type[models.Model], tuple[str, ...]] = {
    Proposal: ("revision_id", "admitted_at", *HIDING),
    Amendment: ("text_id", *HIDING),
    Comment: ("text", "stance", "language", *HIDING),
}


def _keep_found(model: type[models.Model], columns: tuple[str, ...] = ()) -> None:
    """Registered from here, because the rooms below do not know that anybody searches.

    One trigger for a whole insertion: for each row, the library would ask whether the trigger is to be ignored, in a
    subtransaction whose end costs as much as rows are waiting, and a hundred thousand rows would never be done.
    """
    find = "minga_find_comment({id})" if model is Comment else f"minga_find('{model.__name__.lower()}', {{id}})"
    inserted = pgtrigger.Trigger(
        name="found_from_now_on",
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(new="written"),
        func=f"PERFORM {find.format(id='id')} FROM written; RETURN NULL;",
    )
    pgtrigger.register(inserted)(model)
    if columns:
        changed = pgtrigger.Trigger(
            name="found_as_it_reads",
            operation=pgtrigger.UpdateOf(*columns),
            when=pgtrigger.After,
            func=f"PERFORM {find.format(id='NEW.id')}; RETURN NULL;",
        )
        pgtrigger.register(changed)(model)


for _model, _columns in FOUND.items():
    _keep_found(_model, _columns)
_keep_found(Position)
pgtrigger.register(
    pgtrigger.Trigger(
        name="found_if_chosen",
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(new="written"),
        func="PERFORM minga_find_choice(id) FROM written; RETURN NULL;",
    )
)(Position)
