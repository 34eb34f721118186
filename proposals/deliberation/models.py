"""What is said about a proposal."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from councils.models import Seat
from proposals.drafting.models import Proposal, Revision


class Comment(models.Model):
    """A contribution with a stance, to a proposal or to one of its paragraphs (by id), of a movement or of an
    observer (no seat). `root` is the comment that began the thread, None for that one itself.
    """

    class Stance(models.TextChoices):
        SUPPORT = "support", _("support")
        CONCERN = "concern", _("concern")
        QUESTION = "question", _("question")
        NEUTRAL = "neutral", _("neutral")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments", db_index=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    paragraph = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    root = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="thread", db_index=False
    )
    stance = models.CharField(max_length=10, choices=Stance.choices)
    text = models.TextField()
    language = models.CharField(max_length=10)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="comments")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    retracted_at = models.DateTimeField(null=True, blank=True)
    retraction_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["proposal", "id"], name="comment_proposal", condition=Q(parent__isnull=True)),
            models.Index(fields=["proposal", "paragraph", "id"], name="comment_paragraph"),
            models.Index(fields=["root", "id"], name="comment_thread"),
            models.Index(fields=["proposal", "id"], name="comment_of_proposal"),
            models.Index(Greatest("created_at", "edited_at", "retracted_at"), name="comment_changed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True, root__isnull=True) | Q(parent__isnull=False, root__isnull=False),
                name="a_reply_has_a_thread",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.stance}"

    def get_absolute_url(self) -> str:
        proposal = self.proposal.get_absolute_url()
        return (
            f"{proposal}comments/{self.id}/#c{self.id}"
            if self.parent_id
            else f"{proposal}?comment={self.id}#c{self.id}"
        )
