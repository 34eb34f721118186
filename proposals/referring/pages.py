"""What the pages of referrals are handed."""

from datetime import datetime
from typing import Any

from accounts.models import User
from common.languages import choose, say
from councils.forms import languages_of
from councils.models import Council
from proposals.drafting.veiling import notice_of, over

from .forms import DocumentForm
from .models import Referral
from .permissions import why_not_decide, why_not_more, why_not_refer, why_not_speak_for, why_not_waiting
from .queries import bodies_of, referrals_of
from .veiling import left_of, listed

TONES: dict[str, str] = {
    Referral.State.WAITING: "warn",
    Referral.State.OPENED: "good",
    Referral.State.DECLINED: "bad",
}


def list_page(council: Council, person: User | None, at: datetime) -> dict[str, Any]:
    """What was referred to a council, or by a body; and whether the reader may refer something to it."""
    bodies = bodies_of(person, at) if person and council.kind == Council.Kind.ADVISORY else []
    return {
        "council": council,
        "referrals": [(listed(one), TONES[one.state]) for one in referrals_of(council)],
        "may_refer": bool(bodies),
        "refusal": why_not_refer(bodies[0], council) if len(bodies) == 1 else None,
        "now": at,
        "section": "councils",
    }


def referral_page(referral: Referral, person: User | None, form: DocumentForm | None = None) -> dict[str, Any]:
    """One referral, its documents, and what the reader may do with it."""
    at = referral.instant  # type: ignore[attr-defined] # annotated by referral_at
    is_waiting = why_not_waiting(referral) is None
    is_asking = person is not None and is_waiting and why_not_speak_for(person, referral.body, at) is None
    veil, sees = over(referral, referral.referred_by_id, referral.council, person, at)
    return {
        "council": referral.council,
        "referral": referral if sees else left_of(referral, veil),
        "notice": notice_of(veil) if veil else None,
        "sees": sees,
        "can_report": veil is None or not veil.is_whole,
        "tone": TONES[referral.state],
        "countries": list(referral.countries.order_by("code")),
        "documents": list(referral.documents.all()),
        "is_overdue": is_waiting and at >= referral.due_at,
        "may_attach": is_asking,
        "why_not_attach": why_not_more(referral) if is_asking else None,
        "may_decide": person is not None and is_waiting and why_not_decide(person, referral.council, at) is None,
        "form": form or DocumentForm(),
        "now": at,
        "section": "councils",
    }


def first_words(referral: Referral) -> dict[str, Any]:
    """What the call of a round from it begins with: its title and text, for the secretariat to say how it is asked."""
    language = languages_of(referral.council.languages)[0].replace("-", "_")
    body = say(referral.body.name) or choose(referral.body.name)[1]
    call = f"{body} ({referral.reference}):\n\n{referral.text}"
    first = {f"title__{language}": referral.title, f"call__{language}": call, "addressees": [referral.body_id]}
    if referral.amount is not None:
        first |= {"envelope": str(referral.amount), "currency": referral.currency}
    return first
