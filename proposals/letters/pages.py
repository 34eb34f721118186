"""What the pages of letters are handed."""

from typing import Any

from accounts.models import User
from common.errors import DomainError
from councils.mandates.acting import Acting
from councils.mandates.permissions import why_not_act
from councils.models import Council
from proposals.drafting.veiling import notice_of, over

from .models import Letter
from .permissions import signatures_of, why_not_author, why_not_open, why_not_read, why_not_speak, why_not_write
from .queries import by_country, letters_of
from .veiling import left_of, listed

TONES: dict[str, str] = {
    Letter.State.OPEN: "warn",
    Letter.State.SENT: "good",
    Letter.State.LAPSED: "bad",
    Letter.State.WITHDRAWN: "bad",
}


def list_page(council: Council, acting: Acting, person: User | None, at: Any) -> dict[str, Any]:
    """The letters of a council, those that can be signed before the others, and whether the reader may write one."""
    found = [listed(one, one.instant) for one in letters_of(council)]  # type: ignore[attr-defined] # annotated
    is_open = [one for one in found if why_not_open(one, at) is None]
    return {
        "council": council,
        "open": is_open,
        "closed": [one for one in found if one not in is_open],
        "acting": acting,
        "writing": _why_not_write(council, acting, person, at) if person else None,
        "may_write": person is not None and bool(acting.hats),
        "now": at,
        "section": "councils",
    }


def letter_page(letter: Letter, acting: Acting, person: User | None) -> dict[str, Any]:
    """One letter, who stands behind it, and what the reader may do for whom they act."""
    at = letter.instant  # type: ignore[attr-defined] # annotated by letter_at
    closed = why_not_open(letter, at)
    seat = acting.chosen.seat if acting.chosen else None
    has_signed = seat is not None and signatures_of(letter, seat).exists()
    refusal = None
    if person and seat:
        refusal = why_not_speak(person, seat, letter.council, at) or why_not_act(seat, at)
    veil, sees = over(letter, letter.opened_by_id, letter.council, person, at)
    refusal = refusal or (None if has_signed else why_not_read(letter, at))
    return {
        "council": letter.council,
        "letter": letter if sees else left_of(letter, veil),
        "notice": notice_of(veil) if veil else None,
        "sees": sees,
        "can_report": veil is None or not veil.is_whole,
        "tone": TONES[letter.state],
        "addressees": list(letter.addressees.order_by("slug")),
        "countries": by_country(letter),
        "is_open": closed is None,
        "is_closing": closed is not None and letter.state == Letter.State.OPEN,
        "acting": acting,
        "may_sign": person is not None and bool(acting.hats),
        "has_signed": has_signed,
        "refusal": refusal,
        "is_author": seat is not None and refusal is None and why_not_author(letter, seat) is None,
        "now": at,
        "section": "councils",
    }


def _why_not_write(council: Council, acting: Acting, person: User, at: Any) -> DomainError | None:
    if acting.chosen is None:
        return None
    seat = acting.chosen.seat
    return why_not_speak(person, seat, council, at) or why_not_write(seat, at)
