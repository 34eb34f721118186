"""What is said about a proposal."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from councils.models import Seat
from proposals.amending.models import Amendment
from proposals.drafting.hiding import Hideable
from proposals.drafting.models import Proposal, Revision

from .counting import counting_stances

BEGINS, ON_TEXT = Q(parent__isnull=True), Q(amendment__isnull=True)
QUESTION = BEGINS & ON_TEXT & Q(stance="question")


# The instants at which what is shown of a comment changes. One index answers who asks what changed since, and only for
# exactly these.
CHANGES = ("created_at", "edited_at", "retracted_at", "counted_at", "moderated_at", "hidden_until")


class Comment(Hideable):
    """A contribution with a stance, to a proposal, to one of its paragraphs (by id) or to an amendment, of a movement
    or of an observer (no seat). `root` is the comment that began the thread, None for that one itself.

    `support_count` is how many seats support it now. A question to the sponsors is answered by the `answer` of one.
    `counted_at` is when either last changed.
    """

    class Stance(models.TextChoices):
        SUPPORT = "support", _("support")
        CONCERN = "concern", _("concern")
        QUESTION = "question", _("question")
        NEUTRAL = "neutral", _("neutral")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments", db_index=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    paragraph = models.CharField(max_length=20, blank=True)
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="comments", db_index=False
    )
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
    support_count = models.PositiveIntegerField(default=0)
    answer = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers_question"
    )
    counted_at = models.DateTimeField(null=True, blank=True)
    # A hash of what the text says, however it is written; empty when it is too short to tell two apart.
    likeness = models.CharField(max_length=16, blank=True, db_default="", default="")

    to_council = "proposal__round__council"

    class Meta:
        ordering = ["id"]
        indexes = [
            # Threads in their order, and by how much support they have; then everything that is said, which a filter
            # looks through from whichever of these leaves the least of it.
            models.Index(fields=["proposal", "id"], name="comment_proposal", condition=BEGINS & ON_TEXT),
            models.Index(fields=["proposal", "support_count", "id"], name="comment_supported", condition=ON_TEXT),
            models.Index(
                fields=["proposal", "support_count", "id"], name="comment_threads_supported", condition=BEGINS & ON_TEXT
            ),
            models.Index(fields=["proposal", "id"], name="comment_said", condition=ON_TEXT),
            models.Index(fields=["proposal", "paragraph", "id"], name="comment_paragraph"),
            models.Index(fields=["proposal", "stance", "id"], name="comment_stance", condition=ON_TEXT),
            models.Index(fields=["proposal", "language", "id"], name="comment_language", condition=ON_TEXT),
            # The columns beside the key are what the release before counts stances by; they go with the next one.
            models.Index(
                fields=["proposal", "seat", "id"],
                include=["stance", "retracted_at"],
                name="comment_seat",
                condition=ON_TEXT,
            ),
            models.Index(fields=["amendment", "id"], name="comment_amendment", condition=~ON_TEXT),
            models.Index(
                fields=["amendment", "support_count", "id"], name="comment_amendment_supported", condition=~ON_TEXT
            ),
            models.Index(fields=["proposal", "id"], name="question_open", condition=QUESTION & Q(answer__isnull=True)),
            models.Index(
                fields=["proposal", "id"], name="question_answered", condition=QUESTION & Q(answer__isnull=False)
            ),
            models.Index(fields=["root", "id"], name="comment_thread"),
            models.Index(fields=["proposal", "id"], name="comment_of_proposal"),
            models.Index(Greatest(*CHANGES), name="comment_changed"),
            models.Index(fields=["likeness", "created_at"], name="comment_likeness", condition=~Q(likeness="")),
            models.Index(fields=["proposal"], name="comment_held", condition=Q(held_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True, root__isnull=True) | Q(parent__isnull=False, root__isnull=False),
                name="a_reply_has_a_thread",
            ),
            models.CheckConstraint(
                condition=Q(amendment__isnull=True) | Q(paragraph=""), name="a_comment_has_one_anchor"
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete), *counting_stances()]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.stance}"

    def get_absolute_url(self) -> str:
        """Replies, and what is said of an amendment, are at home on the page of their thread."""
        place = self.proposal.get_absolute_url()
        is_below = self.parent_id or self.amendment_id
        return f"{place}comments/{self.id}/#c{self.id}" if is_below else f"{place}?comment={self.id}#c{self.id}"


class StanceCount(models.Model):
    """How many comments of one seat (None: of observers) on one proposal have a stance: **the sum of its rows**, which
    in any snapshot is what counting the comments would come to.

    A row is written by one transaction at a time, and whoever finds every row taken begins another instead of waiting.
    So there are as many rows for one thing as people have ever written at the same moment, and one alone may be below
    nothing. Its links are not checked by the database: those of the comment are, and none of the two is ever deleted.
    """

    proposal = models.ForeignKey(
        Proposal, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    seat = models.ForeignKey(
        Seat, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    stance = models.CharField(max_length=10, choices=Comment.Stance.choices)
    number = models.IntegerField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["proposal", "seat", "stance"], name="stance_count")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.seat_id} {self.stance} {self.number}"


class CommentSupport(models.Model):
    """A seat supports a comment, until it no longer does."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="supports")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    supported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supported_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "seat"], condition=Q(withdrawn_at__isnull=True), name="one_support_per_seat"
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.seat_id}"


class Mention(models.Model):
    """A comment names a movement (by its seat) or a person."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="mentions")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "seat"], name="a_movement_is_mentioned_once"),
            models.UniqueConstraint(fields=["comment", "person"], name="a_person_is_mentioned_once"),
            models.CheckConstraint(
                condition=Q(seat__isnull=True, person__isnull=False) | Q(seat__isnull=False, person__isnull=True),
                name="a_mention_names_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.seat_id or self.person_id}"


class Endorsement(models.Model):
    """A movement stands publicly behind a proposal that it did not write, until it withdraws."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="endorsements")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="endorsements")
    endorsed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    endorsed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    to_council = "proposal__round__council"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "seat"], condition=Q(withdrawn_at__isnull=True), name="one_endorsement_per_seat"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.seat_id}"
