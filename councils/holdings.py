"""What councils hold of a person. Of others who stand in the same row nothing is shown."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.holdings import Rows, hold
from common.retaining import retain
from councils.inviting.queries import forget_addresses

hold(
    "memberships",
    _("Memberships and invitations"),
    _("The movements that you belong to, since when and in what role; invitations that were sent to you or by you."),
    Rows(
        "councils.Membership",
        "person",
        "organization=movement__slug name=movement__name role start_date=starts_at end_date=ends_at is_named",
    ),
    Rows(
        "councils.Invitation",
        "invited_by accepted_by",
        "organization=movement__slug role invited_at expires_at accepted_at",
        address="email",
    ),
    Rows("councils.InvitationLine", "", "organization=movement__slug role state problem", address="email"),
    Rows("councils.InvitationList", "sent_by", "council=council__slug sent_at language done_at"),
    left_out=_("The addresses of others whom you invited."),
)
hold(
    "mandates",
    _("Mandates and offices"),
    _("The seats whose mandate you hold or held, your offices, and for how long moderation kept you from writing."),
    Rows(
        "councils.Mandate",
        "person granted_by revoked_by",
        "council=seat__council__slug on_behalf_of=seat__movement__slug role kind order start_date=starts_at "
        "end_date=ends_at granted_at revoked_at revocation_reason evidence",
    ),
    Rows("councils.Office", "person", "council=council__slug role=kind start_date=starts_at end_date=ends_at"),
    Rows("councils.Silence", "person", "council=council__slug starts_at ends_at reason"),
)
hold(
    "desk",
    _("What you did in an office"),
    _("Standings of movements, rulebooks, and acts that waited for a second officer."),
    Rows(
        "councils.Standing",
        "recorded_by",
        "council=seat__council__slug organization=seat__movement__slug status reason effective_at recorded_at",
    ),
    Rows("councils.Rulebook", "adopted_by", "council=council__slug version note effective_at recorded_at"),
    Rows(
        "councils.PendingAct",
        "proposed_by decided_by",
        "council=council__slug verb reason proposed_at state decided_at",
    ),
)

retain(
    "invitations",
    _("The addresses of invitations: %(days)s days after the invitation has expired."),
    settings.KEEP_ENDED_DAYS,
    forget_addresses,
)
