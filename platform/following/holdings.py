"""What is held of a person who follows by e-mail: it stands under an address, and under no account."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Rows, hold

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
