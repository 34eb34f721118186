"""What is held of a person who follows by e-mail: it stands under an address, and under no account."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.holdings import Rows, hold
from common.retaining import older, retain

hold(
    "following",
    _("What your address follows"),
    _("Councils and proposals that you follow by e-mail, and the letters about them."),
    Rows("following.Follower", "", "email language next_digest_at asked_on", address="email"),
    Rows(
        "following.Following",
        "",
        "council=council__slug proposal=proposal__number language asked_at confirmed_at",
        address="follower__email",
    ),
    Rows("following.Letter", "", "cause queued_at sent_at failure", address="follower__email"),
)

retain(
    "followers_letters",
    _("That a letter was sent to an address that follows: %(days)s days."),
    settings.KEEP_NOTICES_DAYS,
    older("following.Letter", "queued_at", Q(sent_at__isnull=False)),
)
