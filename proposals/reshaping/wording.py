"""The two texts of a plan: read, stored, and read again when it is carried out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from councils.models import Round
from councils.wellformed import Fields
from proposals.drafting.actions.description import LONGEST_BODY
from proposals.drafting.paragraphs import Paragraph, join
from proposals.drafting.wording import Wording, read_wording, visible


def read_side(fields: Fields, given: Mapping[str, object], prefix: str = "") -> dict[str, Any]:
    """One text in its stored form; what is wrong is noted under the names of its fields, `prefix` before them."""
    own = Fields()
    names = ("language", "title", "summary", "text")
    wording = read_wording(own, **{name: given.get(name, "") for name in names})
    if not wording.texts and "text" not in own.problems:
        own.note("text", _("Each of the proposals needs a text."))
    for name, sentence in own.problems.items():
        fields.note(f"{prefix}{name}", sentence)
    text = join(Paragraph("", part) for part in wording.texts)
    return {"language": wording.language, "title": wording.title, "summary": wording.summary, "text": text}


def read_asked(fields: Fields, round_: Round, amount: object, body: object) -> dict[str, str]:
    """What the new proposal asks for, and who is to carry it out: a round with an envelope cannot do without."""
    given = amount.strip() if isinstance(amount, str) else amount
    read = fields.amount("new_amount", given, required=round_.envelope is not None, positive=True)
    if read is not None and round_.envelope is not None and read > round_.envelope:
        fields.note("new_amount", _("This is more than the whole envelope of the round."))
    clean = fields.text("new_implementing_body", visible(body), LONGEST_BODY, required=read is not None)
    return {"amount": "" if read is None else str(read), "implementing_body": clean}


def wording_of(stored: Mapping[str, Any]) -> Wording:
    """The text that was planned, which was read when it was."""
    fields = Fields()
    wording = read_wording(fields, **{name: stored[name] for name in ("language", "title", "summary", "text")})
    fields.refuse()
    return wording


def amount_of(stored: Mapping[str, Any]) -> Decimal | None:
    """What the new proposal asks for."""
    return Decimal(stored["amount"]) if stored.get("amount") else None
