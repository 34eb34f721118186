"""Who follows what by e-mail. All of it is private: no API, dump, ledger or log says any of it.

It is forgotten when it is no longer needed: what nobody confirmed in time, and an address that follows nothing.
"""

from django.db import models
from django.db.models import Q

from councils.models import Council
from ledger.models import Entry
from proposals.models import Proposal


class Follower(models.Model):
    """An address, and how far the ledger was told to it: `read_until` is the first transaction that was not.

    `asked_on` and `asked_times` count the letters of a day that somebody else can cause.
    """

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=10)
    read_until = models.BigIntegerField(default=0)
    next_digest_at = models.DateTimeField(null=True)
    asked_on = models.DateField(null=True)
    asked_times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["next_digest_at"], name="follower_digest")]

    def __str__(self) -> str:
        return f"follower {self.pk}"


class Following(models.Model):
    """A council, or one proposal of it, that an address follows from the transaction `since` on; once confirmed.

    The token stands in a letter and nowhere else: here is its hash.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="followings")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    since = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["follower", "council", "proposal"], nulls_distinct=False, name="one_following_of_each"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, since__isnull=True)
                | Q(confirmed_at__isnull=False, since__isnull=False),
                name="followed_since_it_was_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"following {self.pk}"


class Letter(models.Model):
    """What is to be sent to a follower: of one entry, or of what came into the ledger between two transactions.

    Each cause once: the database refuses the second.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="letters")
    cause = models.CharField(max_length=40)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.BigIntegerField(null=True)
    until = models.BigIntegerField(null=True)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "cause"], name="one_letter_per_cause")]
        indexes = [
            models.Index(fields=["next_try_at"], name="letter_waiting", condition=Q(sent_at__isnull=True)),
            models.Index(fields=["sent_at"], name="letter_sent", condition=Q(sent_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}: {self.cause}"


class Progress(models.Model):
    """How far the ledger was looked through for what is told at once. One row."""

    read_until = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"until {self.read_until}"
