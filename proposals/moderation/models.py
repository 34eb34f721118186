"""A moderation case: reports on one text, what was decided and why, and the appeal to somebody else."""

from functools import reduce
from operator import or_

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.guards import append_only
from councils.models import Council
from proposals.amending.models import Amendment
from proposals.answering.following.models import FollowUp
from proposals.deliberation.models import Comment
from proposals.drafting.models import Proposal
from proposals.evaluating.models import Evaluation
from proposals.letters.models import Letter
from proposals.referring.models import Referral

# The columns of a case that name a text.
TEXTS = ("comment", "amendment", "proposal", "letter", "evaluation", "referral", "followup")


def _one_open(name: str) -> models.UniqueConstraint:
    """Reports on one text join its open case."""
    condition = Q(**{"state": "open", f"{name}__isnull": False})
    return models.UniqueConstraint(fields=[name], condition=condition, name=f"one_open_case_per_{name}")


def _alone(name: str) -> Q:
    """The case is about this text and about no other."""
    return Q(**{f"{other}__isnull": other != name for other in TEXTS})


class Case(models.Model):
    """All that is said about one text until it is decided; reports on the same text join it. Exactly one of the texts
    is named. `author` wrote it as it was reported. The program opens a case for what it holds, and says its
    `cause`.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("case", "open")
        DECIDED = "decided", pgettext_lazy("case", "decided")
        APPEALED = "appealed", pgettext_lazy("case", "under appeal")
        CLOSED = "closed", pgettext_lazy("case", "closed")

    class Cause(models.TextChoices):
        REPEATED = "repeated", _("the same text was sent several times")
        LINKS = "links", _("the text holds many links")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    comment = models.ForeignKey(Comment, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    amendment = models.ForeignKey(Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    evaluation = models.ForeignKey(Evaluation, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    referral = models.ForeignKey(Referral, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    followup = models.ForeignKey(FollowUp, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_automated = models.BooleanField(default=False)
    cause = models.CharField(max_length=20, choices=Cause.choices, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    to_council = "council"

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["council", "state", "due_at"], name="case_council_state"),
            models.Index(fields=["author", "state"], name="case_author"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="one_case_per_number"),
            *map(_one_open, TEXTS),
            models.CheckConstraint(
                condition=Q(is_automated=True) ^ Q(cause=""), name="the_program_says_why_it_opened_a_case"
            ),
            models.CheckConstraint(
                condition=reduce(or_, map(_alone, TEXTS)),
                name="a_case_is_about_one_text",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.council_id} case {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.council.slug, self.number])


class Report(models.Model):
    """Somebody signed in reports a text, with a ground of the council's published rules. Who it was is never
    published. `text_sha256` is the hash of the text as it read then.
    """

    append_only = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="one_report_per_person")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id} {self.ground}"


class Decision(models.Model):
    """What was decided on a case: always with the rule, the reason in words, and who decided. An appeal that changes
    it adds another. `passages` are those that it hides, or removes (then with their hashes in the place of words).
    """

    append_only = True

    class Kind(models.TextChoices):
        KEEP = "keep", _("keep")
        HIDE = "hide", _("hide")
        HIDE_PART = "hide_part", _("hide in part")
        WARN = "warn", _("warn the author")
        SUSPEND = "suspend", _("suspend the author from writing for a time")
        REMOVE = "remove", _("remove by law")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ground = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    passages = models.JSONField(default=list)
    until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=12)
    decided_at = models.DateTimeField()
    appeal_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["serial"]
        constraints = [models.UniqueConstraint(fields=["case", "serial"], name="one_decision_per_serial")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Appeal(models.Model):
    """The author asks somebody else to look at a decision. Whoever hears it neither decided it nor belongs to the
    movement of the author or of a reporter.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", pgettext_lazy("appeal", "upheld")
        REVERSED = "reversed", pgettext_lazy("appeal", "reversed")
        CHANGED = "changed", pgettext_lazy("appeal", "changed")

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField()
    appealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appealed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(heard_by__isnull=True) | ~Q(heard_by=models.F("appealed_by")),
                name="nobody_hears_their_own_appeal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.outcome}"
