"""Words that an assembly said, and somebody of its movement wrote down here."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from common.guards import append_only
from proposals.amending.models import Amendment
from proposals.deliberation.models import Comment


class AssemblyWord(models.Model):
    """That a comment or an amendment is what an assembly said: which, where, on what day, of how many people.

    The `minutes` are the evidence, and stay private. It is said once, and never changed.
    """

    append_only = True

    comment = models.OneToOneField(Comment, null=True, blank=True, on_delete=models.PROTECT, related_name="assembly")
    amendment = models.OneToOneField(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="assembly"
    )
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    held_on = models.DateField()
    people = models.PositiveIntegerField()
    minutes = models.FileField(upload_to="evidence/%Y/")
    credited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    credited_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(comment__isnull=False, amendment__isnull=True)
                | Q(comment__isnull=True, amendment__isnull=False),
                name="an_assembly_said_one_thing",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="an_assembly_is_of_people"),
            models.CheckConstraint(condition=~Q(minutes=""), name="an_assembly_has_minutes"),
        ]
        triggers: list[pgtrigger.Trigger] = append_only()

    def __str__(self) -> str:
        return self.name
