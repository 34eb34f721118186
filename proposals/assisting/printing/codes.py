"""The sheet of a batch of codes, as plain data for the template: a card for each person."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.languages import say
from common.words import Moment
from proposals.positions.rendering.sheet import clean, code_of, qr_of
from proposals.voting.waiting import title_of

from ..coding import Made

LONGEST = 200


def codes_sheet(made: Made) -> dict[str, Any]:
    """The sheet in the active language. The code stands in no address: addresses are kept in logs."""
    batch = made.batch
    movement, ballot = batch.seat.movement.name, batch.ballot
    address = settings.SITE_URL.rstrip("/") + reverse("code_sign_in")
    title = title_of(ballot)[:LONGEST]
    words = _("To answer the consultation on: %(title)s") if batch.consultation else _("To vote on: %(title)s")
    return clean(
        {
            "words_lang": code_of(get_language() or "es"),
            "title": _("Codes of %(movement)s, to be cut out") % {"movement": movement},
            "author": say(batch.council.name) or batch.council.slug,
            "lead": _(
                "Each works once, for whoever it names. This sheet is made once and kept nowhere: if it is lost, take "
                "the codes back and have others made."
            ),
            "what": words % {"title": title},
            "until": _("Until %(at)s.") % {"at": Moment(batch.closes_at)},
            "address": address,
            "qr": qr_of(address),
            "qr_alt": _("QR code of the address %(address)s") % {"address": address},
            "cards": [{"name": person.get_full_name(), "code": code} for person, code in made.codes],
            "made_at": int(batch.made_at.timestamp()),
        }
    )
