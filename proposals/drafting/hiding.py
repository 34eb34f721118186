"""What moderation may do to a text, as columns of the text itself: it is upstream of whoever decides.

A hidden text is replaced by a notice with the reason and stays readable for its author and for an appeal. One that is
held waits for a person to look at it. A removed one is gone, by law, and leaves its hash.
"""

from datetime import datetime

from django.db import models


class Hideable(models.Model):
    """The columns. `hidden_passages` is empty when the whole text is hidden, else a list of `{"passage", "start",
    "end"}`: a paragraph's id (empty for a comment's text) and the half-open range of its signs.
    """

    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_until = models.DateTimeField(null=True, blank=True)
    hidden_ground = models.CharField(max_length=40, blank=True)
    hidden_reason = models.TextField(blank=True)
    hidden_passages = models.JSONField(default=list)
    held_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def is_hidden(self, at: datetime) -> bool:
        """Whether the text, or a passage of it, is hidden at the instant."""
        return self.hidden_at is not None and (self.hidden_until is None or at < self.hidden_until)
