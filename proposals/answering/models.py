"""A position or a letter on its way to a body that is to answer, and what that body answers."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from common.guards import append_only
from councils.models import Council
from proposals.drafting.kept import KeptFile
from proposals.letters.models import Letter
from proposals.positions.models import Position


class Transmittal(models.Model):
    """A position, or a letter, sent to one addressee, with the instant by which it is asked to answer.

    `due_at` closes nothing: what comes later is accepted and shown as late. `response` is the answer in force, the
    latest; `answered_at` is that of the first, for that is when the silence ended.

    Where the council finds an answer inadequate, the position is sent again: a transmittal of the next `round`, which
    points to the `former`.
    """

    class State(models.TextChoices):
        SENT = "sent", pgettext_lazy("transmittal", "sent")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("transmittal", "received")
        ANSWERED = "answered", pgettext_lazy("transmittal", "answered")
        SUPERSEDED = "superseded", pgettext_lazy("transmittal", "superseded")

    position = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="transmittals")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="transmittals")
    addressee = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="transmittals")
    round = models.PositiveSmallIntegerField(default=1)
    former = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    state = models.CharField(max_length=12, choices=State.choices, default=State.SENT)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    response = models.OneToOneField("Response", null=True, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    # A rehearsal sends nothing.
    to_council = None

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="transmittal_open",
                condition=Q(state__in=["sent", "acknowledged"]),
            ),
            models.Index(fields=["changed_at"], name="transmittal_changed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["position", "addressee", "round"], name="one_transmittal_per_addressee"),
            models.UniqueConstraint(fields=["letter", "addressee"], name="one_transmittal_of_a_letter_per_addressee"),
            models.CheckConstraint(
                condition=Q(position__isnull=True) ^ Q(letter__isnull=True), name="a_position_or_a_letter_is_sent"
            ),
            models.CheckConstraint(
                condition=Q(round=1, former__isnull=True) | Q(round__gt=1, former__isnull=False),
                name="a_later_round_has_a_former",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("sent_at")), name="an_answer_is_due_after_sending"),
            models.CheckConstraint(
                condition=Q(state="answered", response__isnull=False, answered_at__isnull=False)
                | ~Q(state="answered") & Q(response__isnull=True, answered_at__isnull=True),
                name="an_answered_transmittal_has_a_response",
            ),
            models.CheckConstraint(
                condition=Q(state="superseded", superseded_at__isnull=False)
                | ~Q(state="superseded") & Q(superseded_at__isnull=True),
                name="a_superseded_transmittal_says_when",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="the_clock_is_not_moved",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(OLD.position_id, OLD.letter_id, OLD.addressee_id, OLD.round, OLD.former_id, OLD.sent_at, "
                    "OLD.due_at) IS DISTINCT FROM "
                    "ROW(NEW.position_id, NEW.letter_id, NEW.addressee_id, NEW.round, NEW.former_id, NEW.sent_at, "
                    "NEW.due_at) "
                    "OR OLD.answered_at IS NOT NULL AND OLD.answered_at IS DISTINCT FROM NEW.answered_at "
                    "OR OLD.state IN ('answered', 'superseded') AND OLD.state <> NEW.state"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position_id or self.letter_id} to {self.addressee_id}"

    def get_absolute_url(self) -> str:
        return reverse("transmittal" if self.position else "letter_transmittal", args=self.place)

    @property
    def place(self) -> list[str | int]:
        """The parts of its address; that of a later round ends with its number."""
        if self.position:
            place: list[str | int] = [self.council.slug, self.position.year, self.position.number, self.addressee.slug]
            return place if self.round == 1 else [*place, self.round]
        return [self.council.slug, self.sent.number, self.addressee.slug]

    @property
    def sent(self) -> Position | Letter:
        """What was sent: one of the two."""
        sent = self.position or self.letter
        assert sent is not None  # noqa: S101 - narrows the type: a constraint says so
        return sent

    @property
    def adopted(self) -> Position:
        """The position, of what is rated and followed up: those are never letters."""
        assert self.position is not None  # noqa: S101 - narrows the type
        return self.position

    @property
    def council(self) -> Council:
        """Whose position or letter it is."""
        return self.sent.council

    @property
    def reference(self) -> str:
        """How people cite what was sent."""
        return self.sent.reference


OPEN_STATES = (Transmittal.State.SENT, Transmittal.State.ACKNOWLEDGED)


class Response(models.Model):
    """An answer to a position. A later one of the same transmittal supersedes it; all stay to be read.

    `paragraphs` is what is answered to single paragraphs of the position's text, `[{"paragraph", "kind", "reasons"}]`.
    """

    append_only = True

    class Kind(models.TextChoices):
        ACCEPTS = "accepts", pgettext_lazy("response", "accepts")
        IN_PART = "accepts_in_part", pgettext_lazy("response", "accepts in part")
        REJECTS = "rejects", pgettext_lazy("response", "rejects")
        DEFERS = "defers", pgettext_lazy("response", "defers")

    transmittal = models.ForeignKey(Transmittal, on_delete=models.PROTECT, related_name="responses")
    serial = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=Kind.choices)
    language = models.CharField(max_length=12)
    reasons = models.TextField()
    paragraphs = models.JSONField(default=list)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["transmittal", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["transmittal", "serial"], name="one_response_per_serial"),
            models.CheckConstraint(condition=~Q(reasons=""), name="a_response_has_reasons"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.transmittal_id} {self.kind} ({self.serial})"


def response_file_path(file: "ResponseFile", name: str) -> str:
    """Where the file is stored: by a name that nobody chose."""
    return f"answers/{file.public_id}"


class ResponseFile(KeptFile):
    """A file that came with an answer."""

    append_only = True

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to=response_file_path)

    class Meta(KeptFile.Meta):
        triggers = append_only()

    def get_absolute_url(self) -> str:
        return reverse("response_file", args=[self.public_id])


# Answers after which there is something to follow up.
ACCEPTING = (Response.Kind.ACCEPTS, Response.Kind.IN_PART)
