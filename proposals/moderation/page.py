"""What the page of a case shows, and to whom: the text, what reporters and the author wrote, and what may be done."""

from typing import Any

from accounts.models import User
from common.errors import DomainError
from councils.rulebook.grounds import ground_name
from proposals.drafting.hiding import veil_of
from proposals.drafting.veiling import is_officer

from .models import Case, Decision
from .permissions import (
    can_somebody_hear,
    why_not_appeal,
    why_not_appeal_now,
    why_not_decide_now,
    why_not_hear,
    why_not_hear_now,
    why_not_impartial,
    why_not_moderate,
)
from .reading import parts_to_read, read_case
from .texts import hash_of, text_of, whole_text


def _decisions(case: Any) -> list[Decision]:
    decisions = list(case.decisions.all())
    for decision in decisions:
        decision.case = case  # the same one, which need not be fetched again
    return decisions


def why_not_decide(person: User, case: Any) -> DomainError | None:
    """The sentence beside the button, and on the page that refuses."""
    return (
        why_not_moderate(person, case.council, case.instant)
        or why_not_impartial(person, case, case.instant)
        or why_not_decide_now(case)
    )


def why_not_appeal_case(person: User, case: Any) -> DomainError | None:
    """The same for an appeal of the first decision; a later one was made in an appeal."""
    decisions = _decisions(case)
    if not decisions:
        return None
    return why_not_appeal(person, decisions[0]) or why_not_appeal_now(decisions[0], case.instant)


def why_not_hear_case(person: User, case: Any) -> DomainError | None:
    """The same for the hearing."""
    for decision in _decisions(case):
        if appeal := getattr(decision, "appeal", None):
            return why_not_hear(person, appeal, case.instant) or why_not_hear_now(appeal)
    return None


def case_page(case: Any, person: User | None) -> dict[str, Any]:
    """The context. A visitor is shown what is public alone; the author reads the text, and who moderates all."""
    moderates = person is not None and is_officer(person, case.council, case.instant)
    is_author = person is not None and case.author_id == person.pk
    page = {
        "council": case.council,
        "case": case,
        "read": read_case(case),
        "now": case.instant,
        "section": "councils",
        "is_author": is_author,
        "moderates": moderates,
    }
    if person is not None and (moderates or is_author):
        page |= _inside(case, person, moderates=moderates, is_author=is_author)
    return page


def _reports(case: Case, now: str) -> list[dict[str, Any]]:
    """What was reported, without by whom, and whether the text reads otherwise since."""
    return [
        {"name": ground_name(one.ground), "text": one.text, "has_changed": one.text_sha256 != now}
        for one in case.reports.only("ground", "text", "text_sha256", "case_id").order_by("pk")
    ]


def _inside(case: Any, person: User, *, moderates: bool, is_author: bool) -> dict[str, Any]:
    """What the author and the moderation see besides."""
    text = whole_text(text_of(case))
    parts, language = parts_to_read(text)
    appeal = next((one.appeal for one in _decisions(case) if getattr(one, "appeal", None)), None)
    waits = appeal is not None and appeal.heard_at is None
    return {
        "parts": parts,
        "language": language,
        "veil": veil_of(text, case.instant),
        "appeal": appeal,
        "reports": _reports(case, hash_of(text)) if moderates else [],
        "why_not_decide": why_not_decide(person, case) if moderates else None,
        "why_not_hear": why_not_hear_case(person, case) if moderates else None,
        "is_for_hearing": moderates and waits,
        "is_to_be_decided": moderates and case.state == Case.State.OPEN,
        "why_not_appeal": why_not_appeal_case(person, case) if is_author else None,
        "can_be_appealed": is_author and case.state == Case.State.DECIDED,
        "has_no_hearer": appeal is not None and waits and not can_somebody_hear(appeal, case.instant),
    }
