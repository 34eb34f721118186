"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "refer_to_council": _("{body} asks how it should be done (referral {referral}), by {due_at}."),
    "attach_document": _("{body} put a document beside referral {referral}."),
    "open_round": _("The secretariat opened round {round} from referral {referral} of {body}."),
    "decline_referral": _("The secretariat opened no round from referral {referral} of {body}: {reason}"),
}
