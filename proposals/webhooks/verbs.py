"""How the public log tells the acts of this room. It names the host, never the secret nor the rest of the address."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ask_webhook": _("{subscriber} asked that this ledger be sent to {host} (webhook {webhook})."),
    "consent_webhook": _("The secretariat consented that this ledger be sent to {host} (webhook {webhook})."),
    "refuse_webhook": _("The secretariat refused webhook {webhook} of {subscriber}: {reason}"),
    "end_webhook": _("Webhook {webhook} of {subscriber} ended: {reason}"),
    "replay_delivery": _("Entry {entry} is sent to webhook {webhook} of {subscriber} again."),
}
