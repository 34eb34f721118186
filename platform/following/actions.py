"""Following by e-mail, without an account: asked for, confirmed by who reads the mail, and ended by one click.

No act here is recorded: the ledger is public, and who follows what is nobody's business.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import Conflict, DomainError, refuse
from common.locks import Lock, exclude
from councils.mandates.permissions import why_not_beyond
from councils.models import Council
from councils.movements.queries import hash_of
from councils.wellformed import Fields
from proposals.models import Proposal

from .letters import send_confirmation
from .limits import LETTERS_OF_A_DAY
from .models import Follower, Following

TOKEN_LASTS = timedelta(days=2)
EVERY = timedelta(days=1)


def ask_to_follow(*, email: str, council: Council, proposal: Proposal | None = None, language: str) -> None:
    """Send a letter to the address with a link that begins the following, for two days.

    The same is done for everybody, whether the address follows already or not, so that nobody can find out. Refused:
    what is no address (422), and a rehearsal (409). More than `LETTERS_OF_A_DAY` to one address are not sent, and that
    is not said either.
    """
    fields = Fields()
    address = fields.email("email", email)
    fields.refuse()
    refuse(why_not_beyond(council))
    language = language if language in settings.COMPLETE_LANGUAGES else settings.LANGUAGE_CODE
    with transaction.atomic():
        exclude(Lock.FOLLOWERS, int(hashlib.sha256(address.encode()).hexdigest()[:12], 16))
        now = clock.now(None)
        follower, _is_new = Follower.objects.get_or_create(email=address, defaults={"language": language})
        if not _may_cause_another(follower, now):
            return
        token = secrets.token_urlsafe(32)
        facts = {"asked_at": now, "token_hash": hash_of(token), "expires_at": now + TOKEN_LASTS, "language": language}
        following, _is_new = Following.objects.update_or_create(
            follower=follower, council=council, proposal=proposal, defaults=facts
        )
        send_confirmation(following, token)


def confirm_following(*, token: str) -> Following:
    """Begin to follow, from what is done from now on. Twice does nothing more. Refused: a link that is none, that a
    later letter has replaced, or that is too old (409).
    """
    with transaction.atomic():
        wanted = Following.objects.filter(token_hash=hash_of(token)).select_related("follower", "council", "proposal")
        following = wanted.select_for_update(of=("self", "follower"), no_key=True).first()
        now = clock.now(None)
        refuse(why_not_confirm(following, now))
        assert following is not None  # noqa: S101 - refused otherwise
        if following.confirmed_at is None:
            following.confirmed_at, following.since = now, _this_transaction()
            following.save(update_fields=["confirmed_at", "since"])
            _expect_digests(following, now)
    return following


def why_not_confirm(following: Following | None, at: datetime) -> DomainError | None:
    """A link works for two days, and the latest letter has the one that does."""
    if following is not None and (following.confirmed_at or at < following.expires_at):
        return None
    return Conflict("link_over", _("This link does not work any more. Ask for another letter."))


def end_following(*, follower: Follower, following: int | None = None) -> None:
    """Follow one thing no more, or nothing; twice does nothing more. An address that follows nothing is forgotten."""
    with transaction.atomic():
        held = Follower.objects.select_for_update().filter(pk=follower.pk).first()
        if held is None:
            return
        ended = held.followings.all() if following is None else held.followings.filter(pk=following)
        ended.delete()
        if not held.followings.exists():
            held.delete()


def forget_unconfirmed() -> int:
    """Forget what nobody confirmed in time, and addresses of which nothing is left. Returns how many addresses."""
    with transaction.atomic():
        now = clock.now(None)
        Following.objects.filter(confirmed_at__isnull=True, expires_at__lte=now).delete()
        # Who asked today is kept for the day, or the count of their letters would begin again.
        idle = Follower.objects.filter(followings__isnull=True).exclude(asked_on__gte=now.date())
        gone, _each = idle.filter(next_digest_at__isnull=True).delete()
    return gone


def _may_cause_another(follower: Follower, now: datetime) -> bool:
    today = now.date()
    if follower.asked_on != today:
        follower.asked_on, follower.asked_times = today, 0
    if follower.asked_times >= LETTERS_OF_A_DAY:
        return False
    follower.asked_times += 1
    follower.save(update_fields=["asked_on", "asked_times"])
    return True


def _expect_digests(following: Following, now: datetime) -> None:
    """In the language that was chosen last; the first digest comes in a day."""
    follower = following.follower
    follower.language = following.language
    if follower.next_digest_at is None:
        follower.next_digest_at, follower.read_until = now + EVERY, following.since or 0
    follower.save(update_fields=["language", "next_digest_at", "read_until"])


def _this_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return cursor.fetchone()[0]
