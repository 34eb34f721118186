"""What a person decides about their notices. It binds nobody else and is nobody else's business, so the ledger does not
hold it.
"""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from common import clock

from .letters import EVERYTHING
from .models import Notice, Postbox, Preference
from .registry import KINDS
from .wishing import How, Wish, default_how


def keep_preferences(*, person: User, how: Mapping[str, str], hour: int, weekday: int | None) -> None:
    """Keep how the person wishes to be told of each kind, and when their digest goes out.

    What waits for a digest already goes out with the next one by the new hour.
    """
    with transaction.atomic():
        for kind, chosen in how.items():
            Preference.objects.update_or_create(person=person, kind=KINDS[kind].name, defaults={"how": How(chosen)})
        Postbox.objects.update_or_create(person=person, defaults={"hour": hour, "weekday": weekday})
        next_at = Wish(person, How.DIGEST, hour, weekday, is_paused=False).digest_after(clock.now(None))
        Notice.objects.waiting().filter(person=person, is_digest=True, attempts=0).update(due_at=next_at)


def preferences_of(person: User) -> dict[str, str]:
    """How the person is told of each kind, whether they said so or not."""
    stated = dict(Preference.objects.filter(person=person).values_list("kind", "how"))
    return {name: stated.get(name, default_how(kind)) for name, kind in KINDS.items()}


def decline(*, person: User, kind: str) -> None:
    """Send the person no letters of this kind any more, or none at all. Done twice it does nothing more."""
    with transaction.atomic():
        for name in KINDS if kind == EVERYTHING else [kind]:
            Preference.objects.update_or_create(person=person, kind=name, defaults={"how": How.NEVER})


def resume_letters(*, person: User) -> None:
    """Let letters be sent to the person's mailbox again, which had refused them."""
    Postbox.objects.filter(person=person).update(paused_at=None, refusal="", resumed_at=clock.now(None))


def read_all(*, person: User) -> int:
    """Mark everything in the inbox as read. Returns how many notices were not."""
    return Notice.objects.unread(person).update(read_at=clock.now(None))


def read_one(*, notice: Notice) -> None:
    """Mark one notice as read; the first time counts."""
    if notice.read_at is None:
        notice.read_at = clock.now(None)
        notice.save(update_fields=["read_at"])
