"""A proposal, its revisions, sponsors and attachments."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.addresses import address
from common.guards import append_only
from councils.models import Country, Round, Seat, Theme

from .hiding import IS_REMOVAL, Hideable
from .kept import KeptFile


class Proposal(Hideable):
    """A movement's text in a round. Its stage is moved by `drafting.actions.move_proposal` alone; a trigger holds it
    to that.
    """

    class Stage(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("proposal", "draft")
        SUBMITTED = "submitted", pgettext_lazy("proposal", "submitted")
        RETURNED = "returned", pgettext_lazy("proposal", "returned")
        ADMITTED = "admitted", pgettext_lazy("proposal", "admitted")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")
        MERGED = "merged", pgettext_lazy("proposal", "merged into another")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="proposals")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    stage_reason = models.TextField(blank=True)
    admitted_at = models.DateTimeField(null=True, blank=True)
    decision_class = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    implementing_body = models.CharField(max_length=200, blank=True)
    themes = models.ManyToManyField(Theme, related_name="proposals", blank=True)
    countries = models.ManyToManyField(Country, related_name="proposals", blank=True)
    revision = models.ForeignKey("proposals.Revision", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    to_council = "round__council"

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["round", "stage", "number"], name="proposal_round_stage")]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_proposal_per_number"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="amount_positive"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stage_moves_by_its_verb",
                operation=pgtrigger.UpdateOf("stage"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__stage__df=pgtrigger.F("new__stage")),
                func=(
                    "IF coalesce(current_setting('minga.moving_proposal', true), '') <> OLD.id::text THEN "
                    "RAISE EXCEPTION 'the stage of proposal % is moved by move_proposal alone', OLD.id; "
                    "END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return address("proposal", self.round.council.slug, self.round.number, self.number)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it: since its admission, and for good."""
        return self.admitted_at is not None


class Revision(models.Model):
    """An immutable version of the text. `paragraphs` is a list of `{"id", "text"}`, with `"language"` where it is not
    the revision's; an id lives on through edits.

    `provenance` says of each paragraph that is not the authors' own (by id, also when it is gone) where it comes from:
    the amendment, its movement, and whether the sponsors decided or a ballot.
    """

    append_only = True

    class Source(models.TextChoices):
        AUTHORS = "authors", pgettext_lazy("revision", "by its authors")
        AMENDMENT = "amendment", pgettext_lazy("revision", "by an amendment that the sponsors accepted")
        PLENARY = "plenary", pgettext_lazy("revision", "by the plenary")
        MERGE = "merge", pgettext_lazy("revision", "by a merge")
        SPLIT = "split", pgettext_lazy("revision", "by a split")

    source = models.CharField(max_length=10, choices=Source.choices, default=Source.AUTHORS)
    provenance = models.JSONField(default=dict)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    paragraphs = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_revision_per_number")]
        triggers = append_only(but=IS_REMOVAL % "revision")

    def __str__(self) -> str:
        return f"{self.proposal_id} r{self.number}"


class Sponsorship(models.Model):
    """Another movement is invited to sponsor a proposal, and accepts or declines."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="sponsorships")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sponsorships")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "seat"], name="one_sponsorship_per_seat")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.seat_id} {self.state}"


def attachment_path(attachment: "Attachment", name: str) -> str:
    """Where the file is stored: by a name that nobody chose."""
    return f"attachments/{attachment.public_id}"


class Attachment(KeptFile):
    """A file beside a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=attachment_path)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
