"""What is wrong with an address, and why something did not arrive, as people are told."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.reaching import addresses
from common.reaching import posting as reaching

ADDRESSES: dict[str, str | Promise] = {
    addresses.NO_ADDRESS: _("This is no address, such as https://receiver.example/minga."),
    addresses.NOT_SECURE: _("The address begins with https://."),
    addresses.CREDENTIALS: _("A name or a password cannot stand in the address."),
    addresses.PORT: _("Only the ports 443 and 8443 are sent to."),
    addresses.HOST: _("This host is not one of the public internet."),
    addresses.FRAGMENT: _("An address to send to has no part after #."),
}
FAILURES: dict[str, str | Promise] = {
    reaching.REFUSED: _("the address is no longer one that is sent to"),
    reaching.UNKNOWN: _("the host has no address"),
    reaching.PRIVATE: _("the host leads to an address that is not of the public internet"),
    reaching.UNREACHABLE: _("the host could not be reached"),
    reaching.SLOW: _("the host took too long"),
    reaching.CERTIFICATE: _("no secure connection could be made: its certificate is not the host's, or not valid"),
    reaching.GARBAGE: _("the host answered with something that is no answer"),
}


def failure_word(failure: str, status: int | None) -> str:
    """Why the last try failed: what stood in the way, or the status of the answer."""
    if failure in FAILURES:
        return str(FAILURES[failure])
    return str(_("the host answered %(status)s") % {"status": status}) if status else ""
