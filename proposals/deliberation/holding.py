"""The limits of what is said, asked of the database: how fast, and how often the same.

Who keeps the cases of what is held is a later room's matter: it registers itself here.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError
from common.words import Moment

from .models import Comment
from .screening import DAY, HOUR, free_again, is_new, likeness, why_hold

Keeper = Callable[[Comment, str, datetime], None]
KEEPERS: list[Keeper] = []


def register(keeper: Keeper) -> Keeper:
    """Add who is told of what was held, in the act's own transaction; usable as a decorator."""
    KEEPERS.append(keeper)
    return keeper


def why_not_so_fast(person: User, at: datetime) -> DomainError | None:
    """A new account says at most so much in an hour. Older ones are not asked."""
    if not is_new(person.date_joined, at, settings.NEW_ACCOUNT_DAYS):
        return None
    most = settings.NEW_ACCOUNT_COMMENTS
    latest = Comment.objects.filter(author=person, created_at__gt=at - HOUR).order_by("-created_at")
    until = free_again(list(latest.values_list("created_at", flat=True)[:most]), at, most)
    if until is None:
        return None
    sentence = _(
        "A new account can publish %(most)s comments in an hour, and you have. You can publish again from %(until)s on."
    )
    return Conflict("too_many_comments", sentence, data={"most": most, "until": Moment(until)})


def screen(comment: Comment, at: datetime) -> str:
    """Mark the comment as held if a person should look at it first, and say why; it is not written here."""
    cause = _cause(comment, at)
    if cause:
        comment.held_at = at
    return cause


def why_not_instead(comment: Comment, text: str, at: datetime) -> DomainError | None:
    """Words that a person should look at first never take the place of published ones: readers would lose what was
    said, or whoever supported it would in time stand behind something else. Sets what the new text is like.
    """
    if text == comment.text:
        return None
    words, comment.text = comment.text, text
    cause = _cause(comment, at)
    comment.text = words
    if not cause:
        return None
    sentence = _(
        "A moderator would have to read this first, because it repeats what was said or holds many links. What you "
        "published stays as it is: say this in a comment of its own, which waits for a moderator."
    )
    return Conflict("edit_would_wait", sentence)


def _cause(comment: Comment, at: datetime) -> str:
    comment.likeness = likeness(comment.text)
    same = {"mine": 0, "others": 0}
    if comment.likeness:
        mine = Q(author_id=comment.author_id)
        same = (
            Comment.objects.filter(likeness=comment.likeness, created_at__gt=at - DAY)
            .exclude(pk=comment.pk)
            .aggregate(mine=Count("pk", filter=mine), others=Count("author", filter=~mine, distinct=True))
        )
    return why_hold(
        comment.text,
        most_links=settings.MOST_LINKS,
        by_author=same["mine"],
        authors=same["others"],
        many=settings.REPEATED_BY,
    )


def keep(comment: Comment, cause: str, at: datetime) -> None:
    """Tell whoever keeps the cases, if the comment was held."""
    if cause:
        for keeper in KEEPERS:
            keeper(comment, cause, at)
