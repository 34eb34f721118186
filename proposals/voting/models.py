"""A ballot, its roll, and the votes cast on it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.guards import append_only
from common.languages import MultilingualField
from councils.models import Mandate, Round, Rulebook, Seat, Window
from proposals.amending.models import Amendment
from proposals.drafting.models import Proposal, Revision

from .guards import CAST_IN_TIME, READ_BY_TWO_PEOPLE
from .secrecy.guards import IS_SEALED, SEALED_WHILE_OPEN, never_on_a_secret_ballot


class Ballot(models.Model):
    """A question put to the vote in a window. What its opening froze (text, rules, roll, contributions) never changes
    again.

    `delegations` says whose vote counts for whom, as `delegating.resolving` works it out when the ballot closes.
    `state` is the worker's progress and no deadline: whether a vote is in time is a comparison with the window.

    One on an `amendment` belongs to the plenary: counted, it is settled and feeds its text; moot, it is not counted.
    `waived_languages` are those that the rulebook requires and the secretariat opened without.

    A motion is on a proposal. What is none was called by the secretariat: it has a `title`, the `terms` on which it was
    called (as `proposals.tally.terms` reads them) and, from its opening on, the `options` that are chosen from.
    The motion that an answer is adequate is on no proposal: it has a `title`, and `terms` that say which answer.

    One that `is_imported` was held elsewhere: it begins closed, has no seats on its roll, and its votes stand apart.
    """

    class Kind(models.TextChoices):
        MOTION = "motion", _("motion")
        RANKING = "ranking", _("ranking")
        ALLOCATION = "allocation", _("allocation of a budget")
        ELECTION = "election", _("election of persons")

    class State(models.TextChoices):
        PROVISIONAL = "provisional", _("provisional roll")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        TALLIED = "tallied", _("counted")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")
        SETTLED = "settled", _("settled")
        MOOT = "moot", _("moot")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ballots")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.MOTION)
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots")
    title = MultilingualField(blank=True)
    terms = models.JSONField(default=dict)
    options = models.JSONField(null=True)
    is_imported = models.BooleanField(default=False)
    amendment = models.ForeignKey(Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="ballots")
    second_call_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="second_call"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROVISIONAL)
    decision_class = models.CharField(max_length=40, blank=True)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    rulebook = models.ForeignKey(Rulebook, null=True, on_delete=models.PROTECT, related_name="+")
    rules = models.JSONField(null=True)
    contributions = models.JSONField(null=True)
    roll_sha256 = models.CharField(max_length=64, blank=True)
    prepared_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    tallied_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancellation_reason = models.TextField(blank=True)
    delegations = models.JSONField(null=True)
    waived_languages = models.JSONField(default=list)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    to_council = "round__council"

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["state", "id"],
                name="ballot_unfinished",
                condition=~Q(state__in=["published", "cancelled", "settled", "moot"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_ballot_per_number"),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(second_call_of__isnull=True, amendment__isnull=True),
                name="one_first_ballot_per_proposal",
            ),
            models.UniqueConstraint(fields=["amendment"], name="one_ballot_per_amendment"),
            models.CheckConstraint(
                condition=Q(state__in=["provisional", "cancelled"])
                | Q(revision__isnull=False, rules__isnull=False, opened_at__isnull=False) & ~Q(roll_sha256="")
                | Q(options__isnull=False, rules__isnull=False, opened_at__isnull=False) & ~Q(roll_sha256=""),
                name="an_opened_ballot_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(kind="motion", proposal__isnull=False)
                | Q(~Q(kind="motion") | Q(terms__contains={"asks": "adequacy"}))
                & Q(proposal__isnull=True, revision__isnull=True, amendment__isnull=True),
                name="a_motion_is_on_a_proposal",
            ),
            models.CheckConstraint(
                condition=Q(kind="election") | ~Q(terms__contains={"is_secret": True}),
                name="elections_alone_are_secret",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="an_import_is_born_one",
                operation=pgtrigger.UpdateOf("is_imported"),
                condition=pgtrigger.Q(old__is_imported__df=pgtrigger.F("new__is_imported")),
            ),
            pgtrigger.Protect(
                name="frozen_at_its_opening",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__opened_at__isnull=False)
                & (
                    pgtrigger.Q(old__rules__df=pgtrigger.F("new__rules"))
                    | pgtrigger.Q(old__contributions__df=pgtrigger.F("new__contributions"))
                    | pgtrigger.Q(old__roll_sha256__df=pgtrigger.F("new__roll_sha256"))
                    | pgtrigger.Q(old__revision_id__df=pgtrigger.F("new__revision_id"))
                    | pgtrigger.Q(old__decision_class__df=pgtrigger.F("new__decision_class"))
                    | pgtrigger.Q(old__opened_at__df=pgtrigger.F("new__opened_at"))
                    | pgtrigger.Q(old__options__df=pgtrigger.F("new__options"))
                    | pgtrigger.Q(old__terms__df=pgtrigger.F("new__terms"))
                    | pgtrigger.Q(old__title__df=pgtrigger.F("new__title"))
                    | pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind"))
                ),
            ),
            pgtrigger.Protect(
                name="delegations_resolved_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False)
                & pgtrigger.Q(old__delegations__df=pgtrigger.F("new__delegations")),
            ),
            pgtrigger.Trigger(
                name="sealed_while_open",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Condition(IS_SEALED.replace("b.", "NEW.")),
                func=SEALED_WHILE_OPEN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("ballot", args=[self.round.council.slug, self.round.number, self.number])

    @property
    def motion(self) -> Proposal:
        """The proposal that a motion is on; to ask it of another kind is a mistake of the program."""
        if self.proposal is None:
            raise LookupError(f"ballot {self} is on no proposal")
        return self.proposal

    @property
    def is_secret(self) -> bool:
        """Whether nobody is ever to know who answered what."""
        return self.kind == self.Kind.ELECTION and self.terms.get("is_secret") is True

    @property
    def asks_adequacy(self) -> bool:
        """Whether the question is if an answer to a position is adequate."""
        return self.kind == self.Kind.MOTION and self.terms.get("asks") == "adequacy"

    @property
    def text(self) -> Revision | None:
        """The text that is voted on, frozen or as it stands; None where no text is voted on."""
        return self.revision or (self.proposal.revision if self.proposal else None)


class RollEntry(models.Model):
    """One seat on the frozen roll: its country, kind and name as they were at the opening."""

    append_only = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="roll")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    movement = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["movement"]
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="a_seat_is_once_on_a_roll")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.movement}"


class Vote(models.Model):
    """One cast answer. The highest serial of a roll entry counts; `commitment` is what the public may see until the
    close.

    `commitment` is SHA-256 over the salt and the answer in canonical JSON, so that the answer published after the close
    can be held against it. A vote of `coordinator` is the movement's own, in the place of one that went against its
    instruction; it stands under the mandate of that one. `is_on_paper`: signed by who cast it, entered by two others.
    """

    append_only = True

    class Capacity(models.TextChoices):
        TITULAR = Mandate.Role.TITULAR.value, Mandate.Role.TITULAR.label
        ALTERNATE = Mandate.Role.ALTERNATE.value, Mandate.Role.ALTERNATE.label
        COORDINATOR = "coordinator", _("coordinator")

    # They are found through the indexes below that begin with them.
    roll_entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="votes", db_index=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="votes", db_index=False)
    serial = models.PositiveIntegerField()
    answer = models.JSONField()
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="votes", db_index=False)
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cast_at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    receipt = models.CharField(max_length=20, unique=True)
    is_on_paper = models.BooleanField(default=False)

    class Meta:
        ordering = ["roll_entry", "serial"]
        # Each answers by one row what a cast asks of all that the seat cast before, however often that was.
        indexes = [
            models.Index(fields=["ballot", "roll_entry", "-serial"], name="vote_latest"),
            models.Index(fields=["mandate", "roll_entry"], name="vote_by_mandate"),
            models.Index(fields=["roll_entry", "serial"], name="vote_replaced", condition=Q(capacity="coordinator")),
        ]
        constraints = [models.UniqueConstraint(fields=["roll_entry", "serial"], name="one_vote_per_serial")]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="cast_within_its_window",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("deadline", "record"), ("instant", "timestamptz")],
                func=CAST_IN_TIME + never_on_a_secret_ballot("a vote that says whose it is"),
            ),
            pgtrigger.Trigger(
                name="read_by_two_people",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Condition("NEW.is_on_paper"),
                func=READ_BY_TWO_PEOPLE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_entry_id} #{self.serial}"
