"""What the ledger holds of a person."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Rows, hold

hold(
    "acts",
    _("Acts in the public record"),
    _("Each act of yours, under a mark in place of your name. The record is sealed: nothing is ever taken out of it."),
    Rows("ledger.Entry", "actor", "id verb at mark=actor_mark on_behalf_of subject data"),
)
