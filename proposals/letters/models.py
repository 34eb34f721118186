"""A letter that movements sign together, and their signatures."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from councils.models import Council, Seat
from proposals.drafting.hiding import Hideable

# A signature is given, and taken back, while its letter is open: the database asks its own clock once more.
WHILE_OPEN = (
    "SELECT l.state, l.opens_at, l.closes_at, l.council_id INTO letter "
    "FROM proposals_letter l JOIN councils_seat s ON s.council_id = l.council_id "
    "WHERE l.id = NEW.letter_id AND s.id = NEW.seat_id; "
    "instant := minga_now(letter.council_id); "
    "decides := COALESCE(NEW.withdrawn_at, NEW.signed_at); "
    "IF letter.state IS DISTINCT FROM 'open' OR decides < letter.opens_at OR decides >= letter.closes_at "
    "OR decides > instant OR decides < instant - interval '1 minute' THEN "
    "RAISE EXCEPTION 'a signature of letter % at % is outside its time', NEW.letter_id, decides "
    "USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_while_open'; "
    "END IF; RETURN NEW;"
)


class Letter(Hideable):
    """A text of one movement that others sign, addressed to bodies that are to answer.

    It is open for signatures from `opens_at` until `closes_at` and says the same words all that time. At its close it
    is sent if at least `goal` movements stand behind it, and lapses if fewer do; `signed` says how many there were.
    `state` is the worker's progress and no deadline: whether a signature is in time is a comparison with `closes_at`.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("letter", "open for signatures")
        SENT = "sent", pgettext_lazy("letter", "sent")
        LAPSED = "lapsed", pgettext_lazy("letter", "lapsed")
        WITHDRAWN = "withdrawn", pgettext_lazy("letter", "withdrawn")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="letters")
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    paragraphs = models.JSONField()
    sha256 = models.CharField(max_length=64)
    addressees = models.ManyToManyField(Council, related_name="letters_received")
    goal = models.PositiveIntegerField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    signed = models.PositiveIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    to_council = "council"

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["closes_at", "id"], name="letter_open", condition=Q(state="open")),
            models.Index(fields=["changed_at"], name="letter_changed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="one_letter_per_number"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="a_letter_closes_after_opening"),
            models.CheckConstraint(condition=Q(goal__gte=1), name="a_letter_has_a_goal"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_letter_that_is_not_open_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(signed__gte=F("goal")), name="a_letter_is_sent_with_its_signatures"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen_at_its_opening",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(OLD.council_id, OLD.number, OLD.seat_id, OLD.title, OLD.language, OLD.paragraphs, "
                    "OLD.sha256, OLD.goal, OLD.opens_at, OLD.closes_at) IS DISTINCT FROM "
                    "ROW(NEW.council_id, NEW.number, NEW.seat_id, NEW.title, NEW.language, NEW.paragraphs, "
                    "NEW.sha256, NEW.goal, NEW.opens_at, NEW.closes_at) "
                    "OR OLD.state <> 'open' AND (OLD.state <> NEW.state OR OLD.signed IS DISTINCT FROM NEW.signed)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("letter", args=[self.council.slug, self.number])

    @property
    def reference(self) -> str:
        """How people cite it: the letter L keeps it apart from the numbers of positions."""
        return f"{self.council.code}/L{self.number}"


class LetterSignature(models.Model):
    """A movement signs a letter, under its name and country at that instant, until it takes that back."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="signatures")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="letter_signatures")
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "seat"],
                condition=Q(withdrawn_at__isnull=True),
                name="a_movement_signs_a_letter_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_taken_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.withdrawn_at IS NOT NULL OR ROW(OLD.letter_id, OLD.seat_id, OLD.name, OLD.country, "
                    "OLD.signed_at) IS DISTINCT FROM ROW(NEW.letter_id, NEW.seat_id, NEW.name, NEW.country, "
                    "NEW.signed_at)"
                ),
            ),
            pgtrigger.Trigger(
                name="signed_while_open",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("letter", "record"), ("instant", "timestamptz"), ("decides", "timestamptz")],
                func=WHILE_OPEN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.name}"
